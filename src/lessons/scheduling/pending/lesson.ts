// A Pod that waits: the scheduler says in an Event what each node lacks. One reason hides the next, and a taint speaks to
// those who come, not to those who are there.

import { check, deletedPods, event, isReady, newPods, podsOf, podsReady, printed, type About } from '../../checks.ts';
import type { Lesson } from '../../lesson.ts';
import type { Found, LessonState } from '../../state.ts';

const BIG: About = { of: 'big' };
/** The newest FailedScheduling, as a reader of `kubectl get events` finds it. */
const failures = (state: LessonState): readonly Found<'Event'>[] => state.list('Event').filter(({ summary, at }) => at >= state.begin && summary.reason === 'FailedScheduling');
const saying = (state: LessonState, what: RegExp): Found<'Event'> | undefined => failures(state).find(({ summary }) => what.test(summary.message));
const placed = (state: LessonState): Found<'Pod'> | undefined => podsOf(state, BIG).find(isReady);
const boundOne = (state: LessonState): Found<'Pod'> | undefined => newPods(state, BIG).find(({ summary }) => summary.node !== '');
/** The taint that somebody put on a node. */
const taintOf = ({ summary }: Found<'Node'>): string | undefined => summary.taints.split(',').find((taint) => taint.endsWith(':NoSchedule') && !taint.includes('kubernetes.io/'));
const tainted = (state: LessonState): Found<'Node'> | undefined => state.list('Node').find((node) => taintOf(node) !== undefined);

export const pending: Lesson = {
  id: 'pending',
  track: 'scheduling',
  minutes: 7,
  level: 1,
  file: 'big.yaml',
  steps: [
    {
      id: 'where',
      question: {
        kind: 'choose',
        options: ['largest', 'control', 'nowhere'],
        answer: (state) => {
          const pod = boundOne(state);
          const failed = saying(state, /didn't match/);
          if (failed) return { value: 'nowhere', moment: failed.at, span: failed.span, facts: { pod: failed.summary.aboutName, revision: failed.revision } };
          const node = pod && state.find('Node', pod.summary.node);
          return node && pod ? { value: node.summary.controlPlane ? 'control' : 'largest', moment: pod.at, facts: { pod: pod.name, revision: pod.revision } } : undefined;
        },
      },
    },
    { id: 'apply', offers: [{ apply: true }], checks: [check('failed', event('FailedScheduling', 'Pod'))] },
    {
      id: 'read',
      offers: [{ run: () => 'kubectl get events --field-selector reason=FailedScheduling' }],
      checks: [check('reason', printed(/didn't match Pod's node affinity\/selector/))],
    },
    {
      id: 'enough',
      question: {
        kind: 'choose',
        options: ['runs', 'never', 'cpu'],
        answer: (state) => {
          const failed = saying(state, /Insufficient cpu/);
          if (failed) return { value: 'cpu', moment: failed.at, span: failed.span, facts: { pod: failed.summary.aboutName, revision: failed.revision } };
          const pod = placed(state);
          return pod && { value: 'runs', moment: pod.at, facts: { pod: pod.name, revision: pod.revision } };
        },
      },
    },
    { id: 'label', offers: [{ run: () => 'kubectl label node worker-2 disk=ssd' }], checks: [check('next', (state) => {
      const failed = saying(state, /Insufficient cpu/);
      return failed ? { done: true, revision: failed.revision } : { done: false };
    })] },
    {
      id: 'shrink',
      offers: [{ run: () => 'kubectl set resources deployment big --requests=cpu=3' }],
      checks: [check('runs', podsReady(1, BIG))],
    },
    {
      id: 'evicted',
      question: {
        kind: 'choose',
        options: ['moves', 'ends', 'stays'],
        answer: (state) => {
          const node = tainted(state);
          const pod = node && podsOf(state, BIG).find(({ summary, madeAt }) => summary.node === node.name && madeAt < node.at);
          const old = deletedPods(state, BIG).find(({ summary }) => summary.node === node?.name);
          if (!node) return undefined;
          // Whoever deletes it was told by the state before: an eviction says so in an Event.
          const evicted = state.list('Event').find(({ summary }) => summary.reason === 'TaintManagerEviction');
          if (evicted) return { value: 'ends', moment: evicted.at, facts: { pod: evicted.summary.aboutName, node: node.name, revision: evicted.revision } };
          const one = pod ?? old;
          return one && { value: 'stays', moment: node.at, span: node.span, facts: { pod: one.name, node: node.name, revision: node.revision } };
        },
      },
    },
    {
      id: 'taint',
      offers: [{ run: (state) => (placed(state) ? `kubectl taint node ${placed(state)?.summary.node as string} only=batch:NoSchedule` : undefined) }],
      checks: [check('tainted', (state) => {
        const node = tainted(state);
        return node ? { done: true, revision: node.revision } : { done: false };
      })],
    },
    {
      id: 'delete',
      offers: [{ run: (state) => (placed(state) ? `kubectl delete pod ${placed(state)?.name as string}` : undefined) }],
      checks: [check('waits', (state) => {
        const failed = failures(state).find(({ summary, at }) => at > (tainted(state)?.at ?? Infinity) && /untolerated taint/.test(summary.message));
        return failed ? { done: true, revision: failed.revision } : { done: false, underWay: deletedPods(state, BIG).some(({ markedAt }) => markedAt > (tainted(state)?.at ?? Infinity)) };
      })],
    },
    {
      id: 'wakes',
      question: {
        kind: 'choose',
        options: ['never', 'minute', 'atOnce'],
        answer: (state) => {
          const pod = podsOf(state, BIG).find(({ summary }) => summary.node !== '' && !summary.terminating);
          const node = pod && state.find('Node', pod.summary.node);
          const bound = pod && state.list('Event').find(({ summary }) => summary.reason === 'Scheduled' && summary.aboutName === pod.name);
          if (!node || !bound || tainted(state)) return undefined;
          return { value: bound.at - node.at < 30e6 ? 'atOnce' : 'minute', moment: bound.at, span: bound.span, facts: { pod: pod?.name ?? '', node: node.name, revision: node.revision } };
        },
      },
    },
    {
      id: 'untaint',
      offers: [{ run: (state) => {
        const node = tainted(state);
        return node && `kubectl taint node ${node.name} ${taintOf(node)?.split(/[=:]/)[0] as string}-`;
      } }],
      checks: [check('again', podsReady(1, BIG))],
    },
  ],
};
