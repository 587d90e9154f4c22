// Two ways to heal that look alike from far away: the kubelet starts a dead container again in the Pod that is there;
// the ReplicaSet controller makes another Pod for one that was deleted.

import { asked, check, deletedPods, gonePods, isReady, newPods, podDeleted, podMade, podsOf, podsReady, restarted } from '../../checks.ts';
import type { Lesson } from '../../lesson.ts';
import type { LessonState } from '../../state.ts';

const WEB = { of: 'web' } as const;
const someReady = (state: LessonState): string | undefined => podsOf(state, WEB).find(isReady)?.name;

export const healing: Lesson = {
  id: 'healing',
  track: 'workloads',
  minutes: 5,
  level: 1,
  file: 'web.yaml',
  before: [{ run: 'kubectl apply -f web.yaml' }],
  steps: [
    { id: 'look', offers: [{ run: () => 'kubectl get pods' }], checks: [check('listed', asked('pods'))] },
    {
      id: 'whatBecomes',
      question: {
        kind: 'choose',
        options: ['another', 'same', 'stays'],
        answer: (state) => {
          const [gone] = deletedPods(state, WEB);
          const again = podsOf(state, WEB).find(({ summary, markedAt }) => summary.restarts > 0 && markedAt === 0);
          if (again) return { value: 'same', moment: again.at, span: again.span, facts: { pod: again.name, revision: again.revision, restarts: again.summary.restarts } };
          return gone ? { value: 'another', moment: gone.markedAt, facts: { pod: gone.name, revision: gone.markedRevision, restarts: 0 } } : undefined;
        },
      },
    },
    {
      id: 'kill',
      offers: [{ run: (state) => (someReady(state) === undefined ? undefined : `kubectl exec ${someReady(state) as string} -- sh -c 'kill 1'`) }],
      checks: [check('again', restarted(WEB)), check('readyAgain', podsReady(3, WEB))],
    },
    {
      id: 'when',
      question: {
        kind: 'choose',
        options: ['gone', 'marked', 'grace', 'kubectl'],
        answer: (state) => {
          const [old] = deletedPods(state, WEB);
          const next = old && newPods(state, WEB).find(({ madeAt }) => madeAt >= old.markedAt);
          if (!next) return undefined;
          const [gone] = gonePods(state, WEB);
          const value = gone && gone.at <= next.madeAt ? 'gone' : 'marked';
          return { value, moment: next.madeAt, facts: { pod: old.name, node: old.summary.node, revision: old.markedRevision, made: `r${next.madeRevision}` } };
        },
      },
    },
    {
      id: 'where',
      question: {
        kind: 'node',
        answer: (state) => {
          const next = newPods(state, WEB).find(({ summary }) => summary.node !== '');
          const [old] = deletedPods(state, WEB);
          return next && { value: next.summary.node, moment: next.at, span: next.span, facts: { pod: next.name, node: next.summary.node, old: old?.summary.node ?? '' } };
        },
      },
    },
    {
      id: 'delete',
      offers: [{ run: (state) => (someReady(state) === undefined ? undefined : `kubectl delete pod ${someReady(state) as string}`) }],
      checks: [check('deleted', podDeleted(WEB)), check('made', podMade(WEB)), check('ready', podsReady(3, WEB))],
    },
    { id: 'who', offers: [{ run: () => 'kubectl get replicasets' }], checks: [check('owner', asked('replicasets'))] },
  ],
};
