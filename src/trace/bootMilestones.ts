// The milestones of a boot that is told: who is there at which moment, from the first file that a kubelet reads to the day's
// work. Only what the trace holds; each is said once.

import type { Micros } from '../base/time.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import type { Milestone, MilestoneCode } from './milestones.ts';
import type { ChangeView, SpanView, TraceReader } from './reader.ts';
import { subjectOf } from './subject.ts';

/** Where a kubelet, as it starts, begins by itself what a file of its folder says: such Pods have its node's name at their end. */
export const isStaticStart = (reader: TraceReader, { name, cause, actor, summary }: SpanView): boolean =>
  name === 'syncPod' && summary.type === 'node' && cause !== 0 && reader.span(cause).name === 'startKubelet' && summary.pod.endsWith(`-${actor.slice(actor.indexOf('/') + 1)}`);

type Found = Omit<Milestone, 'number'>;

export class BootMilestones {
  private readonly reader: TraceReader;
  private readonly said = new Set<string>();
  /** Static Pods: those that were begun, and their containers that run. */
  private readonly files = new Set<string>();
  private readonly running = new Set<string>();
  private filesAt = -1;
  private filesSpan = 0 as SpanId;
  private readonly nodes = new Map<string, boolean>();
  private readonly pods = new Map<string, { readonly ready: boolean; readonly mirror: boolean }>();
  private over = false;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  takeSpan(span: SpanView, found: Found[]): void {
    if (this.over) return;
    this.tellFiles(span.start, found);
    if (!isStaticStart(this.reader, span) || span.summary.type !== 'node') return;
    this.files.add(span.summary.pod);
    if (this.filesAt < 0) {
      this.filesAt = span.start;
      this.filesSpan = span.id;
    }
  }

  /** All files are read at one moment: it is told when that is over. */
  private tellFiles(at: number, found: Found[]): void {
    if (this.filesAt >= 0 && at > this.filesAt) this.say(found, 'bootRead', this.filesAt, { count: this.files.size }, this.filesSpan);
  }

  take(change: ChangeView, found: Found[]): void {
    if (this.over) return;
    const { key, at, span, summary, revision, deleted } = change;
    this.tellFiles(at, found);
    const about = (code: MilestoneCode, params: Milestone['params']): void => this.say(found, code, at, params, span, revision === 0 ? '' : key);
    if (revision === 0) {
      if (summary.kind !== 'Fact' || summary.state !== 'running' || !/^node\/[^/]+\/containers\//.test(key)) return;
      const { summary: by } = this.reader.span(span);
      if (by.type !== 'node' || !this.files.has(by.pod)) return;
      this.running.add(by.pod);
      if (this.running.size === this.files.size) about('bootRun', { count: this.files.size });
      return;
    }
    about('bootServes', {});
    const subject = subjectOf(key);
    if (!subject || deleted) return;
    const { name, resource, namespace } = subject;
    if (summary.kind === 'Node') {
      const first = this.nodes.size === 0;
      if (!this.nodes.has(name)) about(first ? 'bootNode' : 'bootJoin', { name });
      const ready = summary.ready === 'True';
      if (ready && this.nodes.get(name) === false) about('bootReady', { name });
      this.nodes.set(name, ready);
      if (this.nodes.size > 1 && [...this.nodes.values()].every(Boolean)) about('bootAllReady', { count: this.nodes.size });
    } else if (summary.kind === 'Workload') {
      if (resource === 'daemonsets') about('bootAddons', {});
    } else if (resource === 'leases' && namespace === 'kube-system') about('bootLeads', { name });
    else if (summary.kind === 'EndpointSlice') {
      if (summary.service === 'kube-dns' && summary.ready > 0) about('bootDns', { count: summary.ready });
    } else if (summary.kind === 'Pod' && namespace === 'kube-system') {
      const ready = summary.status === 'Running' && summary.ready === summary.containers;
      this.pods.set(name, { ready, mirror: summary.mirror });
      if (summary.mirror) {
        about('bootMirror', { name });
        const mirrors = [...this.pods.values()].filter((p) => p.mirror).length;
        if (mirrors === this.files.size) about('bootMirrors', { count: mirrors });
      } else if (summary.status === 'Running') about('bootFirst', { name: summary.ownerName || name });
      if (this.said.has('bootMirrors') && [...this.pods.values()].every((p) => p.ready)) {
        about('bootUp', { count: this.pods.size });
        this.over = true;
      }
    }
  }

  private say(found: Found[], code: MilestoneCode, at: number, params: Milestone['params'], span: SpanId, key = ''): void {
    const once = code === 'bootLeads' ? `${code} ${String(params.name)}` : code;
    if (this.said.has(once)) return;
    this.said.add(once);
    found.push({ at: at as Micros, code, params, span, key, root: 1 as SpanId });
  }
}
