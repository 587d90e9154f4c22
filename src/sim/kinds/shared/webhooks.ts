// The webhooks of validating and mutating webhook configurations.
// Upstream: pkg/apis/admissionregistration/validation, pkg/registry/admissionregistration

import type { IMutatingWebhook } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhook';
import { equal, type DeepReadonly, type Draft } from '../../../base/json.ts';
import type { Strategy } from '../../api/kind.ts';
import { fullyQualifiedNameFaults } from '../../api/names.ts';
import type { KubeObject } from '../../api/types.ts';
import { checkMatchConditions, checkRule, ruleDefaults } from './admissionRules.ts';
import { countGenerations } from './generation.ts';
import { hasInvalidSelectorValue } from './metadata.ts';
import type { Report } from './report.ts';
import { checkOneOf, checkSelectorAt, each, reported } from './rules.ts';
import { tableOf } from './tableOf.ts';
import { checkClientConfig, checkReviewVersions, hasKnownReview } from './webhookRules.ts';

/** A mutating webhook is a validating one with a reinvocation policy. */
type Webhook = DeepReadonly<IMutatingWebhook>;
type Configuration = KubeObject & { readonly webhooks?: readonly Webhook[] };

const webhooksOf = (o: KubeObject): readonly Webhook[] => (o as Configuration).webhooks ?? [];

export function webhookDefaults(o: { webhooks?: unknown }): void {
  for (const hook of (o.webhooks ?? []) as Draft<Webhook>[]) {
    hook.failurePolicy ??= 'Fail';
    hook.matchPolicy ??= 'Equivalent';
    hook.namespaceSelector ??= {};
    hook.objectSelector ??= {};
    hook.timeoutSeconds ??= 10;
    if (hook.clientConfig?.service) hook.clientConfig.service.port ??= 443;
    ruleDefaults(hook.rules);
  }
}

/** What an update may keep because the old object has it. */
interface Lenience {
  readonly sideEffects: boolean;
  readonly reviews: boolean;
  readonly names: boolean;
  readonly selectors: boolean;
  readonly conditions: boolean;
}

const NO_SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const STRICT: Lenience = { sideEffects: false, reviews: false, names: false, selectors: false, conditions: false };

function lenienceOf(o: KubeObject, old: KubeObject): Lenience {
  const hooks = webhooksOf(o);
  const was = webhooksOf(old);
  return {
    sideEffects: was.some((h) => !NO_SIDE_EFFECTS.includes(h.sideEffects)),
    reviews: was.some((h) => h.admissionReviewVersions?.length && !hasKnownReview(h.admissionReviewVersions)),
    names: new Set(was.map((h) => h.name)).size < was.length,
    selectors: was.some((h) => hasInvalidSelectorValue(h.namespaceSelector) || hasInvalidSelectorValue(h.objectSelector)),
    conditions: hooks.length === was.length && hooks.every((h, i) => equal(h.matchConditions, was[i]?.matchConditions)),
  };
}

export const webhookStrategy: Strategy<KubeObject> = {
  ...countGenerations(['webhooks']),
  needsResourceVersion: true,
  metaOnUpdate: ['object'],
  validate: (o) => reported((r) => checkWebhooks(r, webhooksOf(o), STRICT)),
  validateUpdate: (o, old) => reported((r) => checkWebhooks(r, webhooksOf(o), lenienceOf(o, old))),
};

export const webhookTable = tableOf<KubeObject>('Name;Webhooks:integer;Age', (o, age) => [o.metadata.name, webhooksOf(o).length, age]);

function checkWebhooks(r: Report, hooks: readonly Webhook[], lenience: Lenience): void {
  const names = hooks.map((h) => h.name);
  each(hooks, 'webhooks', (hook, at, i) => {
    checkWebhook(r, at, hook, lenience);
    checkReviewVersions(r, `${at}.admissionReviewVersions`, hook.admissionReviewVersions, 'must specify one of v1, v1beta1', lenience.reviews);
    if (!lenience.names && hook.name && names.indexOf(hook.name) < i) r.duplicate(`${at}.name`, hook.name);
  });
}

function checkWebhook(r: Report, at: string, hook: Webhook, lenience: Lenience): void {
  if (!hook.name) r.required(`${at}.name`);
  else r.faults(`${at}.name`, hook.name, fullyQualifiedNameFaults(hook.name));
  each(hook.rules, `${at}.rules`, (rule, path) => checkRule(r, path, rule));
  checkOneOf(r, `${at}.failurePolicy`, hook.failurePolicy, ['Fail', 'Ignore']);
  checkOneOf(r, `${at}.matchPolicy`, hook.matchPolicy, ['Equivalent', 'Exact']);
  const allowed = lenience.sideEffects ? ['None', 'NoneOnDryRun', 'Some', 'Unknown'] : NO_SIDE_EFFECTS;
  const effects: string | null | undefined = hook.sideEffects;
  if (effects === undefined || effects === null) r.required(`${at}.sideEffects`, `must specify one of ${allowed.join(', ')}`);
  else checkOneOf(r, `${at}.sideEffects`, effects, allowed);
  const seconds = hook.timeoutSeconds;
  if (seconds !== undefined && (seconds > 30 || seconds < 1)) r.invalid(`${at}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds');
  checkSelectorAt(r, `${at}.namespaceSelector`, hook.namespaceSelector, lenience.selectors);
  checkSelectorAt(r, `${at}.objectSelector`, hook.objectSelector, lenience.selectors);
  checkOneOf(r, `${at}.reinvocationPolicy`, hook.reinvocationPolicy, ['IfNeeded', 'Never']);
  checkClientConfig(r, `${at}.clientConfig`, hook.clientConfig ?? {});
  if (!lenience.conditions) checkMatchConditions(r, `${at}.matchConditions`, hook.matchConditions, false);
}
