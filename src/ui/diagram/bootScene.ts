// A boot that is told, as the stage asks for it: which parts of the control plane run already, and which machines have power
// before the API server knows them.

import type { ChangeView, SpanView } from '../../trace/reader.ts';

/** `off`: nobody has begun to start it. `starting`: its container does, or it runs and cannot do its work yet. */
export type Phase = 'off' | 'starting' | 'on';

export class BootScene {
  /** When it is over: from then on everything is as in any other run. */
  readonly end: number;
  /** The machines there are, in the order of the trace; and since when each has power. */
  readonly machines = new Set<string>();
  private readonly powered = new Map<string, number>();
  private readonly begun = new Map<string, number>();
  private readonly done = new Map<string, number>();
  /** kubeadm at work: from its first request to its last. */
  private kubeadmUntil = -1;

  constructor(end: number) {
    this.end = end;
  }

  takeSpan({ name, actor, start, end, summary }: SpanView): void {
    if (start >= this.end) return;
    if (name === 'startKubelet') note(this.powered, actor.slice(8), start);
    else if (actor === 'kubeadm') this.kubeadmUntil = Math.max(this.kubeadmUntil, end);
    else if (name === 'syncPod' && summary.type === 'node') {
      // The file is read: from here on it is being started.
      const part = PARTS.find((p) => summary.pod === `kube-system/${p}-${summary.node}`);
      if (part) note(this.begun, part, start);
    }
  }

  take({ key, at, revision, summary }: ChangeView): void {
    if (at >= this.end) return;
    if (revision === 0) {
      const [kind, machine, sort, , container] = key.split('/');
      if (kind !== 'node' || machine === undefined) return;
      this.machines.add(machine);
      if (sort === 'containers' && container === 'etcd' && summary.kind === 'Fact' && summary.state === 'running') note(this.done, 'etcd', at);
      return;
    }
    note(this.done, 'kube-apiserver', at);
    const part = PARTS.find((p) => key === `/registry/leases/kube-system/${p}`);
    if (part) note(this.done, part, at);
  }

  phase(part: string, at: number): Phase {
    if (at >= this.end || (this.done.get(part) ?? Infinity) <= at) return 'on';
    return (this.begun.get(part) ?? Infinity) <= at ? 'starting' : 'off';
  }

  hasPower(machine: string, at: number): boolean {
    return at >= this.end || (this.powered.get(machine) ?? Infinity) <= at;
  }

  kubeadmWorks(at: number): boolean {
    return at < this.end && at <= this.kubeadmUntil;
  }
}

const PARTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

function note(times: Map<string, number>, what: string, at: number): void {
  if (!times.has(what)) times.set(what, at);
}
