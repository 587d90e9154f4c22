// A file of manifests → its documents, as kubectl takes it apart: JSON values one after the other, or YAML between lines
// that begin with `---`; a file that begins like JSON and is none is tried as YAML.
// Upstream: k8s.io/apimachinery/pkg/util/yaml/decoder.go

import type { Json } from '../../../base/json.ts';
import { YamlError } from './cursor.ts';
import { decodeYaml } from './decode.ts';
import { JsonSyntaxError, byteOffset, skipJsonValue, skipSpace } from './goJson.ts';
import { parseYamlDocument } from './parser.ts';

export interface YamlDocument {
  /** null where the document cannot be read. */
  readonly value: Json;
  readonly error?: DocumentError;
  /** Written as JSON. */
  readonly json: boolean;
  /** The document as written, without the line that separates it from the next. */
  readonly text: string;
  /** Where the text begins in the file: offset and line, from zero. */
  readonly offset: number;
  readonly line: number;
}

export interface DocumentError {
  /** What kubectl prints after `error parsing <file>: `. */
  readonly message: string;
  /** In the file, from zero. */
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Documents without content are left out; nothing is read after the first error. */
export function parseDocuments(text: string): readonly YamlDocument[] {
  return new Reader(text).read();
}

/** unicode.IsSpace */
const SPACE = /[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE.test(text[end - 1] as string)) end--;
  let start = 0;
  while (start < end && SPACE.test(text[start] as string)) start++;
  return text.slice(start, end);
}

class Reader {
  private readonly text: string;
  private readonly documents: YamlDocument[] = [];
  private at = 0;
  private lineAt = 0;
  private lineOf = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): readonly YamlDocument[] {
    const failed = /^[\s\x85]*\{/.test(this.text) ? this.json() : undefined;
    if (this.at < this.text.length) this.yaml(failed);
    return this.documents;
  }

  /** Values up to the end of the file, or up to what is no JSON: then the error, to be told if it is no YAML either. */
  private json(): DocumentError | undefined {
    const { text } = this;
    for (let count = 0; ; count++) {
      const start = skipSpace(text, this.at);
      if (start >= text.length) {
        this.at = text.length;
        return undefined;
      }
      try {
        const end = skipJsonValue(text, start);
        this.add(JSON.parse(text.slice(start, end)) as Json, true, start, end);
        this.at = end;
      } catch (error) {
        if (!(error instanceof JsonSyntaxError)) throw error;
        const where = this.place(Math.min(error.index, text.length));
        if (error.early) {
          const why = { message: 'unexpected EOF', ...where };
          return count > 1 ? this.stop(why) : this.afterJson(why);
        }
        // Two values or more: this is JSON and nothing else.
        if (count > 1) return this.stop({ message: error.message, ...where });
        return this.afterJson({ message: `json: offset ${byteOffset(text, error.index) + 1}: ${error.message}`, ...where });
      }
    }
  }

  private afterJson(why: DocumentError): DocumentError {
    while (this.at < this.text.length && SPACE.test(this.text[this.at] as string)) {
      if (this.text[this.at++] === '\n') break;
    }
    return why;
  }

  private yaml(failed: DocumentError | undefined): void {
    const { text } = this;
    let start = this.at;
    let position = start;
    for (;;) {
      const last = position >= text.length;
      const newline = text.indexOf('\n', position);
      const end = newline < 0 ? text.length : newline + 1;
      if (!last && text.startsWith('---', position)) {
        const rest = trimSpace(text.slice(position + 3, end));
        if (rest !== '' && !rest.startsWith('#')) {
          this.stop(failed ?? { message: `invalid Yaml document separator: ${rest}`, ...this.place(position) });
          return;
        }
        if (position > start) {
          if (!this.yamlDocument(start, position, failed)) return;
          failed = undefined;
          start = end;
        }
      } else if (last) {
        if (position > start) this.yamlDocument(start, position, failed);
        return;
      }
      position = end;
    }
  }

  private yamlDocument(start: number, end: number, failed: DocumentError | undefined): boolean {
    const text = this.text.slice(start, end);
    try {
      const root = parseYamlDocument(text.endsWith('\n') ? text : `${text}\n`);
      if (root) this.add(decodeYaml(root), false, start, end);
      return true;
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      this.stop(failed ?? { message: `error converting YAML to JSON: ${error.message}`, ...this.place(start + Math.min(error.mark?.index ?? 0, text.length)) });
      return false;
    }
  }

  private add(value: Json, json: boolean, start: number, end: number): void {
    if (value === null) return;
    this.documents.push({ value, json, text: this.text.slice(start, end), offset: start, line: this.place(start).line });
  }

  /** The rest of the file is one document that cannot be read. */
  private stop(error: DocumentError): undefined {
    const offset = this.documentEnd;
    this.documents.push({ value: null, error, json: false, text: this.text.slice(offset), offset, line: this.place(offset).line });
    this.at = this.text.length;
    return undefined;
  }

  private get documentEnd(): number {
    const last = this.documents[this.documents.length - 1];
    return last ? last.offset + last.text.length : 0;
  }

  /** Offsets are asked for in rising order, mostly. */
  private place(offset: number): { readonly offset: number; readonly line: number; readonly column: number } {
    if (offset < this.lineAt) {
      this.lineAt = 0;
      this.lineOf = 0;
    }
    for (let i = this.text.indexOf('\n', this.lineAt); i >= 0 && i < offset; i = this.text.indexOf('\n', this.lineAt)) {
      this.lineAt = i + 1;
      this.lineOf++;
    }
    return { offset, line: this.lineOf, column: offset - this.lineAt };
  }
}
