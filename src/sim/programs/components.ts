// The parts of the cluster that run in containers themselves: the control plane's static Pods, kube-proxy, CoreDNS, the CNI
// agent. The program in the container only switches the real thing on and off: when its process dies, so does the part.

import { milliseconds } from '../../base/time.ts';
import { Signal } from '../kernel/signal.ts';
import { race, sleep } from '../kernel/task.ts';
import type { Program } from './program.ts';

const component = (name: string, startMs: number, lines: (args: readonly string[]) => readonly string[]): Program => ({
  name,
  sigtermCode: 0,
  *main(proc) {
    const { host } = proc;
    const failed = new Signal();
    let why: string | undefined;
    const place = {
      node: proc.nodeName,
      podUid: proc.podUid,
      podIP: proc.podIP,
      args: proc.args,
      fail: (message: string): void => {
        why = message;
        failed.notify();
      },
    };
    yield* sleep(milliseconds(startMs + proc.random.below(startMs)));
    for (const line of lines(proc.args)) proc.stderr(`${line}\n`);
    host?.start(name, place);
    try {
      yield* race([proc.signal('SIGTERM', 'SIGINT'), failed]);
    } finally {
      host?.stop(name, place);
    }
    if (why === undefined) return 0;
    proc.stderr(`${why}\n`);
    return 1;
  },
});

export const COMPONENTS: readonly Program[] = [
  component('etcd', 250, () => ['{"level":"info","msg":"ready to serve client requests"}', '{"level":"info","msg":"serving client traffic securely","address":"127.0.0.1:2379"}']),
  component('kube-apiserver', 900, () => ['Serving securely on [::]:6443']),
  component('kube-controller-manager', 500, () => ['Serving securely on 127.0.0.1:10257', 'Attempting to acquire leader lease kube-system/kube-controller-manager...']),
  component('kube-scheduler', 500, () => ['Serving securely on 127.0.0.1:10259', 'Attempting to acquire leader lease kube-system/kube-scheduler...']),
  component('kube-proxy', 200, () => ['Using iptables Proxier', 'Caches are synced']),
  component('coredns', 150, () => ['.:53', '[INFO] plugin/reload: Running configuration SHA512', 'CoreDNS-1.14.2', 'linux/amd64']),
  component('kindnetd', 150, () => ['Handling node with IPs', 'Adding route']),
];
