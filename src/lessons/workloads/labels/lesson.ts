// Belonging is a matter of labels: who looks after a Pod, and who sends to it, is found by its labels at every moment. A Pod
// that loses them is let go, and one that comes back may be one too many.

import { asked, check, deletedPods, endpointsReady, isReady, newPods, podDeleted, podMade, podsOf, podsReady } from '../../checks.ts';
import { firstWrite } from '../../history.ts';
import type { Lesson } from '../../lesson.ts';
import type { Found, LessonState } from '../../state.ts';

const LABELLED = { label: 'app=web' } as const;
const counts = ({ summary }: Pick<Found<'Pod'>, 'summary'>): boolean => summary.labels.split(',').includes('app=web');
/** The Pod of the beginning that no longer carries the label, there or gone. */
const strayed = (state: LessonState): Found<'Pod'> | undefined => [...podsOf(state), ...state.gone('Pod')].find((pod) => pod.madeAt <= state.begin && !counts(pod));
const wasStrayed = (state: LessonState, pod: Found<'Pod'>): boolean => firstWrite(state, pod.key, (s) => s.kind === 'Pod' && !s.labels.split(',').includes('app=web')) !== undefined;

export const labels: Lesson = {
  id: 'labels',
  track: 'workloads',
  minutes: 6,
  level: 2,
  file: 'web.yaml',
  before: [{ run: 'kubectl apply -f web.yaml' }],
  steps: [
    {
      id: 'becomes',
      question: {
        kind: 'choose',
        options: ['nothing', 'replaced', 'deleted'],
        answer: (state) => {
          const pod = strayed(state);
          if (!pod) return undefined;
          if (pod.markedAt > 0) return { value: 'deleted', moment: pod.markedAt, facts: { pod: pod.name, next: '', revision: pod.markedRevision } };
          const [next] = newPods(state, { of: 'web' });
          const free = pod.summary.ownerName === '';
          return next && free ? { value: 'replaced', moment: next.madeAt, facts: { pod: pod.name, next: next.name, revision: next.madeRevision } } : undefined;
        },
      },
    },
    {
      id: 'addresses',
      question: {
        kind: 'choose',
        options: ['two', 'three', 'four'],
        answer: (state) => {
          const pod = strayed(state);
          const [next] = newPods(state, { of: 'web' });
          const slice = state.list('EndpointSlice').find(({ summary }) => summary.service === 'web');
          if (!pod || !next || !isReady(next) || !slice || slice.at < next.at) return undefined;
          const { ready } = slice.summary;
          return { value: ready < 3 ? 'two' : ready > 3 ? 'four' : 'three', moment: slice.at, span: slice.span, facts: { pod: pod.name, ip: pod.summary.ip, ready, revision: slice.revision } };
        },
      },
    },
    {
      id: 'relabel',
      offers: [{ run: (state) => {
        const pod = podsOf(state, { of: 'web' }).find(isReady);
        return pod && `kubectl label pod ${pod.name} app=debug --overwrite`;
      } }],
      checks: [
        check('free', (state) => {
          const pod = strayed(state);
          return pod && pod.markedAt === 0 && pod.summary.ownerName === '' ? { done: true, revision: pod.revision } : { done: false, underWay: pod !== undefined };
        }),
        check('made', podMade({ of: 'web' })),
        check('ready', podsReady(3, LABELLED)),
        check('served', endpointsReady('web', 3)),
      ],
    },
    { id: 'see', offers: [{ run: () => 'kubectl get pods --show-labels' }], checks: [check('listed', asked('pods'))] },
    {
      id: 'surplus',
      question: {
        kind: 'choose',
        options: ['returned', 'replacement', 'other', 'stays'],
        answer: (state) => {
          if (strayed(state)) return undefined;
          const pod = deletedPods(state, LABELLED)[0];
          const four = podsOf(state, LABELLED).length + (pod && !podsOf(state, LABELLED).includes(pod) ? 1 : 0);
          if (!pod || four < 4) return undefined;
          const beside = podsOf(state, LABELLED).filter(({ name, summary }) => name !== pod.name && summary.node === pod.summary.node).length;
          return {
            value: pod.madeAt > state.begin ? 'replacement' : wasStrayed(state, pod) ? 'returned' : 'other',
            moment: pod.markedAt,
            facts: { pod: pod.name, node: pod.summary.node, count: beside + 1, revision: pod.markedRevision },
          };
        },
      },
    },
    {
      id: 'back',
      offers: [{ run: (state) => {
        const pod = strayed(state);
        return pod && pod.markedAt === 0 ? `kubectl label pod ${pod.name} app=web --overwrite` : undefined;
      } }],
      checks: [
        check('four', (state) => {
          const have = podsOf(state, LABELLED).length;
          return have >= 4 ? { done: true } : { done: false, have, want: 4 };
        }),
        check('surplusGone', podDeleted(LABELLED)),
        check('three', podsReady(3, LABELLED)),
      ],
    },
  ],
};
