// What a HorizontalPodAutoscaler must look like, in the form of autoscaling/v2.
// Upstream: pkg/apis/autoscaling/validation/validation.go

import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { isDNS1123Label, isPathSegmentName } from '../../api/names.ts';
import { quantitySign, quantityText } from '../../api/quantity.ts';
import type { Served } from '../../api/types.ts';
import { checkContainerResourceName, checkNonNegativeQuantity } from './resourceLists.ts';
import type { Report } from './report.ts';

export type AutoscalerSpec = NonNullable<Served<IHorizontalPodAutoscaler>['spec']>;
export type Metric = NonNullable<AutoscalerSpec['metrics']>[number];
type Target = NonNullable<Metric['resource']>['target'];
type Rules = NonNullable<NonNullable<AutoscalerSpec['behavior']>['scaleUp']>;
type Reference = AutoscalerSpec['scaleTargetRef'];

/** What an existing autoscaler may keep. */
export interface AutoscalerKeeps {
  readonly zeroReplicas?: boolean;
  readonly targetVersion?: boolean;
  readonly objectVersions?: boolean;
}

export const autoscalerKeeps = ({ minReplicas, scaleTargetRef, metrics }: AutoscalerSpec): AutoscalerKeeps => ({
  zeroReplicas: minReplicas === 0,
  targetVersion: versionFault(scaleTargetRef?.apiVersion, true) !== undefined,
  objectVersions: metrics?.some(({ object }) => object && versionFault(object.describedObject?.apiVersion, false) !== undefined) ?? false,
});

/** The report stands at the spec. */
export function checkAutoscaler(report: Report, spec: AutoscalerSpec, keeps: AutoscalerKeeps = {}): void {
  const { minReplicas, maxReplicas = 0, metrics = [] } = spec;
  const least = keeps.zeroReplicas ? 0 : 1;
  if (minReplicas !== undefined && minReplicas < least) report.invalid('minReplicas', minReplicas, `must be greater than or equal to ${least}`);
  if (maxReplicas === 0) report.required('maxReplicas', 'must be set and greater than 0');
  else if (maxReplicas < 0) report.invalid('maxReplicas', maxReplicas, 'must be greater than or equal to 1');
  if (minReplicas !== undefined && maxReplicas < minReplicas) report.invalid('maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`');
  checkReference(report, 'scaleTargetRef', spec.scaleTargetRef, true, keeps.targetVersion);
  metrics.forEach((metric, i) => {
    report.enterItem('metrics', i);
    checkMetric(report, metric, keeps);
    report.leaveItem();
  });
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    report.forbidden('metrics', 'must specify at least one Object or External metric to support scaling to zero replicas');
  }
  for (const direction of ['scaleUp', 'scaleDown'] as const) {
    const rules = spec.behavior?.[direction];
    if (!rules) continue;
    report.enter('behavior');
    report.enter(direction);
    checkRules(report, rules);
    report.leave();
    report.leave();
  }
}

function checkReference(report: Report, child: string, reference: Partial<Reference> | undefined, needsGroup: boolean, anyVersion = false): void {
  const { kind, name, apiVersion } = reference ?? {};
  checkSegment(report, `${child}.kind`, kind, '');
  checkSegment(report, `${child}.name`, name, '');
  const fault = anyVersion ? undefined : versionFault(apiVersion, needsGroup);
  if (fault !== undefined) report.invalid(`${child}.apiVersion`, apiVersion ?? '', fault);
}

function checkSegment(report: Report, child: string, text: string | undefined, missing: string): void {
  if (!text) report.required(child, missing);
  else report.faults(child, text, isPathSegmentName(text));
}

/** Upstream: schema.ParseGroupVersion, ValidateAPIVersion */
function versionFault(apiVersion = '', needsGroup: boolean): string | undefined {
  const slashes = apiVersion.split('/').length - 1;
  if (slashes > 1) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = slashes === 1 ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return needsGroup && group === '' ? 'apiVersion must specify API group' : undefined;
}

const SOURCES = { Object: 'object', External: 'external', Pods: 'pods', Resource: 'resource', ContainerResource: 'containerResource' } as const;
const FIELDS = Object.values(SOURCES);
const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

function checkMetric(report: Report, metric: Metric, keeps: AutoscalerKeeps): void {
  const type = metric.type ?? '';
  if (type === '') report.required('type', 'must specify a metric source type');
  if (!TYPES.includes(type)) report.unsupported('type', type, TYPES);
  const present = FIELDS.filter((field) => metric[field]);
  if (present[0]) checkSource(report, metric, present[0], keeps);
  const expected = SOURCES[type as keyof typeof SOURCES];
  if (expected === undefined) report.unsupported('type', type, TYPES);
  else if (!metric[expected]) report.required(expected, 'must populate information for the given metric source');
  if (present.length !== 1) for (const field of present) if (field !== expected) report.forbidden(field, 'must populate the given metric source only');
}

function checkSource(report: Report, metric: Metric, field: (typeof FIELDS)[number], keeps: AutoscalerKeeps): void {
  report.enter(field);
  const { object, external, pods, resource, containerResource } = metric;
  if (field === 'object' && object) {
    checkReference(report, 'describedObject', object.describedObject, false, keeps.objectVersions);
    checkSegment(report, 'metric.name', object.metric?.name, 'must specify a metric name');
    const { value, averageValue } = checkTarget(report, object.target);
    if (!isSet(value) && !isSet(averageValue)) report.required('target.averageValue', 'must set either a target value or averageValue');
  } else if (field === 'external' && external) {
    checkSegment(report, 'metric.name', external.metric?.name, 'must specify a metric name');
    const { value, averageValue } = checkTarget(report, external.target);
    if (!isSet(value) && !isSet(averageValue)) report.required('target.averageValue', 'must set either a target value for metric or a per-pod target');
    if (isSet(value) && isSet(averageValue)) report.forbidden('target.value', 'may not set both a target value for metric and a per-pod target');
  } else if (field === 'pods' && pods) {
    checkSegment(report, 'metric.name', pods.metric?.name, 'must specify a metric name');
    const { averageValue } = checkTarget(report, pods.target);
    if (!isSet(averageValue)) report.required('target.averageValue', 'must specify a positive target averageValue');
  } else {
    const source = containerResource && field === 'containerResource' ? containerResource : resource;
    if (!source?.name) report.required('name', 'must specify a resource name');
    else if (field === 'containerResource') checkContainerResourceName(report, 'name', source.name);
    if (field === 'containerResource') checkContainer(report, containerResource?.container);
    const { averageUtilization, averageValue } = checkTarget(report, source?.target);
    if (!isSet(averageUtilization) && !isSet(averageValue)) report.required('target.averageUtilization', 'must set either a target raw value or a target utilization');
    if (isSet(averageUtilization) && isSet(averageValue)) report.forbidden('target.averageValue', 'may not set both a target raw value and a target utilization');
  }
  report.leave();
}

function checkContainer(report: Report, container: string | undefined): void {
  if (!container) report.required('container', 'must specify a container');
  else report.faults('container', container, isDNS1123Label(container));
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

function checkTarget(report: Report, target: Partial<Target> | undefined): Partial<Target> {
  const { type = '', value, averageValue, averageUtilization } = target ?? {};
  if (type === '') report.required('target.type', 'must specify a metric target type');
  if (type !== 'Utilization' && type !== 'Value' && type !== 'AverageValue') report.invalid('target.type', type, 'must be either Utilization, Value, or AverageValue');
  if (value !== undefined && quantitySign(value) !== 1) report.invalid('target.value', quantityText(value), 'must be positive');
  if (averageValue !== undefined && quantitySign(averageValue) !== 1) report.invalid('target.averageValue', quantityText(averageValue), 'must be positive');
  if (averageUtilization !== undefined && averageUtilization < 1) report.invalid('target.averageUtilization', averageUtilization, 'must be greater than 0');
  return target ?? {};
}

const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const MAX_WINDOW = 3600;
const MAX_PERIOD = 1800;

function checkRules(report: Report, { stabilizationWindowSeconds: window, selectPolicy, policies, tolerance }: Rules): void {
  if (window !== undefined && window < 0) report.invalid('stabilizationWindowSeconds', window, 'must be greater than or equal to zero');
  if (window !== undefined && window > MAX_WINDOW) report.invalid('stabilizationWindowSeconds', window, `must be less than or equal to ${MAX_WINDOW}`);
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) report.unsupported('selectPolicy', selectPolicy, SELECT_POLICIES);
  if (!policies?.length) report.required('policies', 'must specify at least one Policy');
  policies?.forEach(({ type = '', value = 0, periodSeconds = 0 }, i) => {
    report.enterItem('policies', i);
    if (type !== 'Pods' && type !== 'Percent') report.unsupported('type', type, ['Percent', 'Pods']);
    if (value <= 0) report.invalid('value', value, 'must be greater than zero');
    if (periodSeconds <= 0) report.invalid('periodSeconds', periodSeconds, 'must be greater than zero');
    if (periodSeconds > MAX_PERIOD) report.invalid('periodSeconds', periodSeconds, `must be less than or equal to ${MAX_PERIOD}`);
    report.leaveItem();
  });
  if (tolerance !== undefined) checkNonNegativeQuantity(report, 'tolerance', tolerance);
}
