// HorizontalPodAutoscaler: keeps a workload at as many Pods as its load asks for.
// Upstream: pkg/apis/autoscaling/v2/defaults.go, pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go,
// pkg/printers/internalversion/printers.go (formatHPAMetrics)

import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { Draft } from '../../base/json.ts';
import { defineKind, type Cell } from '../api/kind.ts';
import { quantityText } from '../api/quantity.ts';
import { wasSentEmpty } from '../api/schema/sentEmpty.ts';
import type { Served } from '../api/types.ts';
import { autoscalerKeeps, checkAutoscaler, type AutoscalerSpec, type Metric } from './shared/autoscalerRules.ts';
import { firstFew } from './shared/workloads.ts';
import { roundTripAnnotations } from './shared/autoscalerForms.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type HorizontalPodAutoscaler = Served<IHorizontalPodAutoscaler>;
type Status = NonNullable<HorizontalPodAutoscaler['status']>;
type MetricStatus = NonNullable<Status['currentMetrics']>[number];
type Rules = NonNullable<NonNullable<AutoscalerSpec['behavior']>['scaleUp']>;

export const AUTOSCALER_COLUMNS = 'Name;Reference;Targets;MinPods;MaxPods;Replicas;Age';

export const HorizontalPodAutoscaler = defineKind<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  scope: 'Namespaced',
  simulated: 'stored',
  status: true,
  defaults({ metadata, spec }) {
    dropRoundTrip(metadata);
    if (!spec) return;
    spec.minReplicas ??= 1;
    if (!spec.metrics?.length) spec.metrics = [cpuMetric(80)];
    if (!spec.behavior) return;
    spec.behavior.scaleUp = withDefaults(spec.behavior.scaleUp, { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] });
    spec.behavior.scaleDown = withDefaults(spec.behavior.scaleDown, { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] });
  },
  strategy: {
    prepareForCreate(autoscaler) {
      autoscaler.status = { desiredReplicas: 0, currentMetrics: null } as unknown as Draft<Status>;
    },
    validate: ({ spec }) => reported((report) => checkSpec(report, spec)),
    validateUpdate: ({ spec }, old) => reported((report) => checkSpec(report, spec, old.spec)),
    validateStatusUpdate: ({ status }) =>
      reported((report) => {
        report.nonNegative('status.currentReplicas', status?.currentReplicas);
        report.nonNegative('status.desiredReplicas', status?.desiredReplicas);
      }),
  },
  table: tableOf(AUTOSCALER_COLUMNS, (autoscaler, age) => autoscalerCells(autoscaler, age)),
});

export const cpuMetric = (averageUtilization: number): Draft<Metric> => ({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } });

/** Annotations that carry fields of v2 in objects of v1 mean nothing here. */
function dropRoundTrip(metadata: { annotations?: Draft<Readonly<Record<string, string>>> }): void {
  for (const key of roundTripAnnotations) if (metadata.annotations?.[key] !== undefined) delete metadata.annotations[key];
}

/** Upstream: copyHPAScalingRules */
function withDefaults(rules: Draft<Rules> | undefined, defaults: Draft<Rules>): Draft<Rules> {
  if (!rules) return defaults;
  rules.selectPolicy ??= defaults.selectPolicy as string;
  if (defaults.stabilizationWindowSeconds !== undefined) rules.stabilizationWindowSeconds ??= defaults.stabilizationWindowSeconds;
  if (!wasSentEmpty(rules, 'policies')) rules.policies ??= defaults.policies as NonNullable<typeof rules.policies>;
  return rules;
}

export function checkSpec(report: Report, spec: AutoscalerSpec | undefined, old?: AutoscalerSpec): void {
  report.enter('spec');
  checkAutoscaler(report, spec ?? ({} as AutoscalerSpec), old ? autoscalerKeeps(old) : {});
  report.leave();
}

export const autoscalerCells = ({ metadata, spec, status }: HorizontalPodAutoscaler, age: string): readonly Cell[] => [
  metadata.name,
  `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
  targetsCell(spec?.metrics ?? [], status?.currentMetrics ?? []),
  spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
  spec?.maxReplicas ?? 0,
  status?.currentReplicas ?? 0,
  age,
];

function targetsCell(metrics: readonly Metric[], statuses: readonly MetricStatus[]): string {
  return metrics.length ? firstFew(metrics.map((metric, i) => targetText(metric, statuses[i])), 2, ', ') : '<none>';
}

const UNKNOWN = '<unknown>';
const amount = (quantity: string | number | undefined): string => (quantity === undefined ? '<nil>' : quantityText(quantity));

function targetText(metric: Metric, status: MetricStatus | undefined): string {
  switch (metric.type) {
    case 'External':
      return valueText(metric.external?.target, status?.external);
    case 'Object':
      return valueText(metric.object?.target, status?.object);
    case 'Pods':
      return `${status?.pods ? amount(status.pods.current?.averageValue) : UNKNOWN}/${amount(metric.pods?.target.averageValue)}`;
    case 'Resource':
      return resourceText(metric.resource, status?.resource);
    case 'ContainerResource':
      return resourceText(metric.containerResource, status?.containerResource);
    default:
      return '<unknown type>';
  }
}

interface Current {
  readonly current?: { readonly value?: string | number; readonly averageValue?: string | number; readonly averageUtilization?: number };
}
interface Wanted {
  readonly value?: string | number;
  readonly averageValue?: string | number;
  readonly averageUtilization?: number;
}

function valueText(target: Wanted | undefined, status: Current | undefined): string {
  if (target?.averageValue !== undefined) {
    const current = status?.current?.averageValue;
    return `${current === undefined ? UNKNOWN : amount(current)}/${amount(target.averageValue)} (avg)`;
  }
  return `${status ? amount(status.current?.value) : UNKNOWN}/${amount(target?.value)}`;
}

function resourceText(source: { readonly name: string; readonly target: Wanted } | undefined, status: Current | undefined): string {
  const { averageValue, averageUtilization: wish } = source?.target ?? {};
  const name = source?.name ?? '';
  if (averageValue !== undefined) return `${name}: ${status ? amount(status.current?.averageValue) : UNKNOWN}/${amount(averageValue)}`;
  const utilization = status?.current?.averageUtilization;
  return `${name}: ${utilization === undefined ? UNKNOWN : `${utilization}%`}/${wish === undefined ? '<auto>' : `${wish}%`}`;
}
