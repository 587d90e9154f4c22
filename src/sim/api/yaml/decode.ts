// The tree of a YAML document → JSON, with kubectl's way: keys become text, the last of two equal keys stays, merges
// (`<<`) act where they stand, and what JSON cannot say is an error.
// Upstream: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml yaml.go

import type { Json } from '../../../base/json.ts';
import { base64Decode, utf8Text } from './bytes.ts';
import { YamlError } from './cursor.ts';
import { formatFloat, formatInteger } from './goNumber.ts';
import { goQuote } from './goQuote.ts';
import type { MappingNode, ScalarNode, YamlNode } from './parser.ts';
import { resolvePlain, resolveTagged, type Resolved } from './resolve.ts';

export function decodeYaml(root: YamlNode): Json {
  return new Decoder().value(root);
}

class Decoder {
  private decoded = 0;
  private viaAlias = 0;
  private aliasDepth = 0;
  private readonly open = new Set<YamlNode>();

  value(node: YamlNode): Json {
    this.count(node);
    switch (node.kind) {
      case 'scalar': {
        const scalar = resolveScalar(node);
        if (scalar.tag === '!!null') return null;
        if (typeof scalar.value === 'number' && !Number.isFinite(scalar.value)) {
          throw new YamlError(`json: unsupported value: ${formatFloat(scalar.value)}`, 0, node.start, '');
        }
        return scalar.value;
      }
      case 'sequence':
        return node.items.map((item) => this.value(item));
      case 'mapping': {
        const out: Record<string, Json> = {};
        this.into(out, node);
        return out;
      }
      case 'alias':
        return this.through(node, () => this.value(node.target));
    }
  }

  private into(out: Record<string, Json>, node: MappingNode): void {
    for (const { key, value } of node.pairs) {
      if (key.kind === 'scalar' && key.value === '<<' && (key.plain || key.tag === 'tag:yaml.org,2002:merge')) this.merge(out, value);
      else {
        const name = this.key(key, value);
        const decoded = this.value(value);
        if (name === '__proto__') Object.defineProperty(out, name, { value: decoded, enumerable: true, writable: true, configurable: true });
        else out[name] = decoded;
      }
    }
  }

  private merge(out: Record<string, Json>, node: YamlNode): void {
    const nodes = node.kind === 'sequence' ? [...node.items].reverse() : [node];
    for (const from of nodes) {
      const target = from.kind === 'alias' ? from.target : from;
      if (target.kind !== 'mapping') throw new YamlError('map merge requires map or sequence of maps as the value', 0, from.start);
      this.count(from);
      if (from.kind === 'alias') this.through(from, () => this.into(out, target));
      else this.into(out, target);
    }
  }

  private key(key: YamlNode, value: YamlNode): string {
    this.count(key);
    const node = key.kind === 'alias' ? key.target : key;
    if (node.kind !== 'scalar') throw new YamlError(`invalid map key: ${goSyntaxOf(node)}`, 0, key.start);
    const scalar = resolveScalar(node);
    switch (scalar.tag) {
      case '!!null': {
        const shown = value.kind === 'scalar' && resolveScalar(value).tag === '!!null' ? '<nil>' : goSyntaxOf(value);
        throw new YamlError(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${shown}`, 0, key.start, '');
      }
      case '!!float': {
        const text = formatFloat(scalar.value, 32);
        return { '+Inf': '.inf', '-Inf': '-.inf', NaN: '.nan' }[text] ?? text;
      }
      case '!!int':
        return formatInteger(scalar.value);
      default:
        return String(scalar.value);
    }
  }

  private through<T>(alias: YamlNode & { kind: 'alias' }, read: () => T): T {
    if (this.open.has(alias)) throw new YamlError(`anchor '${alias.name}' value contains itself`, 0, alias.start);
    this.open.add(alias);
    this.aliasDepth++;
    const value = read();
    this.aliasDepth--;
    this.open.delete(alias);
    return value;
  }

  /** A few lines of aliases can stand for gigabytes; go-yaml gives up when nearly all of the work comes from them. */
  private count(node: YamlNode): void {
    this.decoded++;
    if (this.aliasDepth === 0) return;
    this.viaAlias++;
    if (this.viaAlias <= 100 || this.decoded <= 1000) return;
    const over = Math.min(Math.max((this.decoded - 400_000) / 3_600_000, 0), 1);
    if (this.viaAlias / this.decoded > 0.99 - 0.89 * over) throw new YamlError('document contains excessive aliasing', 0, node.start);
  }
}

function resolveScalar(node: ScalarNode): Resolved {
  if (node.tag === '') return node.plain ? resolvePlain(node.value) : { tag: '!!str', value: node.value };
  const tag = node.tag.startsWith('tag:yaml.org,2002:') ? `!!${node.tag.slice(18)}` : node.tag;
  if (tag === '!!binary') {
    const bytes = base64Decode(node.value);
    if (typeof bytes === 'number') throw new YamlError('!!binary value contains invalid base64 data', 0, node.start);
    return { tag: '!!str', value: utf8Text(bytes).text };
  }
  return resolveTagged(tag, node.value, node.start);
}

/** What %#v prints for what go-yaml makes of a node. */
function goSyntaxOf(node: YamlNode): string {
  switch (node.kind) {
    case 'alias':
      return goSyntaxOf(node.target);
    case 'sequence':
      return `[]interface {}{${node.items.map(goSyntaxOf).join(', ')}}`;
    case 'mapping': {
      const pairs = node.pairs.map(({ key, value }) => `${goSyntaxOf(key)}:${goSyntaxOf(value)}`);
      return `map[interface {}]interface {}{${pairs.sort().join(', ')}}`;
    }
    case 'scalar': {
      const scalar = resolveScalar(node);
      switch (scalar.tag) {
        case '!!null':
          return 'interface {}(nil)';
        case '!!int':
          return formatInteger(scalar.value);
        case '!!float':
          return formatFloat(scalar.value);
        case '!!bool':
          return String(scalar.value);
        default:
          return goQuote(scalar.value);
      }
    }
  }
}
