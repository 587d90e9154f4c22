// kubectl describe hpa.
// Upstream: k8s.io/kubectl/pkg/describe (HorizontalPodAutoscalerDescriber)

import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IHorizontalPodAutoscaler as IFirstAutoscaler } from 'kubernetes-models/autoscaling/v1/HorizontalPodAutoscaler';
import type { Served } from '../../sim/api/types.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { isExpected } from '../errors.ts';
import type { Describer, Description } from './describer.ts';
import type { Page } from './page.ts';
import { amount, orUnset, timeText } from './values.ts';

type Autoscaler = Served<IHorizontalPodAutoscaler>;
type FirstAutoscaler = Served<IFirstAutoscaler>;
type Metric = NonNullable<Autoscaler['spec']['metrics']>[number];
type Current = NonNullable<Autoscaler['status']['currentMetrics']>[number];

export const describeAutoscaler: Describer = function* (d) {
  let hpa: Autoscaler;
  try {
    hpa = yield* d.get<Autoscaler>('autoscaling/v2', 'HorizontalPodAutoscaler');
  } catch (error) {
    if (!isExpected(error)) throw error;
    return yield* describeFirst(d);
  }
  const events = yield* d.eventsOf(hpa, 'HorizontalPodAutoscaler');
  const { page } = d;
  const { spec, status } = hpa;
  begin(d, hpa);
  page.field('Metrics', '( current / target )');
  (spec.metrics ?? []).forEach((metric, i) => writeMetric(page, metric, status.currentMetrics?.[i]));
  page.field('Min replicas', orUnset(spec.minReplicas));
  page.field('Max replicas', spec.maxReplicas);
  if (spec.behavior) {
    page.write(0, 'Behavior:\n');
    writeRules(page, 'Scale Up', spec.behavior.scaleUp);
    writeRules(page, 'Scale Down', spec.behavior.scaleDown);
  }
  page.field(`${spec.scaleTargetRef.kind} pods`, `${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`);
  if (status.conditions?.length) {
    page.write(0, 'Conditions:\n');
    page.write(1, 'Type\tStatus\tReason\tMessage\n');
    page.write(1, '----\t------\t------\t-------\n');
    for (const c of status.conditions) page.write(1, `${c.type}\t${c.status}\t${c.reason ?? ''}\t${c.message ?? ''}\n`);
  }
  d.writeEvents(events);
};

function begin(d: Description, hpa: Autoscaler | FirstAutoscaler): void {
  d.head(hpa);
  d.page.field('CreationTimestamp', timeText(hpa.metadata.creationTimestamp));
  const { kind, name } = hpa.spec.scaleTargetRef;
  d.page.field('Reference', `${kind}/${name}`);
}

const describeFirst: Describer = function* (d) {
  const hpa = yield* d.get<FirstAutoscaler>('autoscaling/v1', 'HorizontalPodAutoscaler');
  const events = yield* d.eventsOf(hpa, 'HorizontalPodAutoscaler');
  const { page } = d;
  const { spec, status } = hpa;
  begin(d, hpa);
  if (spec.targetCPUUtilizationPercentage !== undefined) {
    page.field('Target CPU utilization', `${spec.targetCPUUtilizationPercentage}%`);
    page.field('Current CPU utilization', `${status.currentCPUUtilizationPercentage ?? '<unknown>'}%`);
  }
  page.field('Min replicas', orUnset(spec.minReplicas));
  page.field('Max replicas', spec.maxReplicas);
  page.field(`${spec.scaleTargetRef.kind} pods`, `${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`);
  d.writeEvents(events);
};

const UNKNOWN = '<unknown>';

function writeMetric(page: Page, metric: Metric, current: Current | undefined): void {
  const { external, pods, object, resource, containerResource } = metric;
  if (metric.type === 'External' && external) {
    const { name } = external.metric;
    const { averageValue, value } = external.target;
    const now = current?.external?.current;
    if (averageValue !== undefined) page.inner(1, `${goQuote(name)} (target average value)`, `${now?.averageValue === undefined ? UNKNOWN : amount(now.averageValue)} / ${amount(averageValue)}`);
    else page.inner(1, `${goQuote(name)} (target value)`, `${now ? amount(now.value) : UNKNOWN} / ${amount(value)}`);
  } else if (metric.type === 'Pods' && pods) {
    const now = current?.pods?.current;
    page.inner(1, `${goQuote(pods.metric.name)} on pods`, `${now ? amount(now.averageValue) : UNKNOWN} / ${amount(pods.target.averageValue)}`);
  } else if (metric.type === 'Object' && object) {
    const now = current?.object?.current;
    const average = object.target.type === 'AverageValue';
    const [is, wanted] = average ? [now?.averageValue, object.target.averageValue] : [now?.value, object.target.value];
    page.inner(1, `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name} (target ${average ? 'average ' : ''}value)`, `${now ? amount(is) : UNKNOWN} / ${amount(wanted)}`);
  } else if (metric.type === 'Resource' && resource) {
    writeResource(page, `resource ${resource.name} on pods`, resource.target, current?.resource?.current);
  } else if (metric.type === 'ContainerResource' && containerResource) {
    writeResource(page, `resource ${containerResource.name} of container "${containerResource.container}" on pods`, containerResource.target, current?.containerResource?.current);
  } else page.write(1, `<unknown metric type ${goQuote(metric.type)}>\n`);
}

type Target = NonNullable<Metric['resource']>['target'];
type Now = NonNullable<Current['resource']>['current'];

function writeResource(page: Page, title: string, { averageValue, averageUtilization }: Target, now: Now | undefined): void {
  if (averageValue !== undefined) {
    page.inner(1, title, `${now ? amount(now.averageValue) : UNKNOWN} / ${amount(averageValue)}`);
    return;
  }
  const is = now?.averageUtilization === undefined ? UNKNOWN : `${now.averageUtilization}% (${amount(now.averageValue)})`;
  page.inner(1, `${title}  (as a percentage of request)`, `${is} / ${averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`}`);
}

type Rules = NonNullable<Autoscaler['spec']['behavior']>['scaleUp'];

function writeRules(page: Page, title: string, rules: Rules): void {
  if (!rules) return;
  page.write(1, `${title}:\n`);
  if (rules.stabilizationWindowSeconds !== undefined) page.write(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds\n`);
  if (!rules.policies?.length) return;
  page.write(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}\n`);
  page.write(2, 'Policies:\n');
  for (const p of rules.policies) page.write(3, `- Type: ${p.type}\tValue: ${p.value}\tPeriod: ${p.periodSeconds} seconds\n`);
}
