// Five things that many believe, each tried out: the run decides, by what was printed, by who sent what to whom, and by the
// owners that the objects name themselves.

import { check, gonePods, isReady, newPods, podsOf, podsReady, printed, type About } from '../../checks.ts';
import { firstWrite, received, sendersTo, sent } from '../../history.ts';
import type { Lesson } from '../../lesson.ts';
import type { Found, LessonState } from '../../state.ts';

const WEB: About = { of: 'web' };
const SYSTEM = 'kube-system';
const ready = (state: LessonState): Found<'Pod'> | undefined => (podsOf(state, WEB).filter(isReady).length >= 2 ? podsOf(state, WEB).find(isReady) : undefined);
const isProxy = ({ name }: Found): boolean => name.startsWith('kube-proxy-');
const goneProxy = (state: LessonState): Found<'Pod'> | undefined => gonePods(state, { namespace: SYSTEM }).find(isProxy);
const newProxy = (state: LessonState): Found<'Pod'> | undefined => newPods(state, { namespace: SYSTEM }).find((pod) => isProxy(pod) && isReady(pod));
const someProxy = (state: LessonState): Found<'Pod'> | undefined => podsOf(state, { namespace: SYSTEM }).find((pod) => isProxy(pod) && pod.summary.node.startsWith('worker') && isReady(pod));

export const beliefs: Lesson = {
  id: 'beliefs',
  track: 'control',
  minutes: 7,
  level: 2,
  file: 'web.yaml',
  steps: [
    {
      id: 'prints',
      question: {
        kind: 'choose',
        options: ['yaml', 'line', 'nothing'],
        answer: (state) => {
          const said = state.printed.find(({ text }) => /dry run\)/.test(text));
          if (!said) return undefined;
          const yaml = state.printed.some(({ input, text }) => input === said.input && /^apiVersion:/m.test(text));
          return { value: yaml ? 'yaml' : 'line', moment: said.at, facts: { line: said.text.split('\n')[0] as string, writes: sent(state, { component: 'kubectl', code: 201 }).length } };
        },
      },
    },
    {
      id: 'dry',
      offers: [{ run: () => 'kubectl create deployment try --image=nginx:1.27 --dry-run=client' }],
      checks: [check('tried', printed(/dry run\)/))],
    },
    {
      id: 'whose',
      question: {
        kind: 'choose',
        options: ['deployment', 'replicaSet', 'nobody'],
        answer: (state) => {
          const pod = ready(state);
          if (!pod) return undefined;
          const { ownerKind, ownerName } = pod.summary;
          return { value: ownerKind === 'ReplicaSet' ? 'replicaSet' : ownerKind === 'Deployment' ? 'deployment' : 'nobody', moment: pod.madeAt, facts: { pod: pod.name, kind: ownerKind, owner: ownerName, revision: pod.madeRevision } };
        },
      },
    },
    {
      id: 'asks',
      question: {
        kind: 'choose',
        options: ['scheduler', 'kubelet', 'nobody'],
        answer: (state) => {
          const pod = ready(state);
          const born = pod && firstWrite(state, pod.key, () => true);
          if (!pod || !born || born.summary.kind !== 'Pod') return undefined;
          const scheduler = sendersTo(state, 'kube-scheduler').has('kube-controller-manager');
          const kubelet = sendersTo(state, 'kubelet/').has('kube-controller-manager');
          return { value: scheduler ? 'scheduler' : kubelet ? 'kubelet' : 'nobody', moment: born.at, span: born.span, facts: { pod: pod.name, revision: born.revision, senders: [...sendersTo(state, 'kube-scheduler').keys()].join(', ') } };
        },
      },
    },
    {
      id: 'tells',
      question: {
        kind: 'choose',
        options: ['scheduler', 'controllers', 'server'],
        answer: (state) => {
          const pod = ready(state);
          const [news] = pod ? received(state, `kubelet/${pod.summary.node}`, pod.key) : [];
          if (!pod || !news || news.summary.type !== 'watch') return undefined;
          const senders = sendersTo(state, 'kubelet/');
          const value = senders.has('kube-scheduler') ? 'scheduler' : senders.has('kube-controller-manager') ? 'controllers' : 'server';
          return { value, moment: news.end, span: news.id, facts: { pod: pod.name, node: pod.summary.node, senders: [...senders.keys()].join(', '), revision: news.summary.revision } };
        },
      },
    },
    { id: 'apply', offers: [{ apply: true }], checks: [check('ready', podsReady(2, WEB))] },
    {
      id: 'proxy',
      question: {
        kind: 'choose',
        options: ['folder', 'daemonSet', 'deployment'],
        answer: (state) => {
          const old = goneProxy(state);
          const pod = newProxy(state);
          if (!old || !pod) return undefined;
          const { mirror, ownerKind, ownerName, node } = pod.summary;
          return { value: mirror ? 'folder' : ownerKind === 'DaemonSet' ? 'daemonSet' : 'deployment', moment: pod.madeAt, facts: { old: old.name, pod: pod.name, kind: ownerKind, owner: ownerName, node, revision: pod.madeRevision } };
        },
      },
    },
    {
      id: 'remove',
      offers: [{ run: (state) => (someProxy(state) ? `kubectl delete pod ${someProxy(state)?.name as string} -n kube-system` : undefined) }],
      checks: [
        check('gone', (state) => {
          const old = goneProxy(state);
          return old ? { done: true, revision: old.revision } : { done: false };
        }),
        check('another', (state) => {
          const pod = newProxy(state);
          return pod ? { done: true, revision: pod.madeRevision } : { done: false, underWay: goneProxy(state) !== undefined };
        }),
      ],
    },
  ],
};
