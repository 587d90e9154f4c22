// What a change of a file comes to, in a few characters: `replicas: 5`. It names the branch that the change begins.

import { equal, isObject } from '../../base/json.ts';
import { parseDocuments } from '../../sim/api/yaml.ts';

const LONGEST = 24;

interface Difference {
  readonly path: readonly (string | number)[];
  /** Undefined: taken away. */
  readonly value: unknown;
}

/** '' where nothing differs that a cluster would notice. */
export function changeLabel(before: string, after: string): string {
  const old = objectsOf(before);
  const now = objectsOf(after);
  const differences: Difference[] = [];
  for (const [key, value] of now) {
    const was = old.get(key);
    if (was === undefined) differences.push({ path: [nameOf(key)], value: undefined });
    else differences.push(...differencesOf(was, value));
  }
  const gone = [...old.keys()].filter((key) => !now.has(key));
  if (differences.length === 0) return gone[0] === undefined ? '' : short(`− ${nameOf(gone[0])}`);
  const added = [...now.keys()].find((key) => !old.has(key));
  if (added !== undefined) return short(`+ ${nameOf(added)}`);
  // The smallest thing says the most: a number rather than a block.
  const first = [...differences].sort((a, b) => weight(a) - weight(b))[0] as Difference;
  const text = labelOf(first);
  return differences.length === 1 ? short(text) : short(`${short(text, LONGEST - 3)} +${differences.length - 1}`, LONGEST);
}

function objectsOf(text: string): ReadonlyMap<string, unknown> {
  const out = new Map<string, unknown>();
  for (const { value } of parseDocuments(text)) {
    if (!isObject(value)) continue;
    const metadata = isObject(value.metadata) ? value.metadata : {};
    out.set(`${String(value.kind)}/${String(metadata.namespace ?? '')}/${String(metadata.name)}`, value);
  }
  return out;
}

const nameOf = (key: string): string => key.replace(/^(.*?)\/.*\/(.*)$/, (_, kind: string, name: string) => `${kind} ${name}`);

function differencesOf(was: unknown, is: unknown, path: readonly (string | number)[] = []): readonly Difference[] {
  if (equal(was, is)) return [];
  if (isObject(was) && isObject(is)) return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => differencesOf(was[key], is[key], [...path, key]));
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length) return is.flatMap((item, i) => differencesOf(was[i], item, [...path, i]));
  return [{ path, value: is }];
}

const weight = ({ path, value }: Difference): number => (typeof value === 'object' && value !== null ? 100 : value === undefined ? 50 : 0) + path.length;

function labelOf({ path, value }: Difference): string {
  const name = [...path].reverse().find((step) => typeof step === 'string') ?? '';
  if (value === undefined) return `− ${name}`;
  if (typeof value === 'object') return `${name} …`;
  // Of an image, the tag is what differs.
  return `${name}: ${String(value).replace(/^.*\//, '')}`;
}

const short = (text: string, longest = LONGEST): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
