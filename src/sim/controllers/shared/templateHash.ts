// The names that tell one version of a Pod template from another: `web-7d876db474`, `agent-b7c8d8c9d`. The same template
// gets the same name as in a real cluster of this version.
// Upstream: pkg/controller/controller_utils.go (ComputeHash), pkg/controller/history/controller_history.go
// (HashControllerRevision), k8s.io/apimachinery/pkg/util/rand (SafeEncodeString)

import { equal, stableText } from '../../../base/json.ts';
import { utf8Bytes } from '../../api/yaml/bytes.ts';
import type { PodTemplateSpec } from '../../kinds/shared/podTypes.ts';
import { goPrint } from './goPrint.ts';

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Each character by its code among those that make no words. */
export function safeEncode(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += SAFE[text.charCodeAt(i) % SAFE.length];
  return out;
}

/** Up to ten characters. After a collision the count of collisions is part of what is hashed. */
export function templateHash(template: PodTemplateSpec, collisions: number | undefined): string {
  let hash = OFFSET_BASIS;
  for (const byte of utf8Bytes(goPrint(template, 'PodTemplateSpec'))) hash = Math.imul(hash ^ byte, PRIME);
  if (collisions !== undefined) for (let i = 0; i < 8; i++) hash = Math.imul(hash ^ (i < 4 ? (collisions >>> (i * 8)) & 0xff : 0), PRIME);
  return safeEncode(String(hash >>> 0));
}

/** The hash of a ControllerRevision by its data, as StatefulSets name theirs: over the JSON, and with the count always. */
export function revisionHash(data: object, collisions: number): string {
  let hash = OFFSET_BASIS;
  for (const byte of utf8Bytes(`${goJson(data)}${collisions}`)) hash = Math.imul(hash, PRIME) ^ byte;
  return safeEncode(String(hash >>> 0));
}

/** JSON as Go writes it: keys in order, and no characters that could end a script. */
function goJson(value: object): string {
  return stableText(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export const HASH_LABEL = 'pod-template-hash';

/** Whether two templates are the same but for the label that holds their hash. */
export function equalIgnoringHash(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return a === b || (equal(a.spec, b.spec) && equal(withoutHash(a), withoutHash(b)));
}

function withoutHash({ metadata = {} }: PodTemplateSpec): object {
  const { labels, ...rest } = metadata;
  const { [HASH_LABEL]: _hash, ...others } = labels ?? {};
  return { ...rest, labels: others };
}
