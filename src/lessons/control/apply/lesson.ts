// One apply, from the terminal to a running container: everybody reads and writes objects at the API server, and watches
// those that concern them. Nobody sends anything to anybody else.

import { check, isReady, made, newPods, podsOf, podsReady, printed } from '../../checks.ts';
import { firstWrite, received, sent } from '../../history.ts';
import type { Lesson } from '../../lesson.ts';
import type { Found, LessonState } from '../../state.ts';

const WEB = { of: 'web' } as const;
const setOf = (state: LessonState): Found<'ReplicaSet'> | undefined => state.list('ReplicaSet').find(({ summary }) => summary.ownerName === 'web');
/** The Pod that is looked at: the first that was made, once it is ready. */
const readyOne = (state: LessonState): Found<'Pod'> | undefined => podsOf(state, WEB).find(isReady);
const MAKERS: Readonly<Record<string, string>> = { kubectl: 'kubectl', 'deployment-controller': 'deployment', 'replicaset-controller': 'replicaSet', 'kube-scheduler': 'scheduler' };

export const apply: Lesson = {
  id: 'apply',
  track: 'control',
  minutes: 6,
  level: 1,
  file: 'web.yaml',
  steps: [
    {
      id: 'order',
      question: {
        kind: 'order',
        options: ['node', 'deployment', 'container', 'pod', 'replicaSet'],
        answer: (state) => {
          const web = state.find('Deployment', 'web');
          const set = setOf(state);
          const pod = readyOne(state);
          const bound = pod && firstWrite(state, pod.key, (s) => s.kind === 'Pod' && s.node !== '');
          const running = pod && firstWrite(state, pod.key, (s) => s.kind === 'Pod' && s.status === 'Running');
          if (!web || !set || !bound || !running) return undefined;
          const order = [
            { id: 'deployment', at: web.madeAt },
            { id: 'replicaSet', at: set.madeAt },
            { id: 'pod', at: pod.madeAt },
            { id: 'node', at: bound.at },
            { id: 'container', at: running.at },
          ].sort((a, b) => a.at - b.at);
          return { value: order.map(({ id }) => id).join(','), moment: running.at, facts: { pod: pod.name, first: `r${web.madeRevision}`, revision: running.revision } };
        },
      },
    },
    {
      id: 'who',
      question: {
        kind: 'choose',
        options: ['kubectl', 'deployment', 'scheduler', 'replicaSet'],
        answer: (state) => {
          const pod = readyOne(state);
          const maker = pod && sent(state, { verb: 'create', resource: 'pods', subresource: '', namespace: 'default', code: 201 }).find(({ revision }) => revision === pod.madeRevision);
          return !pod || !maker ? undefined : { value: MAKERS[maker.component] ?? maker.component, moment: pod.madeAt, span: maker.span, facts: { pod: pod.name, revision: pod.madeRevision, maker: maker.component } };
        },
      },
    },
    {
      id: 'told',
      question: {
        kind: 'choose',
        options: ['scheduler', 'kubectl', 'watch'],
        answer: (state) => {
          const pod = readyOne(state);
          const [news] = pod ? received(state, `kubelet/${pod.summary.node}`, pod.key) : [];
          if (!news || news.summary.type !== 'watch') return undefined;
          return {
            value: news.actor === 'kube-apiserver' ? 'watch' : news.actor === 'kube-scheduler' ? 'scheduler' : 'kubectl',
            moment: news.end,
            span: news.id,
            facts: { pod: pod?.name ?? '', node: pod?.summary.node ?? '', revision: news.summary.revision, from: news.actor },
          };
        },
      },
    },
    {
      id: 'send',
      offers: [{ apply: true }],
      checks: [
        check('written', made('Deployment', 'web')),
        check('set', (state) => {
          const set = setOf(state);
          return set ? { done: true, revision: set.madeRevision } : { done: false };
        }),
        check('pods', (state) => {
          const pods = newPods(state, WEB);
          return pods.length >= 2 ? { done: true, revision: pods[1]?.madeRevision ?? 0 } : { done: false, have: pods.length, want: 2 };
        }),
        check('bound', (state) => {
          const pods = podsOf(state, WEB).filter(({ summary }) => summary.node !== '');
          return pods.length >= 2 ? { done: true } : { done: false, have: pods.length, want: 2 };
        }),
        check('ready', podsReady(2, WEB)),
      ],
    },
    {
      id: 'notes',
      offers: [{ run: (state) => (readyOne(state) ? `kubectl describe pod ${readyOne(state)?.name as string}` : undefined) }],
      checks: [check('noted', printed(/default-scheduler/))],
    },
  ],
};
