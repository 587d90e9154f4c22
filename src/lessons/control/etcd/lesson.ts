// What is stored: objects, each with the number of the write that made it so. The number is the whole cluster's, it keeps two
// writers from undoing each other, and it is all that a deletion leaves. Events are objects as well.

import { check, event, gonePods, printed, refused, removed, requestsFor } from '../../checks.ts';
import { firstWrite } from '../../history.ts';
import type { Lesson } from '../../lesson.ts';
import type { Found, LessonState } from '../../state.ts';

const settings = (state: LessonState): Found<'ConfigMap'> | undefined => state.find('ConfigMap', 'settings');
const KEY = '/registry/configmaps/default/settings';

export const etcd: Lesson = {
  id: 'etcd',
  track: 'control',
  minutes: 6,
  level: 2,
  file: 'settings.yaml',
  before: [{ run: 'kubectl create -f settings.yaml' }],
  steps: [
    {
      id: 'copy',
      offers: [{ run: () => 'kubectl get configmap settings -o yaml | tee mine.yaml' }],
      checks: [check('copied', printed(/resourceVersion: "\d+"/))],
    },
    {
      id: 'number',
      question: {
        kind: 'choose',
        options: ['plusOne', 'further', 'same'],
        answer: (state) => {
          const now = settings(state);
          const write = now && firstWrite(state, KEY, () => true);
          if (!now || !write) return undefined;
          const others = write.revision - now.madeRevision - 1;
          return { value: others > 0 ? 'further' : 'plusOne', moment: write.at, span: write.span, facts: { before: `r${now.madeRevision}`, revision: write.revision, others } };
        },
      },
    },
    {
      id: 'change',
      offers: [{ run: () => `kubectl patch configmap settings -p '{"data":{"color":"red"}}'` }],
      checks: [
        check('changed', (state) => {
          const now = settings(state);
          return now && now.revision > now.madeRevision ? { done: true, revision: now.revision } : { done: false };
        }),
      ],
    },
    {
      id: 'late',
      question: {
        kind: 'choose',
        options: ['wins', 'conflict', 'merged'],
        answer: (state) => {
          const [no] = requestsFor(state, { resource: 'configmaps', namespace: 'default', code: 409 });
          if (no) return { value: 'conflict', moment: no.at, span: no.span, facts: { reason: no.reason, revision: settings(state)?.revision ?? 0 } };
          const put = requestsFor(state, { component: 'kubectl', verb: 'update', resource: 'configmaps', code: 200 })[0];
          return put && { value: 'wins', moment: put.at, span: put.span, facts: { reason: 'OK', revision: put.revision } };
        },
      },
    },
    {
      id: 'replace',
      offers: [{ run: () => `sed 's/blue/green/' mine.yaml | kubectl replace -f -` }],
      checks: [check('conflict', refused(409, 'configmaps'))],
    },
    {
      id: 'after',
      question: {
        kind: 'choose',
        options: ['goTogether', 'stay'],
        answer: (state) => {
          const pod = gonePods(state).find(({ at }) => at <= state.now);
          if (!pod) return undefined;
          const about = state.list('Event').filter(({ summary }) => summary.aboutKind === 'Pod' && summary.aboutName === pod.name);
          const last = about[about.length - 1];
          return { value: about.length > 0 ? 'stay' : 'goTogether', moment: pod.at, span: pod.span, facts: { pod: pod.name, count: about.length, revision: pod.revision, name: last?.name ?? '' } };
        },
      },
    },
    {
      id: 'pod',
      offers: [{ run: () => 'kubectl run probe --image=busybox --restart=Never -- true' }],
      checks: [check('started', event('Started', 'Pod'))],
    },
    {
      id: 'delete',
      offers: [{ run: () => 'kubectl delete pod probe' }],
      checks: [
        check('podGone', (state) => {
          const [pod] = gonePods(state);
          return pod ? { done: true, revision: pod.revision } : { done: false };
        }),
      ],
    },
    { id: 'events', offers: [{ run: () => 'kubectl get events --field-selector involvedObject.name=probe' }], checks: [check('noted', (state) => ({ done: requestsFor(state, { component: 'kubectl', verb: 'list', resource: 'events', code: 200 }).some(({ at }) => at > (gonePods(state)[0]?.at ?? Infinity)) }))] },
    {
      id: 'remains',
      question: {
        kind: 'choose',
        options: ['bin', 'nothing', 'hidden'],
        answer: (state) => {
          const end = state.gone('ConfigMap').find(({ name }) => name === 'settings');
          const [no] = requestsFor(state, { resource: 'configmaps', name: 'settings', code: 404 });
          if (!end || !no) return undefined;
          return { value: settings(state) ? 'hidden' : 'nothing', moment: end.at, span: end.span, facts: { revision: end.revision, message: no.message, last: `r${end.madeRevision}` } };
        },
      },
    },
    {
      id: 'remove',
      offers: [{ run: () => 'kubectl delete configmap settings' }, { run: () => 'kubectl get configmap settings' }],
      checks: [check('removed', removed('ConfigMap', 'settings')), check('notFound', refused(404, 'configmaps'))],
    },
  ],
};
