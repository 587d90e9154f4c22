// The control plane runs as Pods that no API server made: the kubelet of its node reads a folder. What the API server shows
// of them is a reflection, and when it is gone itself, the kubelet goes on, and so does everything that runs.

import { check, isReady, podsOf, podsReady, type About } from '../../checks.ts';
import type { Lesson } from '../../lesson.ts';
import type { Found, LessonState, NodeFact, Printed } from '../../state.ts';

const WEB: About = { of: 'web' };
const SERVER = 'kube-apiserver-control-plane';
const mirrors = (state: LessonState): readonly Found<'Pod'>[] => state.list('Pod', 'kube-system').filter(({ summary }) => summary.mirror);
/** A reflection that was deleted since the lesson began, and the one that came in its place. */
const returned = (state: LessonState): Found<'Pod'> | undefined => mirrors(state).find(({ name, madeAt }) => madeAt > state.begin && state.gone('Pod', 'kube-system').some((gone) => gone.name === name));
const containers = (state: LessonState, node: string, name: string): readonly NodeFact[] => state.facts(`node/${node}/containers/`).filter(({ key, state: is }) => key.endsWith(`/${name}`) && is === 'running');
const server = (state: LessonState): NodeFact | undefined => containers(state, 'control-plane', 'kube-apiserver')[0];
const refusal = (state: LessonState): Printed | undefined => state.printed.find(({ text }) => /The connection to the server .* was refused/.test(text));
const web = (state: LessonState): readonly NodeFact[] => podsOf(state, WEB).flatMap(({ summary }) => containers(state, summary.node, 'nginx').filter(({ key }) => key.includes(summary.uid)));

export const staticPods: Lesson = {
  id: 'staticPods',
  track: 'control',
  minutes: 6,
  level: 2,
  file: 'web.yaml',
  before: [{ run: 'kubectl apply -f web.yaml' }],
  steps: [
    {
      id: 'look',
      offers: [{ run: () => 'kubectl get pods -n kube-system -o wide' }],
      checks: [check('listed', (state) => ({ done: state.printed.some(({ text }) => text.includes(SERVER)) }))],
    },
    {
      id: 'reflection',
      question: {
        kind: 'choose',
        options: ['stops', 'untouched', 'restarted'],
        answer: (state) => {
          const pod = returned(state);
          const component = pod?.name.replace(/-control-plane$/, '') ?? '';
          const [container] = containers(state, 'control-plane', component);
          if (!pod) return undefined;
          const value = !container ? 'stops' : container.at > state.begin ? 'restarted' : 'untouched';
          return { value, moment: pod.madeAt, span: pod.span, facts: { pod: pod.name, revision: pod.madeRevision, since: ((container?.at ?? 0) / 1e6).toFixed(1) } };
        },
      },
    },
    {
      id: 'delete',
      offers: [{ run: () => 'kubectl delete pod kube-scheduler-control-plane -n kube-system' }],
      checks: [
        check('back', (state) => {
          const pod = returned(state);
          return pod ? { done: true, revision: pod.madeRevision } : { done: false };
        }),
      ],
    },
    {
      id: 'without',
      question: {
        kind: 'choose',
        options: ['end', 'goOn', 'restart'],
        answer: (state) => {
          const said = refusal(state);
          if (!said || server(state)) return undefined;
          const running = web(state);
          const fresh = running.filter(({ at }) => at > state.begin);
          return { value: running.length === 0 ? 'end' : fresh.length > 0 ? 'restart' : 'goOn', moment: said.at, facts: { count: running.length, nodes: new Set(podsOf(state, WEB).map(({ summary }) => summary.node)).size } };
        },
      },
    },
    {
      id: 'stop',
      offers: [{ fault: { id: 'server', of: () => ({ fault: 'stopComponent', component: 'kube-apiserver' }) } }],
      checks: [check('stopped', (state) => ({ done: !server(state) }))],
    },
    { id: 'ask', offers: [{ run: () => 'kubectl get pods' }], checks: [check('refused', (state) => ({ done: refusal(state) !== undefined }))] },
    {
      id: 'starter',
      question: {
        kind: 'choose',
        options: ['controller', 'kubelet', 'scheduler'],
        answer: (state) => {
          const now = server(state);
          if (!refusal(state) || !now || now.at <= state.begin) return undefined;
          return { value: now.key.startsWith('node/control-plane/') ? 'kubelet' : 'scheduler', moment: now.at, facts: { node: now.key.split('/')[1] ?? '', image: now.detail } };
        },
      },
    },
    {
      id: 'start',
      offers: [{ fault: { id: 'folder', of: () => ({ fault: 'startComponent', component: 'kube-apiserver' }) } }],
      checks: [
        check('started', (state) => ({ done: server(state) !== undefined })),
        check('seen', (state) => {
          const pod = state.find('Pod', SERVER, 'kube-system');
          return pod && isReady(pod) && pod.at > (server(state)?.at ?? Infinity) ? { done: true, revision: pod.revision } : { done: false };
        }),
        check('whole', podsReady(2, WEB)),
      ],
    },
  ],
};
