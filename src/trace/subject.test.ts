import { expect, test } from 'vitest';
import { keyFor, queueKey, shortImage, shortName, subjectOf } from './subject.ts';

test('keys say what they are about', () => {
  const of = (key: string): unknown => {
    const s = subjectOf(key);
    return s && `${s.kind} ${s.namespace}/${s.name} (${s.resource})`;
  };
  expect(of('/registry/pods/default/web-5b4974f478-8c76q')).toBe('Pod default/web-5b4974f478-8c76q (pods)');
  expect(of('/registry/minions/worker-1')).toBe('Node /worker-1 (nodes)');
  expect(of('/registry/services/specs/default/web')).toBe('Service default/web (services)');
  expect(of('/registry/services/endpoints/default/web')).toBe('Endpoints default/web (endpoints)');
  expect(of('/registry/example.com/widgets/default/w')).toBe('widgets default/w (widgets)');
  expect(of('/registry/namespaces/shop')).toBe('Namespace /shop (namespaces)');
  expect(of('shell/out')).toBeUndefined();
});

test('and names lead back to keys', () => {
  for (const key of ['/registry/pods/default/a', '/registry/minions/worker-1', '/registry/services/specs/default/web', '/registry/services/endpoints/default/web', '/registry/namespaces/shop']) {
    const s = subjectOf(key);
    expect(s && keyFor(s.resource, s.namespace, s.name)).toBe(key);
  }
  expect(queueKey('ReplicaSet', 'default/web-5b4974f478')).toBe('/registry/replicasets/default/web-5b4974f478');
  expect(queueKey('Node', 'worker-1')).toBe('/registry/minions/worker-1');
});

test('names keep their end', () => {
  expect(['web-5b4974f478-8c76q', 'agent-fghcm', 'web-5b4974f478', 'redis-0', 'web', 'a-name-that-somebody-made-far-too-long'].map((n) => shortName(n))).toEqual(['…8c76q', '…fghcm', '…5b4974f478', 'redis-0', 'web', '…y-made-far-too-long']);
  expect([shortImage('docker.io/library/nginx:1.27'), shortImage('nginx')]).toEqual(['nginx:1.27', 'nginx']);
});
