// HorizontalPodAutoscalers of autoscaling/v1 know CPU only: all else of v2 travels in annotations, as JSON in an old form
// of metrics (and, for the behaviour, in Go's internal form).
// Upstream: pkg/apis/autoscaling/v1/conversion.go, pkg/apis/autoscaling/annotations.go

import { isObject } from '../../../base/json.ts';
import { goJson } from '../../api/errors.ts';
import { internal, selector } from './internal.ts';

type Fields = Readonly<Record<string, unknown>>;

export const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
export const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
export const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
export const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
export const roundTripAnnotations = [METRICS, BEHAVIOR, 'autoscaling.alpha.kubernetes.io/scale-down-tolerance', 'autoscaling.alpha.kubernetes.io/scale-up-tolerance', CURRENT_METRICS, CONDITIONS];

const BEHAVIOR_SHAPES = {
  Behavior: 'ScaleUp:*Rules ScaleDown:*Rules',
  Rules: 'StabilizationWindowSeconds:? SelectPolicy:? Policies:[Policy] Tolerance:?',
  Policy: 'Type Value:n PeriodSeconds:n',
};

/** Without what Go leaves out, in the order given. */
function compact(fields: Fields): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined && value !== null) out[key] = value;
  return out;
}

const part = (value: unknown): Fields => (isObject(value) ? value : {});
const selectorOf = (value: unknown): object | undefined => (isObject(value) ? selector(value) : undefined);
const reference = ({ kind = '', name = '', apiVersion }: Fields): object => compact({ kind, name, apiVersion: apiVersion || undefined });

// ---- annotation texts, from v2 ----

export const metricsText = (metrics: readonly Fields[]): string => goJson(metrics.map(oldMetric));
export const statusesText = (statuses: readonly Fields[]): string => goJson(statuses.map(oldStatus));
export const behaviorText = (behavior: object): string => goJson(internal('Behavior', behavior, BEHAVIOR_SHAPES));
export const conditionsText = (conditions: readonly Fields[]): string =>
  goJson(conditions.map(({ type = '', status = '', lastTransitionTime = null, reason, message }) => ({ type, status, lastTransitionTime, ...compact({ reason: reason || undefined, message: message || undefined }) })));

function oldMetric({ type, object, pods, resource, containerResource, external }: Fields): object {
  return compact({
    type,
    object: isObject(object) ? oldObject(object) : undefined,
    pods: isObject(pods) ? compact({ metricName: part(pods.metric).name ?? '', targetAverageValue: part(pods.target).averageValue ?? '0', selector: selectorOf(part(pods.metric).selector) }) : undefined,
    resource: isObject(resource) ? oldResource(resource) : undefined,
    containerResource: isObject(containerResource) ? { ...oldResource(containerResource), container: containerResource.container ?? '' } : undefined,
    external: isObject(external) ? oldExternal(external) : undefined,
  });
}

const oldObject = (object: Fields): object => {
  const { metric, target } = { metric: part(object.metric), target: part(object.target) };
  return compact({ target: reference(part(object.describedObject)), metricName: metric.name ?? '', targetValue: target.value ?? '0', selector: selectorOf(metric.selector), averageValue: target.averageValue });
};

const oldResource = ({ name, target }: Fields): object => compact({ name: name ?? '', targetAverageUtilization: part(target).averageUtilization, targetAverageValue: part(target).averageValue });

const oldExternal = ({ metric, target }: Fields): object =>
  compact({ metricName: part(metric).name ?? '', metricSelector: selectorOf(part(metric).selector), targetValue: part(target).value, targetAverageValue: part(target).averageValue });

function oldStatus({ type, object, pods, resource, containerResource, external }: Fields): object {
  const resourceStatus = ({ name, current }: Fields): object => compact({ name: name ?? '', currentAverageUtilization: part(current).averageUtilization, currentAverageValue: part(current).averageValue ?? '0' });
  const named = ({ metric }: Fields): Fields => ({ metricName: part(metric).name ?? '' });
  const chosen = ({ metric }: Fields): object | undefined => selectorOf(part(metric).selector);
  return compact({
    type,
    object: isObject(object)
      ? compact({ target: reference(part(object.describedObject)), ...named(object), currentValue: part(object.current).value ?? '0', selector: chosen(object), averageValue: part(object.current).averageValue })
      : undefined,
    pods: isObject(pods) ? compact({ ...named(pods), currentAverageValue: part(pods.current).averageValue ?? '0', selector: chosen(pods) }) : undefined,
    resource: isObject(resource) ? resourceStatus(resource) : undefined,
    containerResource: isObject(containerResource) ? { ...resourceStatus(containerResource), container: containerResource.container ?? '' } : undefined,
    external: isObject(external)
      ? compact({ ...named(external), metricSelector: chosen(external), currentValue: part(external.current).value ?? '0', currentAverageValue: part(external.current).averageValue })
      : undefined,
  });
}

// ---- and back; texts that do not parse are passed over ----

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const listIn = (text: string | undefined): readonly Fields[] | undefined => {
  const list = parsed(text);
  return Array.isArray(list) && list.every(isObject) ? list : undefined;
};

export const metricsIn = (text: string | undefined): Fields[] | undefined => listIn(text)?.map(newMetric);
export const statusesIn = (text: string | undefined): Fields[] | undefined => listIn(text)?.map(newStatus);
export const conditionsIn = (text: string | undefined): Fields[] | undefined =>
  listIn(text)?.map(({ type = '', status = '', lastTransitionTime = null, reason, message }) => ({ type, status, lastTransitionTime, ...compact({ reason, message }) }));

export function behaviorIn(text: string | undefined): Fields | undefined {
  const behavior = parsed(text);
  if (!isObject(behavior)) return undefined;
  const rules = (value: unknown): Fields | undefined => {
    if (!isObject(value)) return undefined;
    const { StabilizationWindowSeconds, SelectPolicy, Policies, Tolerance } = value;
    const policies = Array.isArray(Policies) ? Policies.map((p: unknown) => ({ type: part(p).Type ?? '', value: part(p).Value ?? 0, periodSeconds: part(p).PeriodSeconds ?? 0 })) : undefined;
    return compact({ stabilizationWindowSeconds: StabilizationWindowSeconds, selectPolicy: SelectPolicy, policies, tolerance: Tolerance });
  };
  const out = compact({ scaleUp: rules(behavior.ScaleUp), scaleDown: rules(behavior.ScaleDown) });
  return Object.keys(out).length ? out : undefined;
}

function newMetric({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  return compact({
    type: type ?? '',
    object: isObject(object)
      ? {
          describedObject: reference(part(object.target)),
          target: compact({ type: isSet(object.averageValue) ? 'AverageValue' : 'Value', value: object.targetValue ?? '0', averageValue: object.averageValue }),
          metric: identifier(object.metricName, object.selector),
        }
      : undefined,
    pods: isObject(pods) ? { metric: identifier(pods.metricName, pods.selector), target: { type: 'AverageValue', averageValue: pods.targetAverageValue ?? '0' } } : undefined,
    resource: isObject(resource) ? newResource(resource) : undefined,
    containerResource: isObject(containerResource) ? { ...newResource(containerResource), container: containerResource.container ?? '' } : undefined,
    external: isObject(external)
      ? {
          metric: identifier(external.metricName, external.metricSelector),
          target: compact({ type: isSet(external.targetValue) ? 'Value' : 'AverageValue', value: external.targetValue, averageValue: external.targetAverageValue }),
        }
      : undefined,
  });
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;
const identifier = (name: unknown, chosen: unknown): Fields => compact({ name: name ?? '', selector: chosen });

const newResource = ({ name, targetAverageUtilization, targetAverageValue }: Fields): Fields => ({
  name: name ?? '',
  target: compact({ type: isSet(targetAverageUtilization) ? 'Utilization' : 'AverageValue', averageValue: targetAverageValue, averageUtilization: targetAverageUtilization }),
});

function newStatus({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  const resourceStatus = ({ name, currentAverageUtilization, currentAverageValue }: Fields): Fields => ({
    name: name ?? '',
    current: compact({ averageValue: currentAverageValue ?? '0', averageUtilization: currentAverageUtilization }),
  });
  return compact({
    type: type ?? '',
    object: isObject(object)
      ? { metric: identifier(object.metricName, object.selector), current: compact({ value: object.currentValue ?? '0', averageValue: object.averageValue }), describedObject: reference(part(object.target)) }
      : undefined,
    pods: isObject(pods) ? { metric: identifier(pods.metricName, pods.selector), current: { averageValue: pods.currentAverageValue ?? '0' } } : undefined,
    resource: isObject(resource) ? resourceStatus(resource) : undefined,
    containerResource: isObject(containerResource) ? { ...resourceStatus(containerResource), container: containerResource.container ?? '' } : undefined,
    external: isObject(external)
      ? { metric: identifier(external.metricName, external.metricSelector), current: compact({ value: external.currentValue ?? '0', averageValue: external.currentAverageValue }) }
      : undefined,
  });
}
