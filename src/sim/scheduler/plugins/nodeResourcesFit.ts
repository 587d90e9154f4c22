// NodeResourcesFit: the sum of what Pods request may not exceed what the node offers; and of the nodes where it does not,
// which one is fuller or emptier, as the profile's strategy wants it.
// Upstream: pkg/scheduler/framework/plugins/noderesources/fit.go, least_allocated.go, most_allocated.go, requested_to_capacity_ratio.go

import { podRequests, type Amounts } from '../../api/podResources.ts';
import { MAX_SCORE } from '../normalise.ts';
import type { PluginEntry } from '../plugin.ts';
import { ASSUMED_REQUESTS, type PodInfo } from '../podInfo.ts';
import { CPU_AND_MEMORY, isExtended, NATIVE, type ResourceWeight } from '../resources.ts';

const NAME = 'NodeResourcesFit';
/** Utilisation and score in the `shape` of RequestedToCapacityRatio: percent, and 0–10. */
interface ShapePoint {
  readonly utilization: number;
  readonly score: number;
}

interface FitArgs {
  readonly ignoredResources?: readonly string[];
  readonly ignoredResourceGroups?: readonly string[];
  readonly scoringStrategy?: {
    readonly type?: string;
    readonly resources?: readonly ResourceWeight[];
    readonly requestedToCapacityRatio?: { readonly shape: readonly ShapePoint[] };
  };
}

const RATIO = 'RequestedToCapacityRatio';
const MAX_SHAPE_SCORE = 10;

export const nodeResourcesFit: PluginEntry = {
  name: NAME,
  weight: 1,
  create(args) {
    const { ignoredResources = [], ignoredResourceGroups = [], scoringStrategy = {} } = (args ?? {}) as FitArgs;
    const ignored = (name: string): boolean => isExtended(name) && (ignoredResources.includes(name) || ignoredResourceGroups.includes(name.split('/')[0] as string));
    const resources = scoringStrategy.resources?.length ? scoringStrategy.resources.map(({ name, weight }) => ({ name, weight: weight || 1 })) : CPU_AND_MEMORY;
    const scoreOne = resourceScorer(scoringStrategy);
    const ratio = scoringStrategy.type === RATIO;
    return {
      name: NAME,
      filter(cycle) {
        const { requests } = cycle.pod;
        const names = [...NATIVE, ...Object.keys(requests).filter((name) => !NATIVE.includes(name) && !ignored(name))];
        const wanted = names.filter((name) => requests[name]).map((name) => ({ name, amount: requests[name] as number }));
        return (node) => {
          let reasons: string[] | undefined;
          let resolvable = true;
          if (node.pods.size + 1 > node.allowedPods) (reasons ??= []).push('Too many pods');
          for (const { name, amount } of wanted) {
            const offered = node.offered(name);
            if (amount <= offered - node.requested(name)) continue;
            (reasons ??= []).push(`Insufficient ${name}`);
            if (amount > offered) resolvable = false;
          }
          if (!reasons) return undefined;
          return { plugin: NAME, code: resolvable ? 'Unschedulable' : 'UnschedulableAndUnresolvable', reasons };
        };
      },
      score(cycle) {
        const own = scored(cycle.pod);
        // An extended resource that the Pod does not ask for does not count.
        const counted = resources.map(({ name, weight }) => ({ name, weight, amount: own[name] ?? 0 })).filter((r) => r.amount > 0 || NATIVE.includes(r.name));
        return (node) => {
          let total = 0;
          let weights = 0;
          for (const { name, weight, amount } of counted) {
            const offered = node.offered(name);
            if (offered === 0) continue;
            const score = scoreOne(node.scoringRequested(name) + amount, offered);
            if (score <= 0 && ratio) continue; // in this strategy a resource that scores nothing does not count in the mean
            total += score * weight;
            weights += weight;
          }
          if (weights === 0) return 0;
          return ratio ? Math.round(total / weights) : Math.trunc(total / weights);
        };
      },
      sign: (pod) => [pod.requests, pod.scoringCpu, pod.scoringMemory],
    };
  },
};

/**
 * Requests as the score counts them: containers that name no cpu or memory count with an assumed amount. The pending Pod's pod-level requests do not count here, though its containers' do; a real v1.36 scheduler does the same.
 */
export function scored(pod: PodInfo): Amounts {
  if (!pod.pod.spec.resources?.requests) return { ...pod.requests, cpu: pod.scoringCpu, memory: pod.scoringMemory };
  return podRequests(pod.pod, { fallback: ASSUMED_REQUESTS, withoutPodLevel: true });
}

/** The score of one resource, 0–100, from what is requested with the Pod and what the node offers. */
type ResourceScorer = (requested: number, offered: number) => number;

function resourceScorer({ type, requestedToCapacityRatio }: NonNullable<FitArgs['scoringStrategy']>): ResourceScorer {
  switch (type) {
    case 'MostAllocated':
      return (requested, offered) => Math.trunc((Math.min(requested, offered) * MAX_SCORE) / offered);
    case RATIO:
      return alongShape(requestedToCapacityRatio?.shape ?? []);
    default:
      return (requested, offered) => (requested > offered ? 0 : Math.trunc(((offered - requested) * MAX_SCORE) / offered));
  }
}

/** A broken line through the shape's points. */
function alongShape(shape: readonly ShapePoint[]): ResourceScorer {
  const points = shape.map((p) => ({ at: p.utilization, score: p.score * (MAX_SCORE / MAX_SHAPE_SCORE) }));
  return (requested, offered) => {
    const percent = requested > offered ? 100 : Math.trunc((requested * 100) / offered);
    for (let i = 0; i < points.length; i++) {
      const right = points[i] as { at: number; score: number };
      if (percent > right.at) continue;
      const left = points[i - 1];
      if (!left) return right.score;
      return left.score + Math.trunc(((right.score - left.score) * (percent - left.at)) / (right.at - left.at));
    }
    return points[points.length - 1]?.score ?? 0;
  };
}
