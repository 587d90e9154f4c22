// --append-hash: the name of a ConfigMap or Secret ends in ten letters of the hash of what it holds.
// Upstream: k8s.io/kubectl/pkg/util/hash/hash.go

import { hex, sha256 } from '../../base/sha256.ts';
import { compactJson } from '../output/json.ts';
import type { Item } from '../output/object.ts';

export function nameWithHash(name: string, content: Item): string {
  return `${name}-${contentHash({ ...content, name })}`;
}

export const contentHash = (content: Item): string => consonants(hex(sha256(compactJson(content))).slice(0, 10));

/** Without vowels no bad words. */
const consonants = (digits: string): string => digits.replace(/[013ae]/g, (c) => ({ '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' })[c] as string);
