// Where a Pod may run: affinities, tolerations, spreading.
// Upstream: pkg/apis/core/validation/validation.go (validateAffinity, ValidateTolerations, validateTopologySpreadConstraints)

import { isDNS1123Label, isDNS1123Subdomain, isLabelValue, isQualifiedName } from '../../api/names.ts';
import { checkLabelSelector } from './metadata.ts';
import type { Affinity, PodChecks, Toleration, TopologySpreadConstraint } from './podTypes.ts';
import type { Report } from './report.ts';

type NodeAffinity = NonNullable<Affinity['nodeAffinity']>;
export type NodeSelector = NonNullable<NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']>;
type NodeSelectorTerm = NodeSelector['nodeSelectorTerms'][number];
type Requirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number];
type PodAffinity = NonNullable<Affinity['podAffinity']>;
type PodAffinityTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** The report stands at the spec. */
export function checkAffinity(report: Report, affinity: Affinity | undefined, checks: PodChecks): void {
  if (!affinity) return;
  report.enter('affinity');
  if (affinity.nodeAffinity) {
    report.enter('nodeAffinity');
    checkNodeAffinity(report, affinity.nodeAffinity, checks);
    report.leave();
  }
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    const terms = affinity[field];
    if (!terms) continue;
    report.enter(field);
    checkPodAffinity(report, terms, checks);
    report.leave();
  }
  report.leave();
}

function checkNodeAffinity(report: Report, affinity: NodeAffinity, checks: PodChecks): void {
  const required = affinity[REQUIRED];
  if (required) {
    report.enter(REQUIRED);
    checkNodeSelector(report, required, checks.keeps.requiredNodeAffinityValues ?? false);
    report.leave();
  }
  affinity[PREFERRED]?.forEach((term, i) => {
    report.enterItem(PREFERRED, i);
    checkWeight(report, term.weight);
    report.enter('preference');
    checkNodeSelectorTerm(report, term.preference ?? {}, true);
    report.leave();
    report.leaveItem();
  });
}

function checkWeight(report: Report, weight = 0): void {
  if (weight <= 0 || weight > 100) report.invalid('weight', weight, 'must be in the range 1-100');
}

/** Also of PersistentVolumes and resource slices. */
export function checkNodeSelector(report: Report, selector: NodeSelector, anyValues: boolean): void {
  const terms = selector.nodeSelectorTerms ?? [];
  if (!terms.length) report.required('nodeSelectorTerms', 'must have at least one node selector term');
  terms.forEach((term, i) => {
    report.enterItem('nodeSelectorTerms', i);
    checkNodeSelectorTerm(report, term, anyValues);
    report.leaveItem();
  });
}

function checkNodeSelectorTerm(report: Report, term: Partial<NodeSelectorTerm>, anyValues: boolean): void {
  term.matchExpressions?.forEach((requirement, i) => {
    report.enterItem('matchExpressions', i);
    checkRequirement(report, requirement, anyValues);
    report.leaveItem();
  });
  term.matchFields?.forEach((requirement, i) => {
    report.enterItem('matchFields', i);
    checkFieldRequirement(report, requirement);
    report.leaveItem();
  });
}

function checkRequirement(report: Report, { key = '', operator, values = [] }: Requirement, anyValues: boolean): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (!values.length) report.required('values', "must be specified when `operator` is 'In' or 'NotIn'");
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length) report.forbidden('values', "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) report.required('values', "must be specified single value when `operator` is 'Lt' or 'Gt'");
      break;
    default:
      report.invalid('operator', operator ?? '', 'not a valid selector operator');
  }
  report.faults('key', key, isQualifiedName(key));
  if (!anyValues) values.forEach((value, i) => report.faults(`values[${i}]`, value, isLabelValue(value)));
}

function checkFieldRequirement(report: Report, { key = '', operator, values = [] }: Requirement): void {
  if (operator !== 'In' && operator !== 'NotIn') report.invalid('operator', operator ?? '', 'not a valid selector operator');
  else if (values.length !== 1) report.required('values', "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
  if (key !== 'metadata.name') report.invalid('key', key, 'not a valid field selector key');
  else values.forEach((value, i) => report.faults(`values[${i}]`, value, isDNS1123Subdomain(value)));
}

function checkPodAffinity(report: Report, affinity: PodAffinity, checks: PodChecks): void {
  affinity[REQUIRED]?.forEach((term, i) => {
    report.enterItem(REQUIRED, i);
    checkPodAffinityTerm(report, term, checks);
    report.leaveItem();
  });
  affinity[PREFERRED]?.forEach((term, i) => {
    report.enterItem(PREFERRED, i);
    checkWeight(report, term.weight);
    report.enter('podAffinityTerm');
    checkPodAffinityTerm(report, term.podAffinityTerm ?? { topologyKey: '' }, checks);
    report.leave();
    report.leaveItem();
  });
}

function checkPodAffinityTerm(report: Report, term: PodAffinityTerm, checks: PodChecks): void {
  for (const field of ['labelSelector', 'namespaceSelector'] as const) {
    report.enter(field);
    checkLabelSelector(report, term[field], checks.keeps.selectorValues);
    report.leave();
  }
  for (const namespace of term.namespaces ?? []) report.faults('namespace', namespace, isDNS1123Label(namespace));
  checkLabelKeys(report, term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector);
  if (!term.topologyKey) report.required('topologyKey', 'can not be empty');
  report.faults('topologyKey', term.topologyKey ?? '', isQualifiedName(term.topologyKey ?? ''));
}

type Selector = PodAffinityTerm['labelSelector'];

function checkLabelKeys(report: Report, match: readonly string[] | undefined, mismatch: readonly string[] | undefined, selector: Selector): void {
  for (const [field, keys] of [['matchLabelKeys', match], ['mismatchLabelKeys', mismatch]] as const) {
    if (!keys?.length) continue;
    if (!selector) report.forbidden(field, 'must not be specified when labelSelector is not set');
    else keys.forEach((key, i) => report.faults(`${field}[${i}]`, key, isQualifiedName(key)));
  }
  if (selector && match?.length) {
    // The server itself adds an expression for each key, so a key may be there once more.
    const known = new Set(Object.keys(selector.matchLabels ?? {}));
    for (const { key } of selector.matchExpressions ?? []) {
      const i = match.lastIndexOf(key);
      if (i >= 0 && known.has(key)) report.invalid(`[${i}]`, key, 'exists in both matchLabelKeys and labelSelector');
      known.add(key);
    }
  }
  match?.forEach((key, i) => {
    if (mismatch?.includes(key)) report.invalid(`matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys');
  });
}

// ---- taints and tolerations ----

export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The report stands above `tolerations`. */
export function checkTolerations(report: Report, tolerations: readonly Toleration[] | undefined): void {
  if (!tolerations) return;
  for (let i = 0; i < tolerations.length; i++) {
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = tolerations[i] as Toleration;
    report.enterItem('tolerations', i);
    if (key !== '') report.faults('key', key, isQualifiedName(key));
    if (key === '' && operator !== 'Exists') report.invalid('operator', operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"');
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') report.invalid('effect', effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    if (operator === '' || operator === 'Equal') {
      const faults = isLabelValue(value);
      if (faults.length) report.invalid('operator', value, faults.join(';'));
    } else if (operator === 'Exists') {
      if (value !== '') report.invalid('operator', value, "value must be empty when `operator` is 'Exists'");
    } else report.unsupported('operator', operator, operator === 'Lt' || operator === 'Gt' ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists']);
    if (effect !== '' && !TAINT_EFFECTS.includes(effect)) report.unsupported('effect', effect, TAINT_EFFECTS);
    report.leaveItem();
  }
}

// ---- spreading ----

export function checkSpreading(report: Report, constraints: readonly TopologySpreadConstraint[] | undefined, checks: PodChecks): void {
  constraints?.forEach((constraint, i) => {
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains } = constraint;
    report.enterItem('topologySpreadConstraints', i);
    checkPositive(report, 'maxSkew', maxSkew);
    if (topologyKey === '') report.required('topologyKey', 'can not be empty');
    if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway') report.unsupported('whenUnsatisfiable', whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']);
    if (constraints.slice(i + 1).some((c) => (c.topologyKey ?? '') === topologyKey && (c.whenUnsatisfiable ?? '') === whenUnsatisfiable)) {
      report.duplicate('{topologyKey, whenUnsatisfiable}', `{${topologyKey}, ${whenUnsatisfiable}}`);
    }
    if (minDomains !== undefined) {
      checkPositive(report, 'minDomains', minDomains);
      if (whenUnsatisfiable !== 'DoNotSchedule') report.invalid('minDomains', minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`);
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (policy !== undefined && policy !== 'Honor' && policy !== 'Ignore') report.unsupported(field, policy, ['Honor', 'Ignore']);
    }
    checkLabelKeys(report, constraint.matchLabelKeys, undefined, constraint.labelSelector);
    if (!checks.keeps.spreadSelector) {
      report.enter('labelSelector');
      checkLabelSelector(report, constraint.labelSelector);
      report.leave();
    }
    report.leaveItem();
  });
}

export function checkPositive(report: Report, child: string, value: number): void {
  if (value <= 0) report.invalid(child, value, 'must be greater than zero');
}
