// Tokens → the tree of one YAML document, with the place of every node. Reads the first document of its text only, and
// of what follows just enough to know that the document ends, as go-yaml does.
// Upstream: go.yaml.in/yaml/v2 parserc.go, decode.go

import { YamlError, type Mark } from './cursor.ts';
import { Scanner, type Token } from './scanner.ts';

interface NodeBase {
  readonly start: Mark;
  end: Mark;
  /** In full: `tag:yaml.org,2002:int`; empty where none is written. */
  readonly tag: string;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string;
  /** Neither quoted nor tagged: what it means is found by its look. */
  readonly plain: boolean;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly items: YamlNode[];
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly pairs: { readonly key: YamlNode; readonly value: YamlNode }[];
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: YamlNode;
}

export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

/** The root of the first document; undefined where there is none. */
export function parseYamlDocument(text: string): YamlNode | undefined {
  checkCharacters(text);
  return new Parser(text).document();
}

/** Simplified: go-yaml meets such a character only when it gets near, and may stumble over something else before. */
function checkCharacters(text: string): void {
  const bad = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.exec(text);
  if (bad) throw new YamlError('control characters are not allowed', 0, { index: bad.index, line: 0, column: 0 });
}

const CORE = 'tag:yaml.org,2002:';

class Parser {
  private readonly scanner: Scanner;
  private readonly handles = new Map<string, string>();
  private readonly anchors = new Map<string, YamlNode>();

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  document(): YamlNode | undefined {
    const { scanner } = this;
    scanner.next(); // the start of the stream
    const first = scanner.peek();
    if (first.kind === 'streamEnd') return undefined;
    let root: YamlNode;
    if (first.kind === 'version' || first.kind === 'tagDirective' || first.kind === 'documentStart') {
      this.directives();
      if (scanner.peek().kind !== 'documentStart') this.fail('did not find expected <document start>', scanner.peek());
      scanner.next();
      const { kind, start } = scanner.peek();
      const none = kind === 'version' || kind === 'tagDirective' || kind === 'documentStart' || kind === 'documentEnd' || kind === 'streamEnd';
      root = none ? empty(start) : this.node(true, false);
    } else {
      this.directives();
      root = this.node(true, false);
    }
    scanner.peek();
    return root;
  }

  /** Errors of the parser name the line before theirs: go-yaml counts from zero there. */
  private fail(problem: string, token: Token): never {
    throw new YamlError(problem, token.start.line, token.start);
  }

  private directives(): void {
    const { scanner } = this;
    let version = false;
    for (;;) {
      const token = scanner.peek();
      if (token.kind === 'version') {
        if (version) this.fail('found duplicate %YAML directive', token);
        if (token.value !== '1.1') this.fail('found incompatible YAML document', token);
        version = true;
      } else if (token.kind === 'tagDirective') {
        if (this.handles.has(token.value)) this.fail('found duplicate %TAG directive', token);
        this.handles.set(token.value, token.suffix);
      } else break;
      scanner.next();
    }
    if (!this.handles.has('!')) this.handles.set('!', '!');
    if (!this.handles.has('!!')) this.handles.set('!!', CORE);
  }

  private node(block: boolean, indentless: boolean): YamlNode {
    const { scanner } = this;
    let token = scanner.peek();
    const { start } = token;
    if (token.kind === 'alias') {
      const target = this.anchors.get(token.value);
      if (!target) throw new YamlError(`unknown anchor '${token.value}' referenced`, 0, start);
      scanner.next();
      return { kind: 'alias', start, end: token.end, tag: '', name: token.value, target };
    }
    let anchor = '';
    let tag: Token | undefined;
    let end = start;
    for (let i = 0; i < 2; i++) {
      if (token.kind === 'anchor' && !anchor) anchor = token.value;
      else if (token.kind === 'tag' && !tag) tag = token;
      else break;
      end = token.end;
      scanner.next();
      token = scanner.peek();
    }
    const fullTag = tag ? this.fullTag(tag) : '';
    const base = { start, end, tag: fullTag };

    if (indentless && token.kind === 'blockEntry') {
      const node: SequenceNode = { kind: 'sequence', ...base, items: [] };
      this.name(anchor, node);
      this.indentlessSequence(node);
      return node;
    }
    if (token.kind === 'scalar') {
      const plain = (token.plain && fullTag === '') || fullTag === '!';
      scanner.next();
      return this.name(anchor, { kind: 'scalar', start, end: token.end, tag: fullTag, value: token.value, plain });
    }
    if (token.kind === 'flowSequence' || (block && token.kind === 'blockSequence')) {
      const node: SequenceNode = { kind: 'sequence', ...base, items: [] };
      this.name(anchor, node);
      if (token.kind === 'flowSequence') this.flowSequence(node);
      else this.blockSequence(node);
      return node;
    }
    if (token.kind === 'flowMapping' || (block && token.kind === 'blockMapping')) {
      const node: MappingNode = { kind: 'mapping', ...base, pairs: [] };
      this.name(anchor, node);
      if (token.kind === 'flowMapping') this.flowMapping(node);
      else this.blockMapping(node);
      return node;
    }
    if (anchor || fullTag) return this.name(anchor, { kind: 'scalar', ...base, value: '', plain: fullTag === '' });
    this.fail('did not find expected node content', token);
  }

  private name<T extends YamlNode>(anchor: string, node: T): T {
    if (anchor) this.anchors.set(anchor, node);
    return node;
  }

  private fullTag(token: Token): string {
    if (!token.value) return token.suffix;
    const prefix = this.handles.get(token.value);
    if (prefix === undefined) this.fail('found undefined tag handle', token);
    return prefix + token.suffix;
  }

  private blockSequence(node: SequenceNode): void {
    const { scanner } = this;
    scanner.next();
    for (;;) {
      const token = scanner.nextOf('blockEntry', 'blockEnd');
      if (!token) this.fail("did not find expected '-' indicator", scanner.peek());
      node.end = token.end;
      if (token.kind === 'blockEnd') return;
      const { kind } = scanner.peek();
      node.items.push(kind === 'blockEntry' || kind === 'blockEnd' ? empty(token.end) : this.node(true, false));
    }
  }

  private indentlessSequence(node: SequenceNode): void {
    const { scanner } = this;
    while (scanner.peek().kind === 'blockEntry') {
      const token = scanner.next();
      const { kind } = scanner.peek();
      const none = kind === 'blockEntry' || kind === 'key' || kind === 'value' || kind === 'blockEnd';
      const item = none ? empty(token.end) : this.node(true, false);
      node.items.push(item);
      node.end = item.end;
    }
  }

  private blockMapping(node: MappingNode): void {
    const { scanner } = this;
    scanner.next();
    for (;;) {
      const token = scanner.nextOf('key', 'blockEnd');
      if (!token) this.fail('did not find expected key', scanner.peek());
      if (token.kind === 'blockEnd') return;
      const key = this.blockPart(token);
      const colon = scanner.peek();
      const value = colon.kind === 'value' ? this.blockPart(scanner.next()) : empty(colon.start);
      node.pairs.push({ key, value });
      node.end = value.end.index > key.end.index ? value.end : key.end;
    }
  }

  /** What follows `?` or `:` in a block mapping. */
  private blockPart(indicator: Token): YamlNode {
    const { kind } = this.scanner.peek();
    return kind === 'key' || kind === 'value' || kind === 'blockEnd' ? empty(indicator.end) : this.node(true, true);
  }

  private flowSequence(node: SequenceNode): void {
    const { scanner } = this;
    scanner.next();
    for (let first = true; ; first = false) {
      if (scanner.peek().kind !== 'flowSequenceEnd') {
        if (!first) {
          if (scanner.peek().kind !== 'flowEntry') this.fail("did not find expected ',' or ']'", scanner.peek());
          scanner.next();
        }
        const { kind } = scanner.peek();
        if (kind === 'key') {
          node.items.push(this.singlePair());
          continue;
        }
        if (kind !== 'flowSequenceEnd') {
          node.items.push(this.node(false, false));
          continue;
        }
      }
      node.end = scanner.next().end;
      return;
    }
  }

  /** `[a: b]`: a mapping of one pair without braces. */
  private singlePair(): MappingNode {
    const { scanner } = this;
    const { start } = scanner.next();
    const before = scanner.peek();
    let key: YamlNode;
    if (before.kind === 'value' || before.kind === 'flowEntry' || before.kind === 'flowSequenceEnd') {
      scanner.next();
      key = empty(before.end);
    } else key = this.node(false, false);
    let value: YamlNode | undefined;
    let at = scanner.peek();
    if (at.kind === 'value') {
      scanner.next();
      at = scanner.peek();
      if (at.kind !== 'flowEntry' && at.kind !== 'flowSequenceEnd') value = this.node(false, false);
    }
    value ??= empty(at.start);
    return { kind: 'mapping', start, end: value.end, tag: '', pairs: [{ key, value }] };
  }

  private flowMapping(node: MappingNode): void {
    const { scanner } = this;
    scanner.next();
    for (let first = true; ; first = false) {
      if (scanner.peek().kind !== 'flowMappingEnd') {
        if (!first) {
          if (scanner.peek().kind !== 'flowEntry') this.fail("did not find expected ',' or '}'", scanner.peek());
          scanner.next();
        }
        const { kind } = scanner.peek();
        if (kind === 'key') {
          scanner.next();
          const at = scanner.peek();
          const none = at.kind === 'value' || at.kind === 'flowEntry' || at.kind === 'flowMappingEnd';
          const key = none ? empty(at.start) : this.node(false, false);
          node.pairs.push({ key, value: this.flowValue() });
          continue;
        }
        if (kind !== 'flowMappingEnd') {
          const key = this.node(false, false);
          node.pairs.push({ key, value: empty(scanner.peek().start) });
          continue;
        }
      }
      node.end = scanner.next().end;
      return;
    }
  }

  private flowValue(): YamlNode {
    const { scanner } = this;
    if (scanner.peek().kind === 'value') {
      scanner.next();
      const { kind } = scanner.peek();
      if (kind !== 'flowEntry' && kind !== 'flowMappingEnd') return this.node(false, false);
    }
    return empty(scanner.peek().start);
  }
}

const empty = (mark: Mark): ScalarNode => ({ kind: 'scalar', start: mark, end: mark, tag: '', value: '', plain: true });
