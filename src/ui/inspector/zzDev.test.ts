import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { Session } from '../../session/session.ts';
const YAML = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
spec:
  replicas: 3
  selector:
    matchLabels: { app: nginx }
  template:
    metadata:
      labels: { app: nginx }
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        resources:
          requests:
            cpu: 250m
            memory: 128Mi
`;
test('dump', () => {
  const s = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  const t0 = performance.now();
  s.runTo(s.cluster.bootEnd);
  console.log('boot', performance.now() - t0, s.reader.spanCount, s.reader.changeCount);
  const firstSpan = s.reader.spanCount; const firstChange = s.reader.changeCount;
  s.input({ type: 'file', path: 'web.yaml', content: YAML });
  s.input({ type: 'kubectl', args: ['apply', '-f', 'web.yaml'], text: 'kubectl apply -f web.yaml' } as never);
  s.runTo((s.cluster.bootEnd + 30e6) as never);
  const o = s.cluster.bootEnd;
  const out: string[] = [];
  for (let i = 1; i <= s.reader.spanCount; i++) {
    const x = s.reader.span(i);
    if (i <= firstSpan) { if (x.end !== Infinity) continue; }
    out.push(`${i} ${x.type} ${x.level} ${x.actor}->${x.to} ${x.name} ${((x.start - o) / 1000).toFixed(2)}..${x.end === Infinity ? '' : ((x.end - o) / 1000).toFixed(2)} c${x.causes.join(',')} ${(JSON.stringify(x.summary)??("UNDEF"+JSON.stringify(s.kernel.trace.span(i as never).data))).slice(0, 600)}`);
  }
  writeFileSync('/tmp/ks/e4-spans.txt', out.join('\n'));
  const ch: string[] = [];
  for (let i = 0; i < s.reader.changeCount; i++) {
    const c = s.reader.change(i);
    ch.push(`${i} r${c.revision} ${c.key} ${c.deleted ? 'DEL' : ''} s${c.span} ${((c.at - o) / 1000).toFixed(2)} p${c.previous} ${JSON.stringify(c.summary).slice(0, 300)}`);
  }
  writeFileSync('/tmp/ks/e4-changes.txt', ch.join('\n'));
  console.log(firstSpan, firstChange, s.reader.spanCount, s.reader.changeCount);
});
