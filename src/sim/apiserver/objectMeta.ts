// Checks of metadata that the registry makes for every kind, and those that the kinds' own validation repeats. An error
// that several of them find is told once in the message but once for each in the causes, as the real server does.
// Upstream: k8s.io/apiserver/pkg/registry/rest/{create,update}.go, k8s.io/apimachinery/pkg/api/validation/objectmeta.go

import type { FieldError } from '../api/errors.ts';
import type { Kind } from '../api/kind.ts';
import type { ObjectMeta } from '../api/types.ts';
import { checkObjectMeta, checkObjectMetaUpdate, type MetaRules } from '../kinds/shared/metadata.ts';
import { Report } from '../kinds/shared/report.ts';

/** For a create: the kind's own check, or, where it has none, the registry's. */
export function validateMeta(kind: Kind, meta: object): FieldError[] {
  const report = new Report();
  checkObjectMeta(report, meta as ObjectMeta, kind.strategy?.metaOnCreate === false ? registryRules(kind) : ownRules(kind));
  return report.errors;
}

/** For an update: first the registry's two checks, then those of the kind. */
export function validateMetaUpdate(kind: Kind, meta: object, oldMeta: ObjectMeta): FieldError[] {
  const report = new Report();
  const next = meta as ObjectMeta;
  checkObjectMeta(report, next, registryRules(kind));
  checkObjectMetaUpdate(report, next, oldMeta, false);
  const checks = kind.strategy?.metaOnUpdate ?? DEFAULT_CHECKS;
  for (const check of checks) {
    if (check === 'object') checkObjectMeta(report, next, ownRules(kind));
    else checkObjectMetaUpdate(report, next, oldMeta, kind.strategy?.anyFinalizers !== true);
  }
  return report.errors;
}

const DEFAULT_CHECKS = ['update'] as const;

const rulesByKind = new WeakMap<Kind, { readonly own: MetaRules; readonly registry: MetaRules }>();

function rulesOf(kind: Kind): { readonly own: MetaRules; readonly registry: MetaRules } {
  let rules = rulesByKind.get(kind);
  if (!rules) {
    const { namespaced, strategy } = kind;
    rules = {
      own: { namespaced, nameRule: strategy?.nameRule, qualifiedFinalizers: strategy?.anyFinalizers !== true },
      registry: { namespaced, nameRule: 'path', qualifiedFinalizers: false },
    };
    rulesByKind.set(kind, rules);
  }
  return rules;
}
const ownRules = (kind: Kind): MetaRules => rulesOf(kind).own;
const registryRules = (kind: Kind): MetaRules => rulesOf(kind).registry;
