// The text of one description: titles and values with a tab between them, indented by level, aligned at the end.
// Upstream: k8s.io/kubectl/pkg/describe (PrefixWriter, tabbedString and the print…Multiline functions)

import { compareText } from '../../base/text.ts';
import { TabWriter, escapeTerminal } from '../output/tabWriter.ts';

export type StringMap = { readonly [key: string]: string };

export class Page {
  private readonly parts: string[] = [];
  private readonly indent: string;

  constructor(indent = '', parts: string[] = []) {
    this.indent = indent;
    this.parts = parts;
  }

  /** Text of a level; with its own line ends. */
  write(level: number, text: string): void {
    this.parts.push(escapeTerminal(this.indent + '  '.repeat(level) + text));
  }

  /** `Title:  value` */
  field(title: string, value: string | number | boolean): void {
    this.write(0, `${title}:\t${value}\n`);
  }

  /** A field of an inner level. */
  inner(level: number, title: string, value: string | number | boolean): void {
    this.write(level, `${title}:\t${value}\n`);
  }

  /** A title, and lines below each other. */
  lines(title: string, values: readonly string[], indent = ''): void {
    this.write(0, `${indent}${title}:\t`);
    if (values.length === 0) this.write(0, '<none>\n');
    values.forEach((value, i) => {
      if (i > 0) {
        this.write(0, indent);
        this.write(0, '\t');
      }
      this.write(0, `${value}\n`);
    });
  }

  labels(title: string, labels: StringMap | undefined, indent = ''): void {
    this.lines(title, sortedKeys(labels).map((key) => `${key}=${labels?.[key] ?? ''}`), indent);
  }

  /** Long values go below their key. The one that `kubectl apply` writes is not shown. */
  annotations(title: string, annotations: StringMap | undefined): void {
    const keys = sortedKeys(annotations).filter((key) => key !== LAST_APPLIED);
    this.write(0, `${title}:\t`);
    if (keys.length === 0) this.write(0, '<none>\n');
    keys.forEach((key, i) => {
      if (i > 0) this.write(0, '\t');
      const value = (annotations?.[key] ?? '').replace(/\n$/, '');
      if (byteLength(value) + byteLength(key) + 2 <= MAX_ANNOTATION && !value.includes('\n')) {
        this.write(0, `${key}: ${value}\n`);
        return;
      }
      this.write(0, `${key}:\n`);
      for (const line of value.split('\n')) this.write(0, `\t  ${shortened(line, MAX_ANNOTATION - 2)}\n`);
    });
  }

  /** The same page, further to the right. */
  nested(level: number): Page {
    return new Page(this.indent + '  '.repeat(level), this.parts);
  }

  /** What comes next is aligned on its own. */
  flush(): void {
    this.parts.push(FLUSH);
  }

  /** Without alignment: with its tabs, as where another command prints it. */
  text({ align = true } = {}): string {
    const text = this.parts.join('');
    if (!align) return text.replaceAll(FLUSH, '');
    let out = '';
    for (const block of text.split(FLUSH)) {
      const tabs = new TabWriter({ minWidth: 0, padding: 2, remember: false });
      tabs.write(block);
      out += tabs.flush();
    }
    return out;
  }
}

const FLUSH = '\0';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
export const MAX_ANNOTATION = 140;

export const sortedKeys = (map: { readonly [key: string]: unknown } | undefined): readonly string[] => Object.keys(map ?? {}).sort(compareText);

function byteLength(text: string): number {
  let n = 0;
  for (const char of text) {
    const c = char.codePointAt(0) as number;
    n += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
  return n;
}

/** At most so many bytes. Simplified: a character that the end would cut is left out. */
export function shortened(text: string, max: number): string {
  if (byteLength(text) <= max) return text;
  let out = '';
  for (const char of text) {
    if (byteLength(out + char) > max) break;
    out += char;
  }
  return `${out}...`;
}
