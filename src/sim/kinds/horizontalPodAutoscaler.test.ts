// One autoscaler seen through both versions of its API.

import { describe, expect, test } from 'vitest';
import { apiHarness, type ApiHarness } from '../../testing/apiHarness.ts';
import type { HorizontalPodAutoscaler } from './horizontalPodAutoscaler.ts';
import type { HorizontalPodAutoscalerV1 } from './horizontalPodAutoscalerV1.ts';

const path = (version: string): string => `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;

function ready(): ApiHarness {
  const harness = apiHarness();
  harness.put('/registry/namespaces/default', { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'default' }, spec: {}, status: { phase: 'Active' } } as never);
  return harness;
}

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const memory = { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } };
const queue = { type: 'External', external: { metric: { name: 'queue', selector: { matchLabels: { q: 'a' } } }, target: { type: 'Value', value: '30' } } };
const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };

describe('a HorizontalPodAutoscaler', () => {
  test('of v2 shows its CPU target in v1 and hides the rest in annotations', () => {
    const harness = ready();
    const body = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { scaleTargetRef, maxReplicas: 5, metrics: [cpu, memory, queue], behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } } };
    const created = harness.send('POST', path('v2'), { body }).body as HorizontalPodAutoscaler;
    const shown = harness.send('GET', `${path('v1')}/web`).body as HorizontalPodAutoscalerV1;
    expect(shown.spec).toEqual({ scaleTargetRef, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 60 });
    expect(shown.metadata.annotations).toEqual({
      'autoscaling.alpha.kubernetes.io/metrics':
        '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"100Mi"}},{"type":"External","external":{"metricName":"queue","metricSelector":{"matchLabels":{"q":"a"}},"targetValue":"30"}}]',
      'autoscaling.alpha.kubernetes.io/behavior':
        '{"ScaleUp":{"StabilizationWindowSeconds":0,"SelectPolicy":"Max","Policies":[{"Type":"Pods","Value":4,"PeriodSeconds":15},{"Type":"Percent","Value":100,"PeriodSeconds":15}],"Tolerance":null},"ScaleDown":{"StabilizationWindowSeconds":60,"SelectPolicy":"Max","Policies":[{"Type":"Percent","Value":100,"PeriodSeconds":15}],"Tolerance":null}}',
    });
    // A change through v1 keeps what v1 does not know.
    const { code } = harness.send('PUT', `${path('v1')}/web`, { body: { ...shown, spec: { ...shown.spec, maxReplicas: 9, targetCPUUtilizationPercentage: 70 } } });
    const { spec } = harness.send('GET', `${path('v2')}/web`).body as HorizontalPodAutoscaler;
    expect(code).toBe(200);
    expect(spec.maxReplicas).toBe(9);
    expect(spec.metrics).toEqual([memory, queue, { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }]);
    expect(spec.behavior).toEqual(created.spec.behavior);
  });

  test('of v1 has the default target where none is given', () => {
    const harness = ready();
    const body = { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { scaleTargetRef, maxReplicas: 5 } };
    expect((harness.send('POST', path('v1'), { body }).body as HorizontalPodAutoscalerV1).spec.targetCPUUtilizationPercentage).toBe(80);
    expect((harness.send('GET', `${path('v2')}/web`).body as HorizontalPodAutoscaler).spec.metrics).toHaveLength(1);
  });

  test('shows its status in both', () => {
    const harness = ready();
    const body = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { scaleTargetRef, maxReplicas: 5 } };
    harness.send('POST', path('v2'), { body });
    const conditions = [{ type: 'AbleToScale', status: 'True', lastTransitionTime: '2026-01-05T09:00:00Z', reason: 'ReadyForNewScale', message: 'm' }];
    const currentMetrics = [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 42, averageValue: '42m' } } }];
    harness.send('PATCH', `${path('v2')}/web/status`, { body: { status: { currentReplicas: 2, desiredReplicas: 3, conditions, currentMetrics } }, headers: { 'content-type': 'application/merge-patch+json' } });
    const shown = harness.send('GET', `${path('v1')}/web`).body as HorizontalPodAutoscalerV1;
    expect(shown.status).toEqual({ currentReplicas: 2, desiredReplicas: 3, currentCPUUtilizationPercentage: 42 });
    // A change of the spec through v1 keeps it.
    harness.send('PATCH', `${path('v1')}/web`, { body: { spec: { maxReplicas: 7 } }, headers: { 'content-type': 'application/merge-patch+json' } });
    expect((harness.send('GET', `${path('v2')}/web`).body as HorizontalPodAutoscaler).status).toEqual({ currentReplicas: 2, desiredReplicas: 3, conditions, currentMetrics });
  });
});
