import { beforeAll, expect, test } from 'vitest';
import { seconds, type Micros } from '../base/time.ts';
import { Session } from '../session/session.ts';
import { buckets, faultOf, loadsOf, tally, type Run } from './loads.ts';
import { netWhy } from './netWhy.ts';
import { activityOf } from './activity.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - { name: web, image: "kubestage/hello:1.0", ports: [{ containerPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  selector: { app: web }
  ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }]
`;

let session: Session;
let run: Run;
const wait = (s: number): void => session.runTo((session.kernel.now + seconds(s)) as Micros);

beforeAll(() => {
  session = new Session({ version: 1, seed: 1, shape: 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  session.input({ type: 'file', path: 'web.yaml', content: WEB });
  session.input({ type: 'kubectl', args: ['apply', '-f', 'web.yaml'], text: 'kubectl apply -f web.yaml' });
  wait(25);
  session.input({ type: 'requests', name: 'out', from: 'outside', url: 'http://172.18.0.3:30080/', perSecond: 10, seconds: 30 });
  // Grown with the trace, not found at its end.
  loadsOf(session.reader);
  wait(2);
  loadsOf(session.reader);
  session.input({ type: 'kubectl', args: ['set', 'image', 'deployment/web', 'web=kubestage/hello:2.0'], text: 'kubectl set image deployment/web web=kubestage/hello:2.0' });
  wait(40);
  run = loadsOf(session.reader).runs[0] as Run;
}, 60_000);

test('what came of each request is counted, at any moment', () => {
  const end = tally(run, session.kernel.now);
  expect(end.sent).toBe(300);
  expect(end.ok + end.failed).toBe(300);
  expect(end.ok).toBeGreaterThan(100);
  expect(end.failed).toBeGreaterThan(5);
  expect(run.failures).toHaveLength(end.failed);
  // Pods of both versions answered.
  expect(end.by.length).toBeGreaterThanOrEqual(3);
  expect(end.by.reduce((n, b) => n + b.n, 0)).toBe(end.ok);
  const early = tally(run, run.start + 1e6);
  expect(early).toMatchObject({ sent: 11, failed: 0 });
  expect(tally(run, run.start - 1)).toMatchObject({ sent: 0, ok: 0, failed: 0 });
});

test('stretches of time hold all of it, up to the playhead', () => {
  const all = buckets(run, 60, Infinity);
  const end = tally(run, session.kernel.now);
  expect(all.reduce((n, b) => n + b.ok, 0)).toBe(end.ok);
  expect(all.reduce((n, b) => n + b.failed, 0)).toBe(end.failed);
  const at = run.start + 3e6;
  expect(buckets(run, 60, at).reduce((n, b) => n + b.ok + b.failed, 0)).toBe(tally(run, at).ok + tally(run, at).failed);
});

test('a failure is traced to the hop that failed, and that one to what was believed of its Pod', () => {
  const said = new Set<string>();
  for (const span of run.failures) {
    const hop = faultOf(session.reader, span);
    expect(hop.summary.type).toBe('hop');
    const why = hop.summary.type === 'hop' ? netWhy(session.reader, hop, hop.summary) : undefined;
    if (why) said.add(why.say);
    if (why?.say === 'stale') expect(why.corrected).toBeGreaterThan(0);
  }
  expect(said).toContain('notListening');
});

test('while requests go on, something goes on, though none of them is a step', () => {
  const activity = activityOf(session.reader);
  expect(activity.moving(run.start + 20e6)).toBe(true);
  expect(activity.moving(run.end + 5e6)).toBe(false);
  expect(loadsOf(session.reader).running(run.start + 1)).toBe(run);
  expect(loadsOf(session.reader).running(run.end + 1)).toBeUndefined();
});
