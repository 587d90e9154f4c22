// HorizontalPodAutoscaler in autoscaling/v1: the same objects as in v2, of which it shows the target for CPU; the rest
// is in annotations. Kept as v2.
// Upstream: pkg/apis/autoscaling/v1/conversion.go

import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v1/HorizontalPodAutoscaler';
import type { Draft } from '../../base/json.ts';
import { defineKind, type StrategyContext } from '../api/kind.ts';
import type { KubeObject, Served } from '../api/types.ts';
import { autoscalerCells, AUTOSCALER_COLUMNS, checkSpec, cpuMetric, HorizontalPodAutoscaler } from './horizontalPodAutoscaler.ts';
import { BEHAVIOR, behaviorIn, behaviorText, CONDITIONS, conditionsIn, conditionsText, CURRENT_METRICS, METRICS, metricsIn, metricsText, roundTripAnnotations, statusesIn, statusesText } from './shared/autoscalerForms.ts';
import type { Metric } from './shared/autoscalerRules.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type HorizontalPodAutoscalerV1 = Served<IHorizontalPodAutoscaler>;
type Texts = Readonly<Record<string, string>>;
type Plain = Record<string, unknown>;

export const HorizontalPodAutoscalerV1 = defineKind<HorizontalPodAutoscalerV1>({
  group: 'autoscaling',
  version: 'v1',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  scope: 'Namespaced',
  simulated: 'stored',
  status: true,
  storedAs: { kind: () => HorizontalPodAutoscaler, toStored: toV2, fromStored: toV1 },
  defaults({ spec }) {
    if (spec) spec.minReplicas ??= 1;
  },
  strategy: {
    prepareForCreate: (draft, context) => throughV2(draft, (now) => HorizontalPodAutoscaler.strategy?.prepareForCreate?.(now, context as StrategyContext)),
    prepareForUpdate: (draft, old) => throughV2(draft, (now) => keep(now, 'status', toV2(old).status)),
    prepareForStatusUpdate: (draft, old) => throughV2(draft, (now) => keep(now, 'spec', toV2(old).spec)),
    validate: (autoscaler) => reported((report) => checkSpec(report, toV2(autoscaler).spec)),
    validateUpdate: (autoscaler, old) => reported((report) => checkSpec(report, toV2(autoscaler).spec, toV2(old).spec)),
    validateStatusUpdate: (autoscaler, old, context) => HorizontalPodAutoscaler.strategy?.validateStatusUpdate?.(toV2(autoscaler), toV2(old), context) ?? [],
  },
  table: tableOf(AUTOSCALER_COLUMNS, (autoscaler, age) => autoscalerCells(toV2(autoscaler), age)),
});

/** Lets the rules of v2 work on a draft of v1. */
function throughV2(draft: Draft<HorizontalPodAutoscalerV1>, change: (draft: Draft<HorizontalPodAutoscaler>) => void): void {
  const form = toV2(draft as HorizontalPodAutoscalerV1) as Draft<HorizontalPodAutoscaler>;
  change(form);
  const { metadata, spec, status } = toV1(form as HorizontalPodAutoscaler) as Draft<HorizontalPodAutoscalerV1>;
  keep(draft.metadata, 'annotations', metadata.annotations);
  keep(draft, 'spec', spec);
  keep(draft, 'status', status);
}

function keep<T extends object>(object: T, key: keyof T, value: unknown): void {
  if (value === undefined) delete object[key];
  else object[key] = value as T[keyof T];
}

function withAnnotations(metadata: KubeObject['metadata'], extra: Texts): KubeObject['metadata'] {
  const annotations: Record<string, string> = {};
  for (const [key, text] of Object.entries(metadata.annotations ?? {})) if (!roundTripAnnotations.includes(key)) annotations[key] = text;
  Object.assign(annotations, extra);
  const { annotations: _old, ...rest } = metadata;
  return Object.keys(annotations).length ? { ...rest, annotations } : rest;
}

function toV2(autoscaler: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const { metadata, spec, status } = autoscaler;
  const notes: Texts = metadata.annotations ?? {};
  const { targetCPUUtilizationPercentage: wish, ...rest } = (spec ?? {}) as Plain & { targetCPUUtilizationPercentage?: number };
  const metrics = [...(metricsIn(notes[METRICS]) ?? []), ...(wish === undefined ? [] : [cpuMetric(wish)])];
  const behavior = behaviorIn(notes[BEHAVIOR]);
  const { currentCPUUtilizationPercentage: current, currentReplicas, desiredReplicas = 0, ...statusRest } = (status ?? {}) as Plain & { currentCPUUtilizationPercentage?: number; currentReplicas?: number; desiredReplicas?: number };
  const currentMetrics = statusesIn(notes[CURRENT_METRICS]) ?? (current === undefined ? null : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } }]);
  const conditions = conditionsIn(notes[CONDITIONS]);
  return {
    ...autoscaler,
    apiVersion: 'autoscaling/v2',
    metadata: withAnnotations(metadata, {}),
    spec: { ...rest, metrics: metrics.length ? metrics : [cpuMetric(80)], ...(behavior ? { behavior } : {}) },
    status: { ...statusRest, ...(currentReplicas ? { currentReplicas } : {}), desiredReplicas, currentMetrics, ...(conditions?.length ? { conditions } : {}) },
  } as unknown as HorizontalPodAutoscaler;
}

const showsCPU = ({ type, resource }: Metric): boolean => type === 'Resource' && resource?.name === 'cpu' && resource.target?.averageUtilization !== undefined;

function toV1(autoscaler: HorizontalPodAutoscaler): KubeObject {
  const { metadata, spec, status } = autoscaler;
  const { metrics = [], behavior, ...rest } = spec ?? ({} as NonNullable<typeof spec>);
  const { currentMetrics, conditions, currentReplicas = 0, desiredReplicas = 0, ...statusRest } = status ?? ({} as NonNullable<typeof status>);
  const wish = metrics.find(showsCPU)?.resource?.target.averageUtilization;
  const others = metrics.filter((metric) => !showsCPU(metric));
  let current: number | undefined;
  for (const { type, resource } of currentMetrics ?? []) if (type === 'Resource' && resource?.name === 'cpu') current = resource.current?.averageUtilization ?? current;
  return {
    ...autoscaler,
    apiVersion: 'autoscaling/v1',
    metadata: withAnnotations(metadata, {
      ...(others.length ? { [METRICS]: metricsText(others as readonly unknown[] as Plain[]) } : {}),
      ...(currentMetrics?.length ? { [CURRENT_METRICS]: statusesText(currentMetrics as readonly unknown[] as Plain[]) } : {}),
      ...(behavior ? { [BEHAVIOR]: behaviorText(behavior) } : {}),
      ...(conditions?.length ? { [CONDITIONS]: conditionsText(conditions as readonly unknown[] as Plain[]) } : {}),
    }),
    spec: { ...rest, ...(wish === undefined ? {} : { targetCPUUtilizationPercentage: wish }) },
    status: { ...statusRest, currentReplicas, desiredReplicas, ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }) },
  } as unknown as KubeObject;
}
