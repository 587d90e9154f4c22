// What evaluating an expression can cost at most, from how much data the schema allows.
// Upstream: github.com/google/cel-go/checker/cost.go, k8s.io/apiserver/pkg/cel/library/cost.go
// Simplified: sizes of what functions make are known for the common ones only; others count as their target.

import type { CelTypes } from './checker.ts';
import type { CelNode } from './parser.ts';
import type { CelType } from './types.ts';

/** Per character of a text that is gone through, and of a regular expression. */
const TEXT = 0.1;
const REGEX = 0.25;
const LIST = 10;
const MAP = 30;
const STRUCT = 40;

const SCALARS = ['bool', 'int', 'uint', 'double', 'timestamp', 'duration'];
const COMPARISONS = ['_<_', '_<=_', '_>_', '_>=_'];
/** Go through their target, or where they have none through their argument. */
const ONCE = ['format', 'lowerAscii', 'upperAscii', 'substring', 'trim', 'url', 'cidr', 'ip', 'isIP', 'isCIDR', 'isURL', 'quantity', 'isQuantity', 'semver', 'isSemver', 'bytes', 'string', 'quote', 'escapeKey'];
const TWICE = ['replace', 'split'];
const PER_ITEM = ['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'];

export function celCost(root: CelNode, types: CelTypes): number {
  const lengths = new Map<CelNode, number>();
  const typeOf = (node: CelNode | undefined): CelType | undefined => node && types.get(node);
  const times = (size: number, factor: number): number => (size === 0 ? 0 : Math.ceil(size * factor));

  const sizeOf = (node: CelNode | undefined): number => {
    if (!node) return Infinity;
    const known = lengths.get(node);
    if (known !== undefined) return known;
    if (node.is === 'literal') return node.type === 'string' ? node.text.replace(/^[rR]?["']{1,3}|["']{1,3}$/g, '').length : 1;
    if (node.is === 'list') return node.items.length;
    if (node.is === 'map') return node.entries.length;
    const type = typeOf(node);
    return type?.max ?? (type && SCALARS.includes(type.name) ? 1 : type?.fields ? 0 : Infinity);
  };
  const sum = (nodes: readonly CelNode[]): number => nodes.reduce((n, node) => n + cost(node), 0);

  function cost(node: CelNode): number {
    switch (node.is) {
      case 'literal':
        return 0;
      case 'name':
        return 1;
      case 'select': {
        const of = typeOf(node.of);
        return cost(node.of) + (of && (of.key || of.fields) ? 1 : 0);
      }
      case 'list':
        return LIST + sum(node.items);
      case 'map':
        return MAP + node.entries.reduce((n, [k, v]) => n + cost(k) + cost(v), 0);
      case 'struct':
        return STRUCT + sum(node.fields.map((f) => f.value));
      case 'call':
        return call(node);
    }
  }

  function call(node: CelNode & { is: 'call' }): number {
    const { name, target, args } = node;
    const [a, b] = args;
    if (name === 'has' && a?.is === 'select') return cost(a.of);
    if (name === 'bind' && args.length === 3) {
      lengths.set(node, sizeOf(args[2]));
      return LIST + sum(args.slice(1));
    }
    const loop = target && loopCost(node, target);
    if (loop !== undefined) return loop;
    if (name === '_?_:_') {
      lengths.set(node, Math.max(sizeOf(b), sizeOf(args[2])));
      return cost(a as CelNode) + Math.max(cost(b as CelNode), cost(args[2] as CelNode));
    }
    const inside = (target ? cost(target) : 0) + sum(args);
    return inside + ownCost(node, target ?? a);
  }

  function ownCost(node: CelNode & { is: 'call' }, first: CelNode | undefined): number {
    const { name, target, args } = node;
    const [a, b] = args;
    const isText = (n: CelNode | undefined): boolean => ['string', 'bytes'].includes(typeOf(n)?.name ?? '');
    switch (name) {
      case '_&&_':
      case '_||_':
        return 0;
      case '_==_':
      case '_!=_':
        return times(Math.min(sizeOf(a), sizeOf(b)), TEXT);
      case '_+_': {
        const size = sizeOf(a) + sizeOf(b);
        lengths.set(node, size);
        return isText(node) ? times(size, TEXT) : 1;
      }
      case '@in':
        return typeOf(b)?.key ? 1 : sizeOf(b);
      case '_[_]':
        return 1;
      case 'startsWith':
      case 'endsWith':
        return times(sizeOf(a), TEXT);
      case 'contains':
        return isText(target) ? product(times(sizeOf(target), TEXT), times(sizeOf(a), TEXT)) : 1;
      case 'matches':
      case 'find':
      case 'findAll':
        return product(times(sizeOf(target) + 1, TEXT), times(sizeOf(a), REGEX));
      case 'check':
        return 350_000;
      case 'join':
        return times(product(sizeOf(target), typeOf(target)?.element?.max ?? Infinity), TEXT);
    }
    if (COMPARISONS.includes(name) && isText(a)) return times(Math.min(sizeOf(a), sizeOf(b)), TEXT);
    if (PER_ITEM.includes(name) && target) {
      const element = typeOf(target)?.element;
      if (!element) return times(sizeOf(target), TEXT);
      return product(sizeOf(target), 1 + (element.name === 'string' ? times(element.max ?? Infinity, TEXT) : 0));
    }
    const factor = ONCE.includes(name) && (name !== 'string' || isText(first)) ? TEXT : TWICE.includes(name) ? 2 * TEXT : 0;
    if (factor === 0) return 1;
    lengths.set(node, sizeOf(first));
    return times(sizeOf(first), factor);
  }

  /** all, exists and the like: what the loop does for each item, which the parser upstream writes out. */
  function loopCost(node: CelNode & { is: 'call' }, range: CelNode): number | undefined {
    const { name, args } = node;
    if (args.length < 2 || args[0]?.is !== 'name') return undefined;
    const parts = args.slice(1);
    const inner = (): number => sum(parts.filter((p, i) => !(i === 0 && p.is === 'name' && args.length === 3 && name !== 'map')));
    const base = cost(range) + 1;
    const each = (perItem: number): number => product(sizeOf(range), perItem);
    switch (name) {
      case 'all':
        return base + each(3 + inner());
      case 'exists':
        return base + each(4 + inner());
      case 'exists_one':
      case 'existsOne':
        return base + 1 + each(2 + inner());
    }
    const base2 = name === 'map' || name === 'filter' || name === 'transformList' ? LIST : name.startsWith('transformMap') ? MAP : 0;
    if (base2 === 0) return undefined;
    lengths.set(node, sizeOf(range));
    return base + base2 + each((name === 'filter' ? 3 : 2) + base2 + inner());
  }

  return cost(root);
}

/** Nothing times everything is nothing. */
export const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);
