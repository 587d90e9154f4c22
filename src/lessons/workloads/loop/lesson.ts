// The loop of a controller: it compares what is wanted with what is there, and closes the gap. It does not matter who
// opened it: a Pod that is gone, another number by `scale`, another number by the file.

import { check, deletedPods, newPods, podDeleted, podsOf, podsReady, isReady, requestsFor, scaledTo, type About } from '../../checks.ts';
import type { Lesson } from '../../lesson.ts';
import type { LessonState, Printed } from '../../state.ts';

const WEB: About = { of: 'web' };
const someReady = (state: LessonState): string | undefined => podsOf(state, WEB).find(isReady)?.name;
/** `unchanged`, printed since the Deployment was written last. */
const unchanged = (state: LessonState): Printed | undefined => {
  const web = state.find('Deployment', 'web');
  return web && state.printed.find(({ text, at }) => at > web.at && /unchanged/.test(text));
};

export const loop: Lesson = {
  id: 'loop',
  track: 'workloads',
  minutes: 6,
  level: 1,
  file: 'web.yaml',
  before: [{ run: 'kubectl apply -f web.yaml' }],
  steps: [
    {
      id: 'wanted',
      question: {
        kind: 'choose',
        options: ['two', 'three', 'four'],
        answer: (state) => {
          const [old] = deletedPods(state, WEB);
          const next = old && newPods(state, WEB).find(({ madeAt }) => madeAt >= old.markedAt);
          const web = state.find('Deployment', 'web');
          if (!next || !web) return undefined;
          const { desired } = web.summary;
          return { value: desired < 3 ? 'two' : desired > 3 ? 'four' : 'three', moment: next.madeAt, facts: { old: old.name, pod: next.name, want: desired, left: desired - 1, revision: old.markedRevision } };
        },
      },
    },
    {
      id: 'delete',
      offers: [{ run: (state) => (someReady(state) === undefined ? undefined : `kubectl delete pod ${someReady(state) as string}`) }],
      checks: [check('deleted', podDeleted(WEB)), check('whole', podsReady(3, WEB))],
    },
    {
      id: 'scale',
      offers: [{ run: () => 'kubectl scale deployment web --replicas=5' }],
      checks: [check('wants5', scaledTo('Deployment', 'web', 5)), check('five', podsReady(5, WEB))],
    },
    {
      id: 'file',
      question: {
        kind: 'choose',
        options: ['five', 'three', 'conflict'],
        answer: (state) => {
          const web = state.find('Deployment', 'web');
          const refused = requestsFor(state, { component: 'kubectl', resource: 'deployments', code: 409 })[0];
          if (refused) return { value: 'conflict', moment: refused.at, span: refused.span, facts: { revision: refused.revision, want: web?.summary.desired ?? 0, marked: 0 } };
          if (web?.summary.desired !== 3) return undefined;
          const marked = podsOf(state, WEB).filter(({ summary }) => summary.terminating);
          if (marked.length < 2) return undefined;
          const patch = requestsFor(state, { component: 'kubectl', resource: 'deployments', code: 200 }).filter(({ verb }) => verb !== 'get').at(-1);
          return { value: 'three', moment: patch?.at ?? web.at, ...(patch ? { span: patch.span } : {}), facts: { revision: patch?.revision ?? web.revision, want: 3, marked: marked.length } };
        },
      },
    },
    {
      id: 'apply',
      offers: [{ apply: true }],
      checks: [check('wants3', scaledTo('Deployment', 'web', 3)), check('three', podsReady(3, WEB))],
    },
    {
      id: 'nothing',
      question: {
        kind: 'choose',
        options: ['restart', 'revision', 'same'],
        answer: (state) => {
          const said = unchanged(state);
          const web = state.find('Deployment', 'web');
          if (!said || !web) return undefined;
          const since = podsOf(state, WEB).filter(({ madeAt }) => madeAt > web.at);
          return { value: since.length > 0 ? 'restart' : 'same', moment: said.at, facts: { revision: web.revision, generation: web.summary.generation } };
        },
      },
    },
    {
      id: 'again',
      offers: [{ apply: true }],
      checks: [
        check('unchanged', (state) => {
          const web = state.find('Deployment', 'web');
          return unchanged(state) && web ? { done: true, revision: web.revision } : { done: false };
        }),
      ],
    },
  ],
};
