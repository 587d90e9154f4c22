import { expect, test } from 'vitest';
import { podLimits, podRequests } from './podResources.ts';

type Spec = Parameters<typeof podRequests>[0]['spec'];
const container = (name: string, requests?: object, limits?: object, more: object = {}): object => ({ name, image: 'app:1', resources: { requests, limits }, ...more });
const pod = (spec: object): { spec: Spec } => ({ spec: { containers: [], ...spec } as unknown as Spec });

test('containers run together: their requests add up', () => {
  expect(podRequests(pod({ containers: [container('a', { cpu: '100m', memory: '1Gi' }), container('b', { cpu: '1.5' })] }))).toEqual({ cpu: 1600, memory: 1073741824 });
});

test('init containers run one after another: only a larger one counts', () => {
  const initContainers = [container('i', { cpu: '2', memory: '1Mi' }), container('j', { cpu: '300m', memory: '4Mi' })];
  expect(podRequests(pod({ initContainers, containers: [container('a', { cpu: '500m', memory: '2Mi' })] }))).toEqual({ cpu: 2000, memory: 4194304 });
});

test('a sidecar runs beside the init containers after it, and beside the containers', () => {
  const sidecar = container('s', { cpu: '200m' }, undefined, { restartPolicy: 'Always' });
  const containers = [container('a', { cpu: '100m' })];
  expect(podRequests(pod({ initContainers: [sidecar, container('i', { cpu: '1' })], containers }))).toEqual({ cpu: 1200 });
  expect(podRequests(pod({ initContainers: [container('i', { cpu: '1' }), sidecar], containers }))).toEqual({ cpu: 1000 });
});

test('pod-level requests replace the sum for the resources they name, and overhead comes on top', () => {
  const spec = { containers: [container('a', { cpu: '100m', memory: '1Ki' })], resources: { requests: { cpu: '1' } }, overhead: { cpu: '250m', memory: '1Ki' } };
  expect(podRequests(pod(spec))).toEqual({ cpu: 1250, memory: 2048 });
  expect(podRequests(pod(spec), { withoutPodLevel: true, withoutOverhead: true })).toEqual({ cpu: 100, memory: 1024 });
});

test('a fallback stands in only where a container does not name the resource', () => {
  const containers = [container('a', { cpu: '0' }), container('b', { memory: '1Ki' })];
  expect(podRequests(pod({ containers }), { fallback: { cpu: 100, memory: 5 } })).toEqual({ cpu: 100, memory: 1029 });
});

test('overhead adds to a limit, but makes none', () => {
  const spec = { containers: [container('a', {}, { memory: '1Ki' })], overhead: { cpu: '250m', memory: '1Ki' } };
  expect(podLimits(pod(spec))).toEqual({ memory: 2048 });
});

test('while a resize is under way, the larger of wanted and granted is reserved', () => {
  const spec = pod({ containers: [container('a', { cpu: '100m' })] });
  const granted = { containerStatuses: [{ name: 'a', allocatedResources: { cpu: '300m' } }] };
  const status = (conditions: object[]): never => ({ ...granted, conditions }) as never;
  expect(podRequests({ ...spec, status: status([{ type: 'PodResizeInProgress', status: 'True' }]) })).toEqual({ cpu: 300 });
  expect(podRequests({ ...spec, status: status([]) })).toEqual({ cpu: 100 });
});
