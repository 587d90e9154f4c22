// The names that tell one version of a Pod template from another: `web-7d876db474`, `agent-b7c8d8c9d`.
// Upstream: pkg/controller/controller_utils.go (ComputeHash), k8s.io/apimachinery/pkg/util/rand (SafeEncodeString)
// Simplified: the hash is made from the template as JSON, not as Go prints it, so it looks like a real one but is not the
// one that a real cluster gives to the same template.

import { equal, stableText } from '../../../base/json.ts';
import { fnv1a } from '../../../base/text.ts';
import type { PodTemplateSpec } from '../../kinds/shared/podTypes.ts';

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** Each character by its code among those that make no words. */
export function safeEncode(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += SAFE[text.charCodeAt(i) % SAFE.length];
  return out;
}

/** Up to ten characters. After a collision the count of collisions is part of what is hashed. */
export function templateHash(template: PodTemplateSpec, collisions: number | undefined): string {
  return safeEncode(String(fnv1a(`${stableText(template)}${collisions === undefined ? '' : `#${collisions}`}`)));
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
