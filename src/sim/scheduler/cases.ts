// Test support: plays one recorded case of a real kube-scheduler and says what differs. A choice among equals is not an
// error: where the recording took another of the best, the play goes on from the recording's choice.

import { equal } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import type { KubeObject } from '../api/types.ts';
import type { Difference } from '../../testing/cases/difference.ts';
import { CaseWorld } from './caseWorld.ts';
import type { SchedulerProfile } from './config.ts';
import { SchedulerCore, type Decision } from './core.ts';
import { assigned, disruption, DISRUPTION_REASON, GATED, preempted } from './messages.ts';
import { PLUGINS } from './plugins/index.ts';
import { podInfo, type PodInfo } from './podInfo.ts';
import type { Candidate } from './preemption.ts';
import type { Node, Pod } from './types.ts';

interface Event {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** What was recorded of one Pod. */
export interface RecordedStep {
  readonly pod?: unknown;
  readonly filtered?: { readonly [node: string]: { readonly plugin: string; readonly code: string; readonly reasons: readonly string[] } };
  readonly prefilter?: { readonly plugin: string; readonly code: string; readonly reasons: readonly string[] };
  readonly prefilterNodes?: { readonly plugins: readonly string[]; readonly nodes: readonly string[] };
  readonly scores?: { readonly [node: string]: { readonly [plugin: string]: { readonly raw: number; readonly normalised: number; readonly weighted: number } } };
  readonly totals?: { readonly [node: string]: number };
  readonly best?: readonly string[];
  readonly chosen?: string | null;
  readonly order?: readonly string[];
  readonly feasibleOrder?: readonly string[];
  readonly evaluatedNodes?: number;
  readonly feasibleNodes?: number;
  readonly attempts?: number;
  readonly events?: readonly Event[];
  readonly condition?: object;
  readonly nominated?: string | null;
  readonly candidates?: readonly { readonly node: string; readonly victims: readonly string[]; readonly pdbViolations: number }[];
  readonly victims?: readonly string[];
  readonly victimEvents?: readonly (Event & { readonly pod: string })[];
  readonly victimConditions?: readonly { readonly pod: string; readonly condition: object }[];
  readonly lastAttempt?: RecordedStep;
  readonly notEligible?: string;
  readonly waitsForVolumes?: boolean;
  readonly volumes?: object;
  readonly hint?: string;
  readonly priority?: number;
  readonly rejected?: object;
}

export interface RecordedCase extends RecordedStep {
  readonly id: string;
  readonly area: string;
  readonly nodes: readonly Node[];
  readonly existing: readonly Pod[];
  readonly others: readonly KubeObject[];
  readonly config?: SchedulerProfile;
  readonly pods?: readonly Pod[];
  readonly steps?: readonly RecordedStep[];
  readonly unstable?: readonly string[];
}

export interface CaseResult {
  readonly id: string;
  readonly area: string;
  /** Set where the case is not a scheduler's: the API server refused the Pod. */
  readonly skipped: boolean;
  readonly compared: readonly string[];
  readonly differences: readonly Difference[];
  /** Searches that looked at the nodes in the recorded order. What earlier cases left in the recorded cache changed it now and then. */
  readonly sameOrder: number;
  readonly searches: number;
}

/** Any time after all recorded start times. */
const NOW_MS = 1_800_000_000_000;

export function playCase(recorded: RecordedCase): CaseResult {
  const { id, area } = recorded;
  if (recorded.rejected) return { id, area, skipped: true, compared: [], differences: [], sameOrder: 0, searches: 0 };
  const play = new Play(recorded);
  if (recorded.steps) recorded.steps.forEach((step, i) => play.step(recorded.pods?.[i] as Pod, step, `steps[${i}].`));
  else play.step((recorded as { readonly pod?: Pod }).pod as Pod, recorded, '');
  return { id, area, skipped: false, compared: play.compared, differences: play.differences, sameOrder: play.sameOrder, searches: play.searches };
}

class Play {
  readonly compared: string[] = [];
  readonly differences: Difference[] = [];
  sameOrder = 0;
  searches = 0;
  private readonly world: CaseWorld;
  private readonly core: SchedulerCore;
  private readonly unstable: ReadonlySet<string>;

  constructor(recorded: RecordedCase) {
    this.world = new CaseWorld(recorded.nodes, recorded.others);
    this.core = new SchedulerCore(this.world.snapshot, PLUGINS, recorded.config ? [{}, recorded.config] : [{}]);
    this.unstable = new Set(recorded.unstable);
    for (const pod of recorded.existing) this.world.snapshot.setPod(this.world.admit(pod));
  }

  step(sent: Pod, recorded: RecordedStep, prefix: string): void {
    const compare = (field: string, ours: unknown): void => this.compare(prefix, recorded, field as keyof RecordedStep, ours);
    const { snapshot } = this.world;
    const pod = this.world.admit(sent);
    const info = podInfo(pod);
    if (recorded.priority !== undefined) compare('priority', info.priority);
    if (this.neverTried(info, compare)) return;

    this.startAsRecorded(recorded, this.core.framework(info)?.scores ?? true);
    const first = this.core.schedule(info, NOW_MS);
    this.compareAttempt(prefix, recorded, first);
    const messages: Event[] = [];
    const fail = (decision: Decision): void => void messages.push({ type: 'Warning', reason: 'FailedScheduling', message: decision.message });
    let placed = first.chosen === undefined ? undefined : choice(first.best, recorded.chosen);
    let attempts = 1;
    let nominated: string | undefined;
    let failed: Decision | undefined;
    if (first.chosen === undefined) {
      fail(first);
      failed = first;
      const victimsOf = this.comparePreemption(compare, recorded, first, info);
      if (victimsOf) {
        nominated = victimsOf.node;
        // Victims without grace are gone at once, so that a second attempt succeeds.
        if (victimsOf.victims.every((victim) => victim.pod.spec.terminationGracePeriodSeconds === 0)) {
          for (const victim of victimsOf.victims) snapshot.removePod(victim.key);
          const second = this.core.schedule(podInfo({ ...pod, status: { ...pod.status, nominatedNodeName: nominated } }), NOW_MS);
          attempts = 2;
          if (recorded.lastAttempt) this.compareAttempt(`${prefix}lastAttempt.`, recorded.lastAttempt, second);
          placed = second.chosen === undefined ? undefined : choice(second.best, recorded.chosen);
          if (placed) failed = undefined;
          else fail(second);
        }
      }
    }
    compare('attempts', attempts);
    const waits = placed !== undefined && first.volumes !== undefined;
    if (waits) {
      nominated = placed;
      compare('waitsForVolumes', true);
      compare('volumes', writes(this.decisionFor(placed as string, first, info), placed as string));
    } else if (placed) messages.push({ type: 'Normal', reason: 'Scheduled', message: assigned(info.namespace, pod.metadata.name, placed) });
    compare('chosen', placed ?? null);
    compare('nominated', nominated ?? null);
    compare('events', messages);
    if (!waits) compare('condition', failed ? { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: failed.message } : { type: 'PodScheduled', status: 'True' });
    if (placed) snapshot.setPod({ ...pod, spec: { ...pod.spec, nodeName: placed } });
  }

  /** What the decision had been for another of the best nodes: of equal nodes the one that is looked at first is chosen. */
  private decisionFor(node: string, decision: Decision, info: PodInfo): Decision {
    if (decision.chosen === node) return decision;
    this.core.nextStart = this.world.snapshot.nodes.findIndex((n) => n.name === node);
    return this.core.schedule(info, NOW_MS);
  }

  /** A Pod that no scheduling cycle is started for. */
  private neverTried(info: PodInfo, compare: (field: string, ours: unknown) => void): boolean {
    const gate = this.core.framework(info)?.preEnqueue(info);
    const { nodeName } = info.pod.spec;
    if (!gate && !nodeName && this.core.framework(info)) return false;
    compare('attempts', 0);
    compare('events', []);
    compare('chosen', nodeName ?? null);
    // The API server writes this condition; the text is the scheduler's too, so that both agree.
    if (gate) compare('condition', { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: GATED });
    return true;
  }

  private compareAttempt(prefix: string, recorded: RecordedStep, decision: Decision): void {
    const compare = (field: string, ours: unknown): void => this.compare(prefix, recorded, field as keyof RecordedStep, ours);
    const rejection = decision.preFilterRejection;
    if (rejection || recorded.prefilter) compare('prefilter', rejection && { ...rejection });
    if (decision.preFilterNodes || recorded.prefilterNodes) {
      const sorted = recorded.prefilterNodes && { ...recorded.prefilterNodes, nodes: [...recorded.prefilterNodes.nodes].sort(compareText) };
      this.compareTo(`${prefix}prefilterNodes`, sorted, decision.preFilterNodes && { ...decision.preFilterNodes, nodes: [...decision.preFilterNodes.nodes].sort(compareText) });
    }
    // Without scores a search stops at the first node that fits; a recording goes a little further, as sixteen filters run at a time.
    const early = recorded.order !== undefined && decision.order.length < recorded.order.length;
    const seen = (node: string): boolean => !early || decision.order.includes(node);
    const filtered = Object.fromEntries(Object.entries(recorded.filtered ?? {}).filter(([node]) => seen(node)));
    this.compareTo(`${prefix}filtered`, filtered, Object.fromEntries([...decision.filtered].map(([node, { plugin, code, reasons }]) => [node, { plugin, code, reasons: [...reasons] }])));
    compare('scores', scoresByNode(decision));
    compare('totals', decision.scores.length > 0 ? Object.fromEntries(decision.feasible.map((node, i) => [node, decision.totals[i]])) : {});
    compare('best', [...decision.best].sort(compareText));
    if (recorded.evaluatedNodes !== undefined && !early) compare('evaluatedNodes', decision.evaluatedNodes);
    if (recorded.feasibleNodes !== undefined) compare('feasibleNodes', decision.feasible.length);
    if (decision.hint !== undefined || recorded.hint !== undefined) compare('hint', decision.hint);
    if (recorded.order) this.compareTo(`${prefix}order (as a set)`, recorded.order.filter(seen).sort(compareText), [...decision.order].sort(compareText));
    if (recorded.order) this.searches++;
    if (recorded.order && equal(recorded.order, decision.order)) this.sameOrder++;
    if (recorded.feasibleOrder) this.compareTo(`${prefix}feasibleOrder (as a set)`, [...recorded.feasibleOrder].sort(compareText), [...decision.feasible].sort(compareText));
  }

  /** Returns the candidate from which the play goes on: the recorded one, if ours include it among the best. */
  private comparePreemption(compare: (field: string, ours: unknown) => void, recorded: RecordedStep, decision: Decision, info: PodInfo): Candidate | undefined {
    const { preemption } = decision;
    if (preemption?.notEligible || recorded.notEligible) compare('notEligible', preemption?.notEligible);
    // The victims themselves, not only their node, differed between recordings: equal Pods, in a cache's order that no recording shows.
    const byChance = this.unstable.has('victims') && !this.unstable.has('nominated');
    const candidates = preemption?.candidates ?? [];
    if (!byChance && (candidates.length > 0 || recorded.candidates)) {
      const ours = candidates.map((c) => ({ node: c.node, victims: c.victims.map((v) => v.key).sort(compareText), pdbViolations: c.violations }));
      compare('candidates', ours.sort((a, b) => compareText(a.node, b.node)));
    }
    const chosen = preemption?.best.find((c) => c.node === recorded.nominated) ?? preemption?.chosen;
    if (!chosen && !recorded.victims?.length) return undefined;
    if (byChance) return chosen;
    const victims = [...(chosen?.victims ?? [])].sort((a, b) => compareText(a.key, b.key));
    compare('victims', victims.map((v) => v.key));
    compare('victimEvents', victims.map((v) => ({ pod: v.pod.metadata.name, type: 'Normal', reason: 'Preempted', message: preempted('<uid>', chosen?.node ?? '') })));
    const staying = victims.filter((v) => v.pod.spec.terminationGracePeriodSeconds !== 0);
    const condition = { type: 'DisruptionTarget', status: 'True', reason: DISRUPTION_REASON, message: disruption(info.pod.spec.schedulerName ?? '') };
    compare('victimConditions', staying.map((v) => ({ pod: v.pod.metadata.name, condition })));
    return chosen;
  }

  /**
   * The recorded scheduler had played other cases before: its first node need not be the first. And without scores, the node
   * that was found first is the one to begin with: of sixteen filters at a time any may win.
   */
  private startAsRecorded(recorded: RecordedStep, scored: boolean): void {
    const names = this.world.snapshot.nodes.map((node) => node.name);
    if (recorded.order?.length !== names.length) return;
    this.core.nextStart = Math.max(0, names.indexOf((scored ? undefined : recorded.feasibleOrder?.[0]) ?? recorded.order[0] ?? ''));
  }

  private compare(prefix: string, recorded: RecordedStep, field: keyof RecordedStep, ours: unknown): void {
    if (this.unstable.has(`${prefix}${field}`.replace(/lastAttempt\..*/, 'lastAttempt')) && !ALWAYS.has(field)) return;
    this.compareTo(`${prefix}${field}`, sortedWhereFree(field, recorded[field]), ours);
  }

  private compareTo(field: string, recorded: unknown, ours: unknown): void {
    this.compared.push(field);
    if (!equal(recorded ?? null, ours ?? null)) this.differences.push({ field, recorded, ours });
  }
}

/** Fields that a play compares even where recordings differed, since it follows the recorded choice. */
const ALWAYS: ReadonlySet<string> = new Set(['chosen', 'events', 'nominated', 'victims', 'victimEvents', 'lastAttempt']);

/** Lists whose order a recording leaves to chance. */
function sortedWhereFree(field: keyof RecordedStep, value: unknown): unknown {
  if (field === 'best' || field === 'victims') return [...((value as readonly string[] | undefined) ?? [])].sort(compareText);
  if (field === 'victimEvents' || field === 'victimConditions') return [...((value as readonly { pod: string }[] | undefined) ?? [])].sort((a, b) => compareText(a.pod, b.pod));
  if (field === 'candidates') {
    const candidates = (value as RecordedStep['candidates']) ?? [];
    return candidates.map((c) => ({ ...c, victims: [...c.victims].sort(compareText) })).sort((a, b) => compareText(a.node, b.node));
  }
  return value;
}

/** The recorded node, if it is one of the best; else ours. */
function choice(best: readonly string[], recorded: string | null | undefined): string | undefined {
  return recorded && best.includes(recorded) ? recorded : best[0];
}

function scoresByNode(decision: Decision): object {
  if (decision.scores.length === 0) return {};
  return Object.fromEntries(
    decision.feasible.map((node, i) => [
      node,
      Object.fromEntries(
        decision.scores.map(({ plugin, weight, raw, normalised }) => [plugin, { raw: raw[i], normalised: normalised[i], weighted: weight * (normalised[i] as number) }]),
      ),
    ]),
  );
}

/** What the scheduler writes into volumes and claims. */
function writes(decision: Decision, node: string): object {
  const out: Record<string, object> = {};
  for (const { volume, claim } of decision.volumes?.bindings ?? []) out[volume] = { claimRef: claim };
  for (const claim of decision.volumes?.provisions ?? []) out[claim.slice(claim.indexOf('/') + 1)] = { selectedNode: node };
  return out;
}
