// `npm run bench`: how fast the engine is, in figures. `bench pods --n 1000 [--nodes 10] --json` prints one line.
//
// What is measured: a booted cluster of enough workers takes one Deployment of n Pods, through kubectl apply, until all
// of them are Ready. CPU and wall time count from the input to the last Ready; the boot is not in them.

import { performance } from 'node:perf_hooks';
import type { Micros } from '../base/time.ts';
import { Session } from '../session/session.ts';
import type { RequestData } from '../sim/api/spans.ts';
import type { SpanId } from '../sim/kernel/trace.ts';

export interface PodsBench {
  readonly n: number;
  readonly nodes: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly simulatedSeconds: number;
  readonly peakRssMiB: number;
  readonly apiWrites: number;
  readonly watchEvents: number;
  readonly longestSliceMs: number;
  readonly heapKiBPerPod: number;
}

/** Slices as the worker makes them. */
const SLICE_MS = 6;
const STEPS_PER_LOOK = 8;
const GIVE_UP_AFTER = 7200e6;

export function benchPods(n: number, nodes = Math.max(3, Math.ceil(n / 100))): PodsBench {
  const session = new Session({ version: 1, seed: 42, shape: `wide-${nodes}`, inputs: [] });
  session.runTo(session.cluster.bootEnd);
  const { kernel } = session;
  const before = kernel.trace.size;
  const heapBefore = heap();
  const manifest = deployment(n);
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const began = kernel.now;
  session.input({ type: 'file', path: 'web.yaml', content: manifest });
  session.input({ type: 'kubectl', args: ['apply', '-f', 'web.yaml'], text: 'kubectl apply -f web.yaml' });
  let ready = 0;
  const readyPods = new Set<string>();
  session.cluster.store.listen(({ type, key, value }) => {
    if (!key.startsWith('/registry/pods/default/')) return;
    const conditions = (value as { status?: { conditions?: { type: string; status: string }[] } }).status?.conditions;
    if (type === 'put' && conditions?.some((c) => c.type === 'Ready' && c.status === 'True')) readyPods.add(key);
    else readyPods.delete(key);
    ready = readyPods.size;
  });
  let longest = 0;
  let slices = 0;
  let rss = process.memoryUsage().rss;
  while (ready < n && kernel.now - began < GIVE_UP_AFTER) {
    const start = performance.now();
    let steps = 0;
    session.run((kernel.now + 3600e6) as Micros, () => ready < n && (++steps % STEPS_PER_LOOK !== 0 || performance.now() - start < SLICE_MS));
    longest = Math.max(longest, performance.now() - start);
    if (++slices % 64 === 0) rss = Math.max(rss, process.memoryUsage().rss);
  }
  const used = process.cpuUsage(cpu);
  rss = Math.max(rss, process.memoryUsage().rss);
  const wallSeconds = (performance.now() - wall) / 1000;
  const heapAfter = heap();
  let apiWrites = 0;
  let watchEvents = 0;
  for (let id = before + 1; id <= kernel.trace.size; id++) {
    const span = kernel.trace.span(id as SpanId);
    if (span.name === 'watch') watchEvents++;
    else if (span.name === 'request' && (span.data as RequestData | undefined)?.request.method !== 'GET') apiWrites++;
  }
  const round = (x: number, digits: number): number => Number(x.toFixed(digits));
  return {
    n,
    nodes,
    cpuSeconds: round((used.user + used.system) / 1e6, 3),
    wallSeconds: round(wallSeconds, 3),
    simulatedSeconds: round((kernel.now - began) / 1e6, 3),
    peakRssMiB: round(rss / 2 ** 20, 1),
    apiWrites,
    watchEvents,
    longestSliceMs: round(longest, 2),
    heapKiBPerPod: round((heapAfter - heapBefore) / 1024 / n, 1),
  };
}

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}

function deployment(replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
`;
}
