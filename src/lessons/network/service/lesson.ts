// From outside to a Pod: its address holds inside the cluster only. A Service finds Pods by labels, sends to those that are
// ready, and a NodePort opens the way in at every node.

import { check, endpointsReady, isReady, podsOf, podsReady, printed, type About } from '../../checks.ts';
import { sent } from '../../history.ts';
import type { Lesson } from '../../lesson.ts';
import type { Found, LessonState, NodeFact, Printed } from '../../state.ts';

const WEB: About = { of: 'web' };
const PAGE = /Welcome to nginx/;
const ready = (state: LessonState): readonly Found<'Pod'>[] => podsOf(state, WEB).filter(isReady);
const NO_ANSWER = /curl: \(28\)|download timed out/;
const REFUSED = /curl: \(7\)|can't connect to remote host/;
const said = (state: LessonState, pattern: RegExp): Printed | undefined => state.printed.find(({ text }) => pattern.test(text));
const web = (state: LessonState): Found<'Service'> | undefined => state.find('Service', 'web');
const unready = (state: LessonState): Found<'Pod'> | undefined => podsOf(state, WEB).find(({ summary, madeAt }) => summary.status === 'Running' && summary.ready < summary.containers && madeAt <= state.begin);
const nodePort = (state: LessonState): string => /:(\d+)\//.exec(web(state)?.summary.ports ?? '')?.[1] ?? '';
/** The nodes whose kube-proxy has opened the port. */
const opened = (state: LessonState): readonly NodeFact[] => state.facts('node/').filter(({ key, state: is }) => key.includes('/proxy/default/web:') && is.includes('node port'));
const inPod = (state: LessonState, command: (other: Found<'Pod'>) => string): string | undefined => {
  const [a, b] = ready(state);
  return a && `kubectl exec ${a.name} -- ${command(b ?? a)}`;
};

export const service: Lesson = {
  id: 'service',
  track: 'network',
  minutes: 7,
  level: 2,
  file: 'web.yaml',
  before: [{ run: 'kubectl apply -f web.yaml' }],
  steps: [
    {
      id: 'outside',
      question: {
        kind: 'choose',
        options: ['pod', 'node', 'nobody'],
        answer: (state) => {
          const none = said(state, NO_ANSWER);
          const page = said(state, PAGE);
          // A page that came without an exec came to the laptop itself.
          if (page && sent(state, { component: 'kubectl', subresource: 'exec' }).length === 0) return { value: 'pod', moment: page.at, facts: { message: page.text.split('\n')[0] as string } };
          return none && { value: 'nobody', moment: none.at, facts: { message: none.text.split('\n')[0] as string } };
        },
      },
    },
    {
      id: 'laptop',
      offers: [{ run: (state) => (ready(state)[0] ? `curl -m 3 http://${ready(state)[0]?.summary.ip as string}` : undefined) }],
      checks: [check('noWay', printed(NO_ANSWER))],
    },
    { id: 'inside', offers: [{ run: (state) => inPod(state, (other) => `curl -s http://${other.summary.ip}`) }], checks: [check('page', printed(PAGE))] },
    {
      id: 'name',
      question: {
        kind: 'choose',
        options: ['answers', 'unknown', 'refused'],
        answer: (state) => {
          const no = said(state, REFUSED);
          const unknown = said(state, /Could not resolve host/);
          const found = web(state);
          if (no && found) return { value: 'refused', moment: no.at, facts: { ip: found.summary.clusterIP, selector: found.summary.selector, count: 0 } };
          return unknown && { value: 'unknown', moment: unknown.at, facts: { ip: '', selector: found?.summary.selector ?? '', count: 0 } };
        },
      },
    },
    { id: 'ask', offers: [{ run: (state) => inPod(state, () => 'curl -m 3 http://web') }], checks: [check('refused', printed(REFUSED))] },
    {
      id: 'fix',
      offers: [{ run: () => `kubectl patch service web -p '{"spec":{"selector":{"app":"web"}}}'` }],
      checks: [
        check('selector', (state) => {
          const found = web(state);
          return found?.summary.selector === 'app=web' ? { done: true, revision: found.revision } : { done: false };
        }),
        check('both', endpointsReady('web', 2)),
      ],
    },
    {
      id: 'without',
      question: {
        kind: 'choose',
        options: ['half', 'restarted', 'takenOut'],
        answer: (state) => {
          const pod = unready(state);
          const slice = state.list('EndpointSlice').find(({ summary }) => summary.service === 'web');
          if (!pod || !slice || slice.at < pod.at) return undefined;
          const { ready: have, total } = slice.summary;
          return { value: pod.summary.restarts > 0 ? 'restarted' : have < total ? 'takenOut' : 'half', moment: slice.at, span: slice.span, facts: { pod: pod.name, ready: have, revision: slice.revision } };
        },
      },
    },
    {
      id: 'break',
      offers: [{ run: (state) => (ready(state)[0] ? `kubectl exec ${ready(state)[0]?.name as string} -- rm /usr/share/nginx/html/index.html` : undefined) }],
      checks: [
        check('notReady', (state) => {
          const pod = unready(state);
          return pod ? { done: true, revision: pod.revision } : { done: false };
        }),
        check('one', endpointsReady('web', 1)),
      ],
    },
    {
      id: 'heal',
      offers: [{ run: (state) => (unready(state) ? `kubectl delete pod ${unready(state)?.name as string}` : undefined) }],
      checks: [check('whole', podsReady(2, WEB)), check('served', endpointsReady('web', 2))],
    },
    {
      id: 'where',
      question: {
        kind: 'choose',
        options: ['podNodes', 'one', 'all'],
        answer: (state) => {
          const open = opened(state);
          const nodes = state.list('Node').length;
          const found = web(state);
          const page = found && state.printed.findIndex(({ text, at }) => at > found.at && PAGE.test(text));
          const answered = state.printed[page ?? -1];
          if (found?.summary.serviceType !== 'NodePort' || !answered) return undefined;
          return { value: open.length === 1 ? 'one' : open.length === nodes ? 'all' : 'podNodes', moment: answered.at, facts: { port: nodePort(state), count: open.length, pods: new Set(ready(state).map(({ summary }) => summary.node)).size } };
        },
      },
    },
    {
      id: 'open',
      offers: [{ run: () => `kubectl patch service web -p '{"spec":{"type":"NodePort"}}'` }],
      checks: [
        check('port', (state) => {
          const found = web(state);
          return found?.summary.serviceType === 'NodePort' && opened(state).length > 0 ? { done: true, revision: found.revision } : { done: false };
        }),
      ],
    },
    {
      id: 'enter',
      offers: [{ run: (state) => {
        const busy = ready(state).map(({ summary }) => summary.node);
        const node = state.list('Node').find(({ name, summary }) => !summary.controlPlane && !busy.includes(name));
        return node && nodePort(state) !== '' ? `curl -s -m 3 http://${node.summary.ip}:${nodePort(state)}` : undefined;
      } }],
      checks: [check('reached', (state) => ({ done: state.printed.some(({ text, at }) => at > (web(state)?.at ?? Infinity) && PAGE.test(text)) }))],
    },
  ],
};
