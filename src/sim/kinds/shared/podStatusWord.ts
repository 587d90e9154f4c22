// The one word that sums up how a Pod is: the STATUS column of `kubectl get pods`.
// Upstream: pkg/printers/internalversion/printers.go (printPod)

import type { Served } from '../../api/types.ts';
import type { IPod } from 'kubernetes-models/v1/Pod';
import { compareText } from '../../../base/text.ts';
import { parseTime } from '../../../base/time.ts';
import type { ContainerStatus } from './podTypes.ts';

type Pod = Served<IPod>;

export interface PodSummary {
  readonly word: string;
  readonly ready: number;
  /** Sidecars count. */
  readonly containers: number;
  readonly restarts: number;
  /** When a container that was restarted had ended last; '' where none was. */
  readonly lastRestart: string;
}

export const podStatusWord = (pod: Pod): string => summarizePod(pod).word;

export function summarizePod(pod: Pod): PodSummary {
  const { spec, metadata } = pod;
  const status = (pod.status ?? {}) as Pod['status'];
  const phase = status.phase ?? '';
  let word = status.reason || phase;
  if (status.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated')) word = 'SchedulingGated';
  const sidecars = new Set((spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  const init = summarizeInit(status.initContainerStatuses ?? [], sidecars, spec.initContainers?.length ?? 0);
  let { ready } = init;
  let restarts = init.restarts;
  let lastRestart = init.lastRestart;
  if (init.word !== undefined) word = init.word;
  if (init.word === undefined || hasCondition(status, 'Initialized')) {
    const containers = summarizeContainers(status.containerStatuses ?? []);
    restarts = init.sidecarRestarts + containers.restarts;
    lastRestart = later(init.sidecarLastRestart, containers.lastRestart);
    ready += containers.ready;
    word = containers.word ?? word;
    // Something has completed, but not all of it.
    if (word === 'Completed' && containers.ready > 0) word = hasCondition(status, 'Ready') ? 'Running' : 'NotReady';
  }
  if (metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') word = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') word = 'Terminating';
  }
  return { word, ready, containers: (spec.containers?.length ?? 0) + sidecars.size, restarts, lastRestart };
}

interface InitSummary {
  /** Undefined: all init containers have done their work. */
  word: string | undefined;
  ready: number;
  restarts: number;
  lastRestart: string;
  sidecarRestarts: number;
  sidecarLastRestart: string;
}

function summarizeInit(statuses: readonly ContainerStatus[], sidecars: ReadonlySet<string>, count: number): InitSummary {
  const out: InitSummary = { word: undefined, ready: 0, restarts: 0, lastRestart: '', sidecarRestarts: 0, sidecarLastRestart: '' };
  for (let i = 0; i < statuses.length; i++) {
    const status = statuses[i] as ContainerStatus;
    const sidecar = sidecars.has(status.name);
    const ended = status.lastState?.terminated?.finishedAt ?? '';
    out.restarts += status.restartCount ?? 0;
    out.lastRestart = later(out.lastRestart, ended);
    if (sidecar) {
      out.sidecarRestarts += status.restartCount ?? 0;
      out.sidecarLastRestart = later(out.sidecarLastRestart, ended);
    }
    const { terminated, waiting } = status.state ?? {};
    if (terminated && (terminated.exitCode ?? 0) === 0) continue;
    if (sidecar && status.started) {
      if (status.ready) out.ready++;
      continue;
    }
    if (terminated) out.word = `Init:${terminated.reason || endOf(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') out.word = `Init:${waiting.reason}`;
    else out.word = `Init:${i}/${count}`;
    break;
  }
  return out;
}

const endOf = ({ signal, exitCode }: { readonly signal?: number; readonly exitCode?: number }): string => (signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`);

interface ContainersSummary {
  readonly word: string | undefined;
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: string;
}

/** From the last to the first: the first has the last word. */
function summarizeContainers(statuses: readonly ContainerStatus[]): ContainersSummary {
  let word: string | undefined;
  let ready = 0;
  let restarts = 0;
  let lastRestart = '';
  for (let i = statuses.length - 1; i >= 0; i--) {
    const status = statuses[i] as ContainerStatus;
    const { waiting, terminated, running } = status.state ?? {};
    restarts += status.restartCount ?? 0;
    lastRestart = later(lastRestart, status.lastState?.terminated?.finishedAt ?? '');
    if (waiting?.reason) word = waiting.reason;
    else if (terminated) word = terminated.reason || endOf(terminated);
    else if (status.ready && running) ready++;
  }
  return { word, ready, restarts, lastRestart };
}

const hasCondition = (status: Pod['status'], type: string): boolean => status.conditions?.some((c) => c.type === type && c.status === 'True') ?? false;

function later(a: string, b: string): string {
  if (a === '' || b === '') return a || b;
  const [x, y] = [parseTime(a), parseTime(b)];
  if (x === undefined || y === undefined) return compareText(a, b) < 0 ? b : a;
  return x < y ? b : a;
}
