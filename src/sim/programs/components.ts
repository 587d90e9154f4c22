// The parts of the cluster that run in containers themselves: the control plane's static Pods, kube-proxy, CoreDNS, the CNI
// agent. The program in the container only switches the real thing on and off: when its process dies, so does the part.

import { milliseconds } from '../../base/time.ts';
import { Signal } from '../kernel/signal.ts';
import { race, sleep, type Sim } from '../kernel/task.ts';
import type { HttpRequest, HttpResponse } from '../network/http.ts';
import type { ComponentPlace, Process, Program } from './program.ts';

interface Ports {
  /** Where it says how it is. */
  readonly health?: readonly number[];
  readonly metrics?: number;
}

const component = (name: string, startMs: number, ports: Ports, lines: readonly string[]): Program => ({
  name,
  sigtermCode: 0,
  *main(proc) {
    const { host } = proc;
    const failed = new Signal();
    let why: string | undefined;
    const place: ComponentPlace = {
      node: proc.nodeName,
      podUid: proc.podUid,
      podIP: proc.podIP,
      args: proc.args,
      files: proc.files,
      fail: (message: string): void => {
        why = message;
        failed.notify();
      },
    };
    yield* sleep(milliseconds(startMs + proc.random.below(startMs)));
    const refused = host?.refuses?.(name, place);
    if (refused === undefined) for (const line of lines) proc.stderr(`${line}\n`);
    const problem = refused ?? listen(proc, name, place, ports);
    if (problem !== undefined) {
      proc.stderr(`${problem}\n`);
      return 1;
    }
    host?.start(name, place);
    let asked = false;
    try {
      const { index } = yield* race([proc.signal('SIGTERM', 'SIGINT'), failed]);
      asked = index === 0;
    } finally {
      host?.stop(name, place, asked);
    }
    if (why === undefined) return 0;
    proc.stderr(`${why}\n`);
    return 1;
  },
});

function listen(proc: Process, name: string, place: ComponentPlace, { health = [], metrics }: Ports): string | undefined {
  const healthy = (): boolean => proc.host?.healthy?.(name, place) ?? true;
  try {
    for (const port of health) proc.listen(port, (request) => answer(name, proc, request, healthy));
    if (metrics !== undefined) proc.listen(metrics, (request) => answer(name, proc, request, healthy));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const HEALTH = /^\/(healthz|livez|readyz|health|ready)\b/;

function* answer(name: string, proc: Process, request: HttpRequest, healthy: () => boolean): Sim<HttpResponse> {
  const { path } = request;
  yield* sleep(milliseconds(1));
  if (HEALTH.test(path)) return healthy() ? { status: 200, body: 'ok' } : { status: 500, body: `${path.slice(1)} check failed` };
  if (name === 'kube-apiserver' && proc.host?.serve) return yield* proc.host.serve(request);
  return { status: 404, body: '404 page not found\n' };
}

export const COMPONENTS: readonly Program[] = [
  component('etcd', 250, { health: [2381], metrics: 2379 }, ['{"level":"info","msg":"ready to serve client requests"}', '{"level":"info","msg":"serving client traffic securely","address":"127.0.0.1:2379"}']),
  component('kube-apiserver', 900, { health: [6443] }, ['Serving securely on [::]:6443']),
  component('kube-controller-manager', 500, { health: [10257] }, ['Serving securely on 127.0.0.1:10257', 'Attempting to acquire leader lease kube-system/kube-controller-manager...']),
  component('kube-scheduler', 500, { health: [10259] }, ['Serving securely on 127.0.0.1:10259', 'Attempting to acquire leader lease kube-system/kube-scheduler...']),
  component('kube-proxy', 200, { health: [10256], metrics: 10249 }, ['Using iptables Proxier', 'Caches are synced']),
  component('coredns', 150, { health: [8080, 8181], metrics: 9153 }, ['.:53', '[INFO] plugin/reload: Running configuration SHA512', 'CoreDNS-1.14.2', 'linux/amd64']),
  component('kindnetd', 150, {}, ['Handling node with IPs', 'Adding route']),
];
