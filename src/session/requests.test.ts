// Requests at a rate: what is counted of them, and that a run ends when it should.

import { describe, expect, test } from 'vitest';
import { seconds, type Micros } from '../base/time.ts';
import { splitWords } from '../kubectl/shellWords.ts';
import type { LoadData, RunData } from '../sim/api/spans.ts';
import type { Input } from '../sim/cluster/inputs.ts';
import type { Span } from '../sim/kernel/trace.ts';
import { Session } from './session.ts';

class Rate {
  readonly session: Session;

  constructor(seed: number) {
    this.session = new Session({ version: 1, seed, shape: 'default', inputs: [] });
    this.session.runTo(this.session.cluster.bootEnd as Micros);
  }

  say(line: string): void {
    this.input({ type: 'kubectl', args: splitWords(line).slice(1), text: line });
  }

  apply(manifest: string): void {
    this.input({ type: 'file', path: 'x.yaml', content: manifest });
    this.say('kubectl apply -f x.yaml');
  }

  input(input: Input): void {
    this.session.settle();
    this.session.input(input);
  }

  wait(length: number): void {
    this.session.runTo((this.session.kernel.now + seconds(length)) as Micros);
  }

  spans(name: string): readonly Span[] {
    const { trace } = this.session.kernel;
    const found: Span[] = [];
    for (let id = 1; id <= trace.size; id++) {
      const span = trace.span(id as Span['id']);
      if (span.name === name) found.push(span);
    }
    return found;
  }

  get loads(): readonly LoadData[] {
    return this.spans('load').map((s) => s.data as LoadData);
  }
  get runs(): readonly RunData[] {
    return this.spans('requests').filter((s) => s.type === 'wait').map((s) => s.data as RunData);
  }
}

/** Two versions of a Deployment behind a node port. */
function web(image: string, version: 1 | 2, careful: boolean): string {
  const [tag, port, path] = image === 'nginx' ? [`1.2${6 + version}`, 80, '/'] : [`${version}.0`, 8080, '/actuator/health'];
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: web
        image: ${image}:${tag}
        ports: [{ containerPort: ${port} }]
${careful ? `        readinessProbe: { httpGet: { path: ${path}, port: ${port} }, periodSeconds: 1 }\n        lifecycle: { preStop: { sleep: { seconds: 5 } } }\n` : ''}---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  selector: { app: web }
  ports: [{ port: 80, targetPort: ${port}, nodePort: 30080 }]
`;
}

/** A server that asks another one, which never answers. */
const PROXY = `apiVersion: v1
kind: ConfigMap
metadata: { name: front }
data: { default.conf: "server { listen 80; location / { proxy_pass http://10.244.99.99; } }" }
---
apiVersion: v1
kind: Pod
metadata: { name: front, labels: { app: front } }
spec:
  containers: [{ name: nginx, image: nginx, volumeMounts: [{ name: conf, mountPath: /etc/nginx/conf.d }] }]
  volumes: [{ name: conf, configMap: { name: front } }]
---
apiVersion: v1
kind: Service
metadata: { name: front }
spec: { selector: { app: front }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: ask }
spec: { containers: [{ name: ask, image: busybox, command: [sleep, "1000"] }] }
`;

describe('requests at a rate', () => {
  test('from a Pod and from outside, each one counted; a run is stopped', () => {
    const rate = new Rate(7);
    rate.say('kubectl create deployment web --image=nginx --replicas=3');
    rate.say('kubectl run ask --image=busybox -- sleep 1000');
    rate.wait(20);
    rate.say('kubectl create service nodeport web --tcp=80:80 --node-port=30080');
    rate.wait(5);
    rate.input({ type: 'requests', name: 'in', from: { namespace: 'default', pod: 'ask' }, url: 'http://web/', perSecond: 10, seconds: 5 });
    rate.input({ type: 'requests', name: 'out', from: 'outside', url: 'http://172.18.0.3:30080/', perSecond: 7, seconds: 600 });
    rate.wait(3.95);
    rate.input({ type: 'stopRequests', name: 'out' });
    rate.wait(4);
    expect(rate.runs.map((r) => [r.name, r.sent, r.ended])).toEqual([['in', 50, 'done'], ['out', 28, 'stopped']]);
  });

  test('nobody sends from a Pod that is gone; the same name begins anew', () => {
    const rate = new Rate(7);
    rate.input({ type: 'requests', name: 'a', from: { namespace: 'default', pod: 'nobody' }, url: 'http://web/', perSecond: 10, seconds: 5 });
    rate.input({ type: 'requests', name: 'b', from: 'outside', url: 'http://web/', perSecond: 1, seconds: 600 });
    rate.input({ type: 'requests', name: 'b', from: 'outside', url: 'http://172.18.0.99/', perSecond: 1, seconds: 1 });
    rate.input({ type: 'requests', name: 'c', from: 'outside', url: 'http://localhost:8080/', perSecond: 1, seconds: 1 });
    rate.wait(6);
    expect(rate.runs.map((r) => [r.name, r.sent, r.ended])).toEqual([['a', 0, 'gone'], ['b', 1, 'stopped'], ['b', 1, 'done'], ['c', 1, 'done']]);
    expect(rate.loads.map((l) => [l.fault, l.exit, l.error])).toEqual([
      ['noSuchHost', 6, 'curl: (6) Could not resolve host: web'],
      ['unreachable', 7, 'curl: (7) Failed to connect to 172.18.0.99 port 80 after 3000 ms: Could not connect to server'],
      ['refused', 7, 'curl: (7) Failed to connect to localhost port 8080 after 0 ms: Could not connect to server'],
    ]);
  });

  test('who dies while it answers leaves an empty reply', () => {
    const rate = new Rate(7);
    rate.apply(PROXY);
    rate.wait(20);
    rate.input({ type: 'requests', name: 'a', from: { namespace: 'default', pod: 'ask' }, url: 'http://front/', perSecond: 1, seconds: 1 });
    rate.wait(0.5);
    rate.input({ type: 'fault', fault: { fault: 'killContainer', namespace: 'default', pod: 'front', container: 'nginx' } });
    rate.wait(0.5);
    expect(rate.loads.map((l) => [l.fault, l.error])).toEqual([['reset', 'curl: (52) Empty reply from server']]);
  });

  // Nothing here is scripted: nodes hear late of Pods that end, and a Pod without a readiness probe counts as ready before its
  // program listens.
  describe.each(['kubestage/hello', 'nginx'])('a rollout of %s under 20 requests a second', (image) => {
    const seeds = image === 'nginx' ? [4] : [1, 2, 3];
    test.each(seeds)('careless fails some, careful none (seed %i)', (seed) => {
      for (const careful of [false, true]) {
        const rate = new Rate(seed);
        rate.apply(web(image, 1, careful));
        rate.wait(30);
        rate.input({ type: 'requests', name: 'out', from: 'outside', url: 'http://172.18.0.3:30080/', perSecond: 20, seconds: 40 });
        rate.wait(1);
        rate.apply(web(image, 2, careful));
        rate.wait(50);
        const { loads } = rate;
        expect(loads).toHaveLength(800);
        expect(new Set(loads.map((l) => l.by)).size, 'Pods of both versions answered').toBeGreaterThanOrEqual(6);
        const failed = loads.filter((l) => l.status !== 200);
        if (careful) expect(failed).toEqual([]);
        else expect(failed.length).toBeGreaterThan(3);
        const words = new Set(failed.map((l) => l.error?.replace(/\d+ (ms|milli)/, 'n $1')));
        const known = ['curl: (7) Failed to connect to 172.18.0.3 port 30080 after n ms: Could not connect to server', 'curl: (28) Connection timed out after n milliseconds'];
        expect([...words].filter((w) => !known.includes(w ?? ''))).toEqual([]);
        // Those that listen late are refused as long as they start.
        if (!careful && image !== 'nginx') expect(failed.filter((l) => l.fault === 'refused').length).toBeGreaterThan(20);
      }
    });
  });
});
