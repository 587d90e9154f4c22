import { beforeAll, expect, test } from 'vitest';
import { seconds, type Micros } from '../../base/time.ts';
import { Session } from '../../session/session.ts';
import { nodeTargets, podTargets } from './menuTargets.ts';

const TWO = `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web, tier: front } }
spec: { containers: [{ name: web, image: "nginx:1.27" }] }
---
apiVersion: v1
kind: Pod
metadata: { name: client }
spec: { containers: [{ name: c, image: "busybox:1.36", command: [sleep, "3600"] }] }
---
apiVersion: v1
kind: Service
metadata: { name: inner }
spec: { selector: { app: web }, ports: [{ port: 8080, targetPort: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: outer }
spec: { type: NodePort, selector: { tier: front }, ports: [{ port: 80, nodePort: 30080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: other }
spec: { selector: { app: other }, ports: [{ port: 80 }] }
`;
const session = new Session({ version: 1, seed: 3, shape: 'default', inputs: [] });

beforeAll(() => {
  session.runTo(session.cluster.bootEnd);
  session.input({ type: 'file', path: 'a.yaml', content: TWO });
  session.input({ type: 'kubectl', args: ['apply', '-f', 'a.yaml'], text: 'kubectl apply -f a.yaml' });
  session.runTo((session.kernel.now + seconds(15)) as Micros);
}, 30_000);

test('a Pod is reached through the Services that select it, and by itself from another Pod', () => {
  const targets = podTargets(session.reader, session.kernel.now, '/registry/pods/default/web');
  expect(targets).toEqual([
    { kind: 'services', name: 'inner', from: 'default/client', url: 'http://inner:8080/' },
    { kind: 'services', name: 'outer', from: '', url: 'http://172.18.0.3:30080/' },
    { kind: 'pods', name: 'web', from: 'default/client', url: expect.stringMatching(/^http:\/\/10\.244\.\d\.\d+\/$/) as string },
  ]);
  expect(podTargets(session.reader, session.cluster.bootEnd, '/registry/pods/default/web')).toEqual([]);
});

test('a node is reached by the ports that it opens for Services, at its own address', () => {
  expect(nodeTargets(session.reader, session.kernel.now, 'worker-2')).toEqual([{ kind: 'services', name: 'outer', from: '', url: 'http://172.18.0.4:30080/' }]);
  expect(nodeTargets(session.reader, session.cluster.bootEnd, 'worker-2')).toEqual([]);
});
