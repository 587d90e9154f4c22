// Runs the plugins of one profile, extension point by extension point.
// Upstream: pkg/scheduler/framework/runtime/framework.go

import { stableText } from '../../base/json.ts';
import { enabledAt, pluginArgs, type ExtensionPoint, type SchedulerProfile } from './config.ts';
import type { Cycle, NotesKey } from './cycle.ts';
import type { NodeInfo } from './nodeInfo.ts';
import { NOT_SIGNABLE, type Handle, type NodeFilter, type Plugin, type PluginEntry } from './plugin.ts';
import type { PodInfo } from './podInfo.ts';
import type { Preemption } from './preemption.ts';
import { SKIP, unresolvable, type NodeStatuses, type Status } from './status.ts';

export interface PreFilterOutcome {
  /** A plugin rejected the Pod whatever the node. */
  readonly rejected: Status | undefined;
  /** Only these nodes are worth a look, say these plugins. */
  readonly only: ReadonlySet<string> | undefined;
  readonly onlyBy: readonly string[];
}

export interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  /** In the order of the feasible nodes. */
  readonly raw: readonly number[];
  /** 0–100; the score that counts is this times the weight. */
  readonly normalised: readonly number[];
}

export interface FilterNames {
  readonly ran: readonly string[];
  readonly skipped: readonly string[];
}

export interface PostFilterOutcome {
  /** What the message of the Pod's event ends with; empty when preemption found room. */
  readonly message: string;
  readonly preemption: Preemption | undefined;
}

interface Scorer {
  readonly plugin: Plugin & Required<Pick<Plugin, 'score'>>;
  readonly weight: number;
}

/** The plugins that take part in a cycle: those that did not say Skip. */
interface Active {
  readonly filters: readonly Plugin[];
  readonly preFilters: readonly Plugin[];
  /** The filters' functions, once they were asked for. */
  ready: readonly NodeFilter[] | undefined;
}
const ACTIVE: NotesKey<Active> = { name: 'framework', clone: (active) => ({ ...active, ready: undefined }) };

export class Framework implements Handle {
  private readonly preEnqueuePlugins: readonly Plugin[];
  private readonly preFilterPlugins: readonly Plugin[];
  private readonly filterPlugins: readonly Plugin[];
  private readonly postFilterPlugins: readonly Plugin[];
  private readonly preScorePlugins: readonly Plugin[];
  private readonly scorers: readonly Scorer[];
  private readonly signers: readonly Plugin[];
  private readonly lastScores = new Map<Plugin, PluginScores>();
  private lastFilters: FilterNames | undefined;
  private scoring: readonly string[] | undefined;

  constructor(
    readonly profile: SchedulerProfile,
    registry: readonly PluginEntry[],
  ) {
    const created = new Map<string, Plugin>();
    const plugin = (name: string): Plugin | undefined => {
      let it = created.get(name);
      const entry = it ? undefined : registry.find((e) => e.name === name);
      if (entry) created.set(name, (it = entry.create(pluginArgs(profile, name), this)));
      return it;
    };
    const at = (point: ExtensionPoint): readonly Plugin[] =>
      enabledAt(point, profile, registry)
        .map((e) => plugin(e.name))
        .filter((p): p is Plugin => p?.[point] !== undefined);
    this.preEnqueuePlugins = at('preEnqueue');
    this.preFilterPlugins = at('preFilter');
    this.filterPlugins = at('filter');
    this.postFilterPlugins = at('postFilter');
    this.preScorePlugins = at('preScore');
    this.scorers = enabledAt('score', profile, registry).flatMap((e): Scorer[] => {
      const p = plugin(e.name);
      return p?.score ? [{ plugin: p as Scorer['plugin'], weight: e.weight }] : [];
    });
    const deciding = new Set([...this.preFilterPlugins, ...this.filterPlugins, ...this.preScorePlugins, ...this.scorers.map((s) => s.plugin)]);
    this.signers = [...deciding].filter((p) => p.sign !== undefined);
  }

  get scores(): boolean {
    return this.scorers.length > 0;
  }

  /** A gate that keeps the Pod out of the queue. */
  preEnqueue(pod: PodInfo): Status | undefined {
    for (const plugin of this.preEnqueuePlugins) {
      const status = plugin.preEnqueue?.(pod);
      if (status) return status;
    }
    return undefined;
  }

  preFilter(cycle: Cycle): PreFilterOutcome {
    const skipped: Plugin[] = [];
    let rejected: Status | undefined;
    let only: ReadonlySet<string> | undefined;
    const onlyBy: string[] = [];
    for (const plugin of this.preFilterPlugins) {
      const result = plugin.preFilter?.(cycle);
      if (result === undefined) continue;
      if (result === SKIP) skipped.push(plugin);
      else if ('code' in result) {
        rejected = result;
        if (result.code !== 'Unschedulable') break; // others may still find that nothing can help
      } else {
        only = only ? intersection(only, result.only) : result.only;
        onlyBy.push(plugin.name);
        if (only.size === 0) {
          const together = onlyBy.length > 1 ? `plugin(s) ${goList(onlyBy)} simultaneously` : `plugin ${plugin.name}`;
          rejected = unresolvable(plugin.name, `node(s) didn't satisfy ${together}`);
          break;
        }
      }
    }
    const takesPart = (plugin: Plugin): boolean => !skipped.includes(plugin);
    cycle.write(ACTIVE, { filters: this.filterPlugins.filter(takesPart), preFilters: this.preFilterPlugins.filter(takesPart), ready: undefined });
    return { rejected, only, onlyBy };
  }

  addPod(cycle: Cycle, added: PodInfo, node: NodeInfo): void {
    for (const plugin of cycle.read(ACTIVE)?.preFilters ?? []) plugin.addPod?.(cycle, added, node);
  }

  removePod(cycle: Cycle, removed: PodInfo, node: NodeInfo): void {
    for (const plugin of cycle.read(ACTIVE)?.preFilters ?? []) plugin.removePod?.(cycle, removed, node);
  }

  /** The first objection to the node. */
  filter(cycle: Cycle, node: NodeInfo): Status | undefined {
    return firstObjection(this.filters(cycle), node);
  }

  /** The Pod must fit with and without the Pods that are nominated to the node: they may come, or go elsewhere. */
  filterNode(cycle: Cycle, node: NodeInfo, filters = this.filters(cycle)): Status | undefined {
    const nominated = cycle.snapshot.nominatedFor(node.name);
    if (nominated) {
      let trial: { cycle: Cycle; node: NodeInfo } | undefined;
      for (const other of nominated) {
        if (other.priority < cycle.pod.priority || other.uid === cycle.pod.uid) continue;
        trial ??= { cycle: cycle.clone(), node: node.clone() };
        trial.node.addPod(other);
        this.addPod(trial.cycle, other, trial.node);
      }
      if (trial) {
        const status = this.filter(trial.cycle, trial.node);
        if (status) return status;
      }
    }
    return firstObjection(filters, node);
  }

  /** The filters that take part in the cycle, as functions of the node. */
  filters(cycle: Cycle): readonly NodeFilter[] {
    const active = cycle.read(ACTIVE);
    if (!active) return [];
    return (active.ready ??= active.filters.map((plugin) => plugin.filter?.(cycle)).filter((filter) => filter !== undefined));
  }

  /** Which filters take part in the cycle, in their order, and which had nothing to check. One object for all Pods that are alike in this. */
  filterNames(cycle: Cycle): FilterNames {
    const active = cycle.read(ACTIVE)?.filters ?? [];
    const ran = active.map((plugin) => plugin.name);
    const before = this.lastFilters;
    if (before && before.ran.length === ran.length && before.ran.every((name, i) => name === ran[i])) return before;
    const skipped = this.filterPlugins.filter((plugin) => !active.includes(plugin)).map((plugin) => plugin.name);
    return (this.lastFilters = { ran, skipped });
  }

  /** All plugins that may score, whether or not they have anything to say of a Pod. */
  get scorerNames(): readonly string[] {
    return (this.scoring ??= this.scorers.map((s) => s.plugin.name));
  }

  postFilter(cycle: Cycle, statuses: NodeStatuses): PostFilterOutcome {
    const reasons: string[] = [];
    let preemption: Preemption | undefined;
    for (const plugin of this.postFilterPlugins) {
      const result = plugin.postFilter?.(cycle, statuses);
      if (!result) continue;
      preemption = result.preemption ?? preemption;
      if (!result.status) return { message: '', preemption };
      if (result.status.code === 'Error') return { message: result.status.reasons.join(', '), preemption };
      reasons.push(...result.status.reasons);
      if (result.status.code === 'UnschedulableAndUnresolvable') break;
    }
    return { message: reasons.join(', '), preemption };
  }

  /** Scores of all feasible nodes, plugin by plugin; one that skips is left out. */
  score(cycle: Cycle, feasible: readonly NodeInfo[]): readonly PluginScores[] {
    const skipped = new Set<Plugin>();
    for (const plugin of this.preScorePlugins) if (plugin.preScore?.(cycle, feasible) === SKIP) skipped.add(plugin);
    const out: PluginScores[] = [];
    for (const { plugin, weight } of this.scorers) {
      if (skipped.has(plugin)) continue;
      const raw = feasible.map(plugin.score(cycle));
      let normalised = raw;
      if (plugin.normalise) {
        normalised = raw.slice();
        plugin.normalise(cycle, normalised);
      }
      out.push(this.remembered(plugin, { plugin: plugin.name, weight, raw, normalised }));
    }
    return out;
  }

  /** Decisions are kept for the trace, and one Pod's scores are mostly those of the Pod before it: then they are the same object. */
  private remembered(plugin: Plugin, scores: PluginScores): PluginScores {
    const before = this.lastScores.get(plugin);
    if (before && before.weight === scores.weight && sameNumbers(before.raw, scores.raw) && sameNumbers(before.normalised, scores.normalised)) return before;
    this.lastScores.set(plugin, scores);
    return scores;
  }

  /** Equal texts: the same nodes fit and rank the same. Undefined: this Pod depends on more than itself and its node. */
  sign(pod: PodInfo): string | undefined {
    const parts: unknown[] = [];
    for (const plugin of this.signers) {
      const part = plugin.sign?.(pod);
      if (part === NOT_SIGNABLE) return undefined;
      parts.push(part);
    }
    return stableText(parts);
  }
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function firstObjection(filters: readonly NodeFilter[], node: NodeInfo): Status | undefined {
  for (const filter of filters) {
    const status = filter(node);
    if (status) return status;
  }
  return undefined;
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((x) => b.has(x)));
}

/** As Go prints a list of strings. */
export function goList(items: readonly string[]): string {
  return `[${items.join(' ')}]`;
}
