import { describe, expect, test } from 'vitest';
import { findCommand, parseFlags } from '../flags.ts';
import { KUBECTL } from '../flags/table.ts';
import { goForm } from '../output/goForm.ts';
import type { GeneratorContext } from './context.ts';
import { appliedText } from './lastApplied.ts';
import { patchLocally } from './localPatch.ts';
import { podToRun } from './run.ts';

const context: GeneratorContext = {
  namespace: 'q',
  enforceNamespace: true,
  files: { read: (path) => (path === 'f.txt' ? 'hello\n' : undefined), list: () => undefined },
  randomSuffix: (length) => 'abcde'.slice(0, length),
  resourceFor: (resource) => (resource === 'po' ? { group: '', resource: 'pods' } : undefined),
  warn: () => undefined,
};

test('kubectl run takes overrides', () => {
  const { path, words } = findCommand(KUBECTL, ['run', 'p', '--image=nginx', '--overrides={"spec":{"hostNetwork":true}}', '--', 'a']);
  const pod = podToRun('p', parseFlags(path, words), { ...context, enforceNamespace: false });
  expect(pod.spec).toEqual({ containers: [{ name: 'p', image: 'nginx', args: ['a'], resources: {} }], dnsPolicy: 'ClusterFirst', hostNetwork: true, restartPolicy: 'Always' });
});

test('the last applied configuration leaves itself out', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'x' } } };
  expect(appliedText(object, false)).toBe('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"c"}}\n');
  expect(appliedText(object, true)).toBe('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}\n');
});

describe('patches', () => {
  const pod = goForm({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }, { name: 'side', image: 'y' }] } });

  test('change objects that stay here', () => {
    expect(patchLocally(pod, 'strategic', '{"spec":{"containers":[{"name":"side","$patch":"delete"}]}}').spec).toMatchObject({ containers: [{ name: 'c' }] });
    expect(() => patchLocally(pod, 'merge', '{')).toThrow('Invalid JSON Patch');
  });
});
