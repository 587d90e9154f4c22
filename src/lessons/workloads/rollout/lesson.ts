// A new version comes Pod by Pod, and only as fast as it becomes ready: so one that never starts does no harm. The old
// ReplicaSet stays, at zero, and is what a rollback goes back to.

import { check, imageIs, isReady, podsOf, podStatus, printed, rolledOut } from '../../checks.ts';
import type { Lesson } from '../../lesson.ts';
import type { Found, LessonState } from '../../state.ts';

const WEB = { of: 'web' } as const;
const BROKEN = /^(?:ErrImagePull|ImagePullBackOff)$/;
const imagesOf = (state: LessonState, image: string): Found<'ReplicaSet'> | undefined => state.list('ReplicaSet').find(({ summary }) => summary.ownerName === 'web' && summary.images === image);

export const rollout: Lesson = {
  id: 'rollout',
  track: 'workloads',
  minutes: 6,
  level: 1,
  file: 'web.yaml',
  before: [{ run: 'kubectl apply -f web.yaml' }],
  steps: [
    {
      id: 'order',
      question: {
        kind: 'order',
        options: ['oldGoes', 'newReady', 'replicaSet'],
        answer: (state) => {
          const made = state.list('ReplicaSet').find(({ summary, madeAt }) => summary.ownerName === 'web' && madeAt > state.begin);
          const pods = [...podsOf(state, WEB), ...state.gone('Pod')];
          const first = made && pods.find((pod) => pod.summary.ownerName === made.name && isReady(pod));
          const going = pods.filter(({ markedAt }) => markedAt > state.begin).sort((a, b) => a.markedAt - b.markedAt)[0];
          if (!made || !first || !going) return undefined;
          const order = [
            { id: 'replicaSet', at: made.madeAt },
            { id: 'newReady', at: first.at },
            { id: 'oldGoes', at: going.markedAt },
          ].sort((a, b) => a.at - b.at);
          return { value: order.map(({ id }) => id).join(','), moment: going.markedAt, facts: { first: first.name, old: going.name, revision: going.markedRevision } };
        },
      },
    },
    {
      id: 'update',
      offers: [{ run: () => 'kubectl set image deployment/web nginx=nginx:1.28' }],
      checks: [check('image', imageIs('Deployment', 'web', 'nginx:1.28')), check('rolled', rolledOut('Deployment', 'web', { image: 'nginx:1.28', replicas: 3 }))],
    },
    { id: 'history', offers: [{ run: () => 'kubectl rollout history deployment/web' }], checks: [check('revisions', printed(/REVISION/))] },
    {
      id: 'serving',
      question: {
        kind: 'choose',
        options: ['none', 'two', 'three'],
        answer: (state) => {
          const stuck = podsOf(state, WEB).find(({ summary }) => BROKEN.test(summary.status));
          if (!stuck) return undefined;
          const ready = podsOf(state, WEB).filter(isReady).length;
          return { value: ready === 0 ? 'none' : ready === 3 ? 'three' : 'two', moment: stuck.at, span: stuck.span, facts: { pod: stuck.name, status: stuck.summary.status, ready } };
        },
      },
    },
    {
      id: 'break',
      offers: [{ run: () => 'kubectl set image deployment/web nginx=nginx:does-not-exist' }],
      checks: [check('stuck', podStatus(BROKEN, WEB))],
    },
    {
      id: 'which',
      question: {
        kind: 'choose',
        options: ['fresh', 'kept', 'edited'],
        answer: (state) => {
          const web = state.find('Deployment', 'web');
          const back = web && web.summary.images !== 'nginx:does-not-exist' && imagesOf(state, 'nginx:does-not-exist') && imagesOf(state, web.summary.images);
          if (!back || back.summary.desired !== 3 || imagesOf(state, 'nginx:does-not-exist')?.summary.desired !== 0) return undefined;
          const broken = imagesOf(state, 'nginx:does-not-exist') as Found;
          return { value: back.madeAt < broken.madeAt ? 'kept' : 'fresh', moment: web.at, span: web.span, facts: { name: back.name, image: back.summary.images, revision: web.revision } };
        },
      },
    },
    {
      id: 'undo',
      offers: [{ run: () => 'kubectl rollout undo deployment/web' }],
      checks: [check('back', imageIs('Deployment', 'web', 'nginx:1.28')), check('whole', rolledOut('Deployment', 'web', { image: 'nginx:1.28', replicas: 3 }))],
    },
  ],
};
