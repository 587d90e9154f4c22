// Inside a node: one row for each Pod, one column for each thing its start goes through, with times and states; and what the
// node knows beside what the API has been told.

import { compareText } from '../../../base/text.ts';
import { subjectOf } from '../../../trace/subject.ts';
import type { NodeSummary } from '../../../trace/summary.ts';
import { nodeFacts } from '../../inspector/model/boxes.ts';
import { containersOn } from '../../inspector/model/nodeWork.ts';
import type { PanelIndex } from '../../inspector/model/panelIndex.ts';

export const STEPS = ['volumes', 'sandbox', 'cni', 'pull', 'create', 'start', 'probe'] as const;
export type StepColumn = (typeof STEPS)[number];

export interface StepCell {
  readonly step: StepColumn;
  /** `none`: it was not needed. */
  readonly state: 'done' | 'now' | 'failed' | 'ahead' | 'none';
  /** Of what is over; of what goes on, 0. */
  readonly took: number;
  readonly span: number;
  /** An address, an image, a kind of probe. */
  readonly detail: string;
  readonly error: string;
  /** How often. */
  readonly times: number;
}

export interface NodePodRow {
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly cells: readonly StepCell[];
  /** What the API has been told: STATUS as kubectl prints it. */
  readonly told: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** What the node knows of each container. */
  readonly knows: readonly { readonly container: string; readonly state: string }[];
  /** The node knows more than it has told. */
  readonly differs: boolean;
  readonly ending: boolean;
}

export function nodePods(index: PanelIndex, node: string, at: number): readonly NodePodRow[] {
  const rows = nodeFacts(index, node, at).pods.map(({ key, name, pod }): NodePodRow => {
    const namespace = subjectOf(key)?.namespace ?? '';
    const knows = containersOn(index, node, pod.uid, at).map(({ container, state }) => ({ container, state }));
    const running = knows.filter(({ state }) => state === 'running').length;
    const exited = knows.length > 0 && knows.every(({ state }) => state === 'exited');
    return {
      key,
      name,
      namespace,
      cells: cellsOf(index, `${namespace}/${name}`, node, at, pod.mirror),
      told: pod.status,
      ready: pod.ready === pod.containers,
      restarts: pod.restarts,
      knows,
      differs: (running > 0 && /^(Pending|ContainerCreating|PodInitializing|Init:)/.test(pod.status)) || (exited && pod.status === 'Running'),
      ending: pod.terminating,
    };
  });
  const weight = (row: NodePodRow): number => (row.namespace === 'kube-system' ? 1 : 0);
  return rows.sort((a, b) => weight(a) - weight(b) || compareText(a.name, b.name));
}

function cellsOf(index: PanelIndex, pod: string, node: string, at: number, mirror: boolean): readonly StepCell[] {
  const { reader } = index;
  const work = index.workFor(pod);
  const begun = index.begun(work, at);
  const found = new Map<string, { id: number; times: number }>();
  let sync = 0;
  let first = 0;
  for (let i = 0; i < begun; i++) {
    const id = work[i] as number;
    const { name, summary } = reader.span(id);
    if ((summary as NodeSummary).node !== node) continue;
    if (name === 'syncPod' && sync === 0) sync = id;
    if (name === 'sandbox' && first === 0) first = id;
    const known = found.get(name);
    found.set(name, { id, times: (known?.times ?? 0) + 1 });
  }
  return STEPS.map((step): StepCell => {
    if (step === 'volumes') return volumesCell(index, sync, first, at);
    const known = found.get(step);
    if (known) return cellOf(index, step, known.id, known.times, at);
    // What comes after it has begun: it was not needed, as an image that was there.
    const later = STEPS.slice(STEPS.indexOf(step) + 1).some((name) => name !== 'probe' && found.has(name));
    const none = later || (step === 'cni' && (mirror || found.has('pull'))) || (step === 'probe' && found.has('start'));
    return { step, state: none ? 'none' : 'ahead', took: 0, span: 0, detail: '', error: '', times: 0 };
  });
}

function cellOf(index: PanelIndex, step: StepColumn, id: number, times: number, at: number): StepCell {
  const { start, end, summary } = index.reader.span(id);
  const { detail, error, image } = summary as NodeSummary;
  const over = end <= at;
  return { step, state: !over ? 'now' : error === '' ? 'done' : 'failed', took: over ? end - start : 0, span: id, detail: !over && step === 'cni' ? '' : step === 'pull' ? image : detail, error: over ? error : '', times };
}

/**
 * Before a sandbox is made the kubelet waits until all volumes are mounted; it looks every 0.3 s.
 * Upstream: pkg/kubelet/volumemanager/volume_manager.go WaitForAttachAndMount
 */
function volumesCell(index: PanelIndex, sync: number, sandbox: number, at: number): StepCell {
  const { reader } = index;
  const base = { step: 'volumes', span: sync, detail: '', error: '', times: sync === 0 ? 0 : 1 } as const;
  if (sync === 0) return { ...base, state: sandbox === 0 ? 'ahead' : 'none', took: 0 };
  const from = reader.startOf(sync);
  if (sandbox !== 0) return { ...base, state: 'done', took: reader.startOf(sandbox) - from };
  return { ...base, state: reader.endOf(sync) > at ? 'now' : 'failed', took: 0 };
}
