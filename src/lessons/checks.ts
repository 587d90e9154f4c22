// The vocabulary of checks: each looks at the state of the cluster and says whether it is so, how far it has come, and
// which write did it. `check` gives one its id; `check(id, state => …)` writes one that is not here yet.

import type { Check, Look } from './lesson.ts';
import type { Found, LessonState, Requested } from './state.ts';

type Looks = (state: LessonState) => Look;

export const check = (id: string, look: Looks): Check => ({ id, look });

const NOT_YET: Look = { done: false };
const done = (found: Pick<Found, 'revision'> | undefined): Look => (found ? { done: true, revision: found.revision } : NOT_YET);

// ---- looking things up: for checks, answers and offers ----

export interface About {
  readonly namespace?: string;
  /** The workload that looks after the Pods; a Deployment's ReplicaSets count. */
  readonly of?: string;
  /** `app=web` */
  readonly label?: string;
}

const owned = (pod: Found<'Pod'>, of: string): boolean => pod.summary.ownerName === of || (pod.summary.ownerKind === 'ReplicaSet' && pod.summary.ownerName.startsWith(`${of}-`) && !pod.summary.ownerName.slice(of.length + 1).includes('-'));
const about = (pod: Found<'Pod'>, { of, label }: About): boolean => (of === undefined || owned(pod, of)) && (label === undefined || pod.summary.labels.split(',').includes(label));

/** Pods there are, oldest first, those being deleted among them. */
export const podsOf = (state: LessonState, which: About = {}): readonly Found<'Pod'>[] => state.list('Pod', which.namespace).filter((pod) => about(pod, which));
/** Pods that have gone since the lesson began. */
export const gonePods = (state: LessonState, which: About = {}): readonly Found<'Pod'>[] => state.gone('Pod', which.namespace).filter((pod) => about(pod, which));
export const isReady = ({ summary: pod }: Found<'Pod'>): boolean => pod.status === 'Running' && pod.ready === pod.containers && !pod.terminating;
/** Pods that were marked for deletion since the lesson began, whether they have gone or not. */
export const deletedPods = (state: LessonState, which: About = {}): readonly Found<'Pod'>[] => [...gonePods(state, which), ...podsOf(state, which)].filter((pod) => pod.markedAt > state.begin);
/** Pods that were made since the lesson began, whether they are still there or not. */
export const newPods = (state: LessonState, which: About = {}): readonly Found<'Pod'>[] => [...gonePods(state, which), ...podsOf(state, which)].filter((pod) => pod.madeAt > state.begin).sort((a, b) => a.madeAt - b.madeAt);

/** The answered requests that fit. */
export const requestsFor = (state: LessonState, wanted: Partial<Pick<Requested, 'component' | 'verb' | 'resource' | 'subresource' | 'namespace' | 'name' | 'code' | 'reason'>>): readonly Requested[] =>
  state.requests.filter((request) => (Object.keys(wanted) as (keyof typeof wanted)[]).every((name) => request[name] === wanted[name]));

// ---- what somebody has looked at ----

/** kubectl has asked for objects of a resource (`pods`), one or all, and got them: whatever the command was. */
export const asked = (resource: string, namespace?: string): Looks => (state) => ({
  done: requestsFor(state, { component: 'kubectl', resource, subresource: '', ...(namespace === undefined ? {} : { namespace }) }).some(({ verb, code }) => (verb === 'get' || verb === 'list') && code === 200),
});
/** Some command printed this. */
export const printed = (pattern: RegExp): Looks => (state) => ({ done: state.printed.some(({ text }) => pattern.test(text)) });
/** The server refused a request with this code (403, 409, 422 …). */
export const refused = (code: number, resource?: string): Looks => (state) => ({ done: state.requests.some((request) => request.code === code && (resource === undefined || request.resource === resource)) });

// ---- what has happened ----

/** A Pod was marked for deletion since the lesson began. */
export const podDeleted = (which: About = {}): Looks => (state) => {
  const [pod] = deletedPods(state, which);
  return pod ? { done: true, revision: pod.markedRevision } : NOT_YET;
};
/** A Pod was made since the lesson began; under way from when another one is gone. */
export const podMade = (which: About = {}): Looks => (state) => {
  const [pod] = newPods(state, which);
  return pod ? { done: true, revision: pod.madeRevision } : { done: false, underWay: deletedPods(state, which).length > 0 };
};
/** A container was started again in a Pod that is still there. */
export const restarted = (which: About = {}, times = 1): Looks => (state) => {
  const pod = podsOf(state, which).find(({ summary }) => summary.restarts >= times);
  if (pod) return done(pod);
  const down = podsOf(state, which).find((p) => p.madeAt <= state.begin && !p.summary.terminating && p.summary.ready < p.summary.containers);
  return down ? { done: false, underWay: down.summary.status } : NOT_YET;
};
/** An Event with this reason (FailedScheduling, BackOff …), since the lesson began. */
export const event = (reason: string, kind?: string, namespace = '*'): Looks => (state) =>
  done(state.list('Event', namespace).find(({ summary, at }) => at >= state.begin && summary.reason === reason && (kind === undefined || summary.aboutKind === kind)));
export const made = (kind: string, name: string, namespace?: string): Looks => (state) => done(state.find(kind, name, namespace));
/** An object that there was is there no more. */
export const removed = (kind: string, name: string, namespace?: string): Looks => (state) => done(state.gone(kind, namespace).find((found) => found.name === name));

// ---- how things stand ----

/** So many Pods are ready, no more and no less, and none is on its way out or in. */
export const podsReady = (count: number, which: About = {}): Looks => (state) => {
  const pods = podsOf(state, which);
  const ready = pods.filter(isReady);
  const last = ready.reduce<Found<'Pod'> | undefined>((a, b) => (a && a.revision > b.revision ? a : b), undefined);
  return ready.length === count && pods.length === count ? { done: true, ...(last ? { revision: last.revision } : {}) } : { done: false, have: Math.min(ready.length, count), want: count };
};
/** A Pod has this STATUS, as `kubectl get pods` prints it. */
export const podStatus = (status: string | RegExp, which: About = {}): Looks => (state) => {
  const pods = podsOf(state, which);
  return done(pods.find(({ summary }) => (typeof status === 'string' ? summary.status === status : status.test(summary.status))));
};
/** A Deployment (StatefulSet, DaemonSet …) has rolled out: every replica is of its newest template, and available. */
export const rolledOut = (kind: 'Deployment' | 'StatefulSet' | 'DaemonSet', name: string, { image, replicas, namespace }: { readonly image?: string; readonly replicas?: number; readonly namespace?: string } = {}): Looks => (state) => {
  const found = state.find(kind, name, namespace);
  if (!found) return NOT_YET;
  const { summary: s } = found;
  const wanted = (image === undefined || s.images.split(',').includes(image)) && (replicas === undefined || s.desired === replicas);
  const current = s.observedGeneration === s.generation;
  const all = current && s.updated === s.desired && s.current === s.desired && s.available === s.desired;
  return wanted && all ? done(found) : { done: false, have: wanted && current ? Math.max(0, s.updated - (s.current - s.available)) : 0, want: replicas ?? s.desired };
};
/** A workload's template names this image, whether it has rolled out or not. */
export const imageIs = (kind: 'Deployment' | 'StatefulSet' | 'DaemonSet', name: string, image: string, namespace?: string): Looks => (state) => {
  const found = state.find(kind, name, namespace);
  return found?.summary.images.split(',').includes(image) ? done(found) : NOT_YET;
};
export const scaledTo = (kind: 'Deployment' | 'StatefulSet' | 'ReplicaSet', name: string, replicas: number, namespace?: string): Looks => (state) => {
  const found = state.find(kind, name, namespace);
  return found?.summary.desired === replicas ? done(found) : NOT_YET;
};
/** The Ready condition of a node: True, False, Unknown. */
export const nodeReady = (status: 'True' | 'False' | 'Unknown', node?: string): Looks => (state) => done(state.list('Node').find(({ name, summary }) => (node === undefined || name === node) && summary.ready === status));
/** How many ready addresses a Service has, over all its EndpointSlices. */
export const endpointsReady = (service: string, count: number, namespace?: string): Looks => (state) => {
  const slices = state.list('EndpointSlice', namespace).filter(({ summary }) => summary.service === service);
  const have = slices.reduce((n, { summary }) => n + summary.ready, 0);
  const last = slices.reduce<Found | undefined>((a, b) => (a && a.revision > b.revision ? a : b), undefined);
  return slices.length > 0 && have === count ? done(last) : { done: false, have: Math.min(have, count), want: count };
};
/** Only once the first is so is the second looked at: for states that were there before, too. */
export const after = (first: Looks, then: Looks): Looks => (state) => (first(state).done ? then(state) : { ...then(state), done: false });
