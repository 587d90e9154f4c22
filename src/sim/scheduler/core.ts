// The decision: which node for this Pod, and why. A scheduler asks it once per Pod; what it answers holds everything that
// the page shows of a scheduling cycle.
//
// Nodes are looked at in a fixed order, where upstream runs 16 filters at a time and the fastest comes first.
// Upstream: pkg/scheduler/schedule_one.go schedulePod, findNodesThatFitPod, prioritizeNodes, selectHost

import { quote } from '../../base/text.ts';
import type { VolumeDecision } from './assumedVolumes.ts';
import { Batch } from './batch.ts';
import { DEFAULT_SCHEDULER, type SchedulerProfile } from './config.ts';
import { Cycle } from './cycle.ts';
import { Framework, goList, type FilterNames, type PluginScores, type PostFilterOutcome } from './framework.ts';
import { assigned, fitError, NO_NODES } from './messages.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { PluginEntry } from './plugin.ts';
import type { PodInfo } from './podInfo.ts';
import type { Preemption } from './preemption.ts';
import { Ranking } from './ranking.ts';
import type { Snapshot } from './snapshot.ts';
import { NodeStatuses, unresolvable, type Status } from './status.ts';
import { volumeDecision } from './volumes.ts';

const MIN_NODES_TO_FIND = 100;
const MIN_PERCENTAGE = 5;

export interface Decision {
  /** The node for the Pod; undefined: none fits now. */
  readonly chosen: string | undefined;
  /** Message of the Scheduled or FailedScheduling event, and of the condition PodScheduled=False. */
  readonly message: string;
  /** A plugin's PreFilter rejected the Pod for all nodes. */
  readonly preFilterRejection: Status | undefined;
  /** PreFilter plugins narrowed the search to these nodes. */
  readonly preFilterNodes: { readonly plugins: readonly string[]; readonly nodes: readonly string[] } | undefined;
  /** Nodes in the order in which they were looked at. */
  readonly order: readonly string[];
  /** Nodes that fit, in the order in which they were found. All lists of scores follow it. */
  readonly feasible: readonly string[];
  /** Why each other node that was looked at does not fit: the first plugin that objected. */
  readonly filtered: ReadonlyMap<string, Status>;
  /** The filters that took part; undefined where it did not come to that. */
  readonly filters: FilterNames | undefined;
  /** All plugins that may score; those not among `scores` had nothing to say of this Pod. */
  readonly scorers: readonly string[];
  /** Empty where a single node was feasible: then nothing is scored. */
  readonly scores: readonly PluginScores[];
  readonly totals: readonly number[];
  /** All nodes with the highest total. */
  readonly best: readonly string[];
  readonly evaluatedNodes: number;
  /** The node of an earlier ranking of an equal Pod, tried first. */
  readonly hint: string | undefined;
  /** What DefaultPreemption tried after no node fitted. */
  readonly preemption: Preemption | undefined;
  /** What must be written into volumes and claims before the Pod can be bound. */
  readonly volumes: VolumeDecision | undefined;
  /** Plugins whose rejection decides which events bring the Pod back into the queue. */
  readonly rejectedBy: readonly string[];
}

interface Found {
  readonly feasible: readonly NodeInfo[];
  readonly order: readonly string[];
  readonly statuses: NodeStatuses;
}

export class SchedulerCore {
  private readonly profiles = new Map<string, { readonly framework: Framework; readonly batch: Batch }>();
  /** Where the next search begins: each node should have its turn to be looked at first. */
  nextStart = 0;
  private cycleCount = 0;

  constructor(
    readonly snapshot: Snapshot,
    registry: readonly PluginEntry[],
    profiles: readonly SchedulerProfile[] = [{}],
  ) {
    for (const profile of profiles) {
      const framework = new Framework(profile, registry);
      this.profiles.set(profile.schedulerName ?? DEFAULT_SCHEDULER, { framework, batch: new Batch(framework) });
    }
  }

  /** The framework that is responsible for the Pod; undefined: it is not this scheduler's. */
  framework(info: PodInfo): Framework | undefined {
    return this.profiles.get(info.pod.spec.schedulerName ?? DEFAULT_SCHEDULER)?.framework;
  }

  /** One scheduling cycle. It changes nothing in the snapshot: assuming and nominating are the caller's. */
  schedule(info: PodInfo, nowMs: number): Decision {
    const profile = this.profiles.get(info.pod.spec.schedulerName ?? DEFAULT_SCHEDULER);
    if (!profile) return nothing(`profile not found for scheduler name ${quote(info.pod.spec.schedulerName ?? '')}`);
    const { framework, batch } = profile;
    const cycleCount = this.cycleCount++;
    const cycle = new Cycle(info, this.snapshot, nowMs);
    const all = this.snapshot.nodes;
    if (all.length === 0) return nothing(NO_NODES);

    const pre = framework.preFilter(cycle);
    if (pre.rejected) {
      const statuses = new NodeStatuses();
      statuses.absent = pre.rejected;
      const post = framework.postFilter(cycle, statuses);
      const message = fitError(all.length, statuses, pre.rejected.reasons.join(', '), post.message);
      return { ...nothing(message), preFilterRejection: pre.rejected, preemption: post.preemption, rejectedBy: [pre.rejected.plugin] };
    }

    const signature = framework.sign(info);
    const hint = batch.hint(cycle, signature, cycleCount);
    const statuses = new NodeStatuses();
    let found = this.tryFirst(framework, cycle, info.pod.status?.nominatedNodeName || hint, statuses);
    let preFilterNodes: Decision['preFilterNodes'];
    if (!found) {
      let nodes = all;
      if (pre.only) {
        const { only } = pre;
        nodes = all.filter((node) => only.has(node.name));
        statuses.absent = unresolvable('', `node(s) didn't satisfy plugin(s) ${goList([...pre.onlyBy].sort())}`);
        preFilterNodes = { plugins: pre.onlyBy, nodes: nodes.map((node) => node.name) };
      }
      found = search(framework, cycle, nodes, this.nextStart, statuses);
      this.nextStart = (this.nextStart + found.feasible.length + statuses.explicit.size) % all.length;
    }

    const { feasible, order } = found;
    const ranked = feasible.length > 0 ? rank(framework, cycle, feasible) : NOT_RANKED;
    const chosen = ranked.ranking?.pop() ?? feasible[0]?.name;
    let post: PostFilterOutcome | undefined;
    if (chosen === undefined) post = framework.postFilter(cycle, statuses);
    else batch.store(cycle, signature, hint, chosen, ranked.ranking, cycleCount);
    return {
      chosen,
      message: chosen === undefined ? fitError(all.length, statuses, '', post?.message) : assigned(info.namespace, info.pod.metadata.name, chosen),
      preFilterRejection: undefined,
      preFilterNodes,
      order,
      feasible: ranked.names,
      filtered: statuses.explicit,
      filters: framework.filterNames(cycle),
      scorers: framework.scorerNames,
      scores: ranked.scores,
      totals: ranked.totals,
      best: ranked.best,
      evaluatedNodes: feasible.length + statuses.explicit.size,
      hint,
      preemption: post?.preemption,
      volumes: chosen === undefined ? undefined : volumeDecision(cycle, chosen),
      rejectedBy: chosen === undefined ? rejecters(statuses, pre.onlyBy) : NONE,
    };
  }

  /** A node that is likely the right one: nominated after preemption, or hinted. Undefined: it does not fit (any more). */
  private tryFirst(framework: Framework, cycle: Cycle, name: string | undefined, statuses: NodeStatuses): Found | undefined {
    const node = name ? this.snapshot.node(name) : undefined;
    if (!node) return undefined;
    const found = search(framework, cycle, [node], 0, statuses);
    return found.feasible.length > 0 ? found : undefined;
  }
}

/** Filters nodes from the start index on, until enough are found. */
function search(framework: Framework, cycle: Cycle, nodes: readonly NodeInfo[], start: number, statuses: NodeStatuses): Found {
  const enough = framework.scores ? nodesToFind(nodes.length, framework.profile.percentageOfNodesToScore ?? 0) : 1;
  const filters = framework.filters(cycle);
  const feasible: NodeInfo[] = [];
  const order: string[] = [];
  for (let i = 0; i < nodes.length && feasible.length < enough; i++) {
    const node = nodes[(start + i) % nodes.length] as NodeInfo;
    order.push(node.name);
    const status = framework.filterNode(cycle, node, filters);
    if (status) statuses.explicit.set(node.name, status);
    else feasible.push(node);
  }
  return { feasible, order, statuses };
}

/** All nodes of a small cluster; of a larger one a share that shrinks with its size. */
export function nodesToFind(all: number, percentage: number): number {
  if (all < MIN_NODES_TO_FIND) return all;
  const share = percentage > 0 ? percentage : Math.max(MIN_PERCENTAGE, 50 - Math.trunc(all / 125));
  return Math.max(MIN_NODES_TO_FIND, Math.trunc((all * share) / 100));
}

interface Ranked {
  readonly names: readonly string[];
  readonly scores: readonly PluginScores[];
  readonly totals: readonly number[];
  readonly best: readonly string[];
  readonly ranking: Ranking | undefined;
}

function rank(framework: Framework, cycle: Cycle, feasible: readonly NodeInfo[]): Ranked {
  const names = feasible.map((node) => node.name);
  if (names.length === 1) return { names, scores: NONE, totals: NONE, best: names, ranking: undefined };
  const scores = framework.score(cycle, feasible);
  const totals = new Array<number>(names.length).fill(0);
  for (const { weight, normalised } of scores) {
    for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] as number) + weight * (normalised[i] as number);
  }
  let top = -Infinity;
  for (const total of totals) if (total > top) top = total;
  return { names, scores, totals, best: names.filter((_, i) => totals[i] === top), ranking: new Ranking(names, totals) };
}

function rejecters(statuses: NodeStatuses, narrowedBy: readonly string[]): readonly string[] {
  const plugins = new Set(narrowedBy);
  for (const status of statuses.explicit.values()) plugins.add(status.plugin);
  return [...plugins];
}

function nothing(message: string): Decision {
  return {
    chosen: undefined,
    message,
    preFilterRejection: undefined,
    preFilterNodes: undefined,
    order: NONE,
    feasible: NONE,
    filtered: NO_STATUSES,
    filters: undefined,
    scorers: NONE,
    scores: NONE,
    totals: NONE,
    best: NONE,
    evaluatedNodes: 0,
    hint: undefined,
    preemption: undefined,
    volumes: undefined,
    rejectedBy: NONE,
  };
}

const NONE: readonly never[] = [];
const NOT_RANKED: Ranked = { names: NONE, scores: NONE, totals: NONE, best: NONE, ranking: undefined };
const NO_STATUSES: ReadonlyMap<string, Status> = new Map();
