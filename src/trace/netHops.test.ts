import { expect, test } from 'vitest';
import { en } from '../locales/en/index.ts';
import { translator } from '../locales/i18n.ts';
import { ko } from '../locales/ko/index.ts';
import { seconds, type Micros } from '../base/time.ts';
import { Session } from '../session/session.ts';
import { sentenceText } from '../ui/caption/captionText.ts';
import { milestoneLabel } from '../ui/timeline/milestoneText.ts';
import { Boundaries } from './boundaries.ts';
import { hopCaption } from './hopCaptions.ts';
import { captionOf } from './captions.ts';
import { stepsOf } from './steps.ts';
import { DEPLOYMENT, SERVICE } from './testing/stories.ts';

const english = translator('en', en);
const korean = translator('ko', ko);

let session: Session;
let boundaries: Boundaries | undefined;

/** What is told, hop by hop, of one line in the terminal. */
function type(text: string, forSeconds = 6): { readonly en: readonly string[]; readonly ko: readonly string[]; readonly steps: readonly string[]; readonly milestones: readonly string[] } {
  begin();
  const found = boundaries as Boundaries;
  session.settle();
  const from = session.kernel.now;
  session.input({ type: 'kubectl', args: [], text, shell: true });
  session.runTo((from + seconds(forSeconds)) as Micros);
  const { reader } = session;
  const captions = found.times('hop').filter((at) => at > from).flatMap((at) => hopCaption(reader, found, at) ?? []);
  const mine = captions.filter((c) => c.code.startsWith('net'));
  const steps = stepsOf(reader).over.filter((s) => s.from >= from).map((s) => sentenceText(english, captionOf(reader, s)));
  found.milestones.update();
  return { en: mine.map((c) => sentenceText(english, c)), ko: mine.map((c) => sentenceText(korean, c)), steps, milestones: found.milestones.list.filter((m) => m.at > from).map((m) => milestoneLabel(english, m)) };
}

/** A Deployment of three with a Service, and a Pod to ask from; made by whoever comes first. */
function begin(): void {
  if (boundaries) return;
  session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  boundaries = new Boundaries(session.reader);
  session.input({ type: 'file', path: 'web.yaml', content: `${DEPLOYMENT}---\n${SERVICE.replace('ports: [{ port: 80 }]', 'type: NodePort\n  ports: [{ port: 80, nodePort: 30080 }]')}` });
  type('kubectl apply -f web.yaml', 20);
  type('kubectl run client --image=busybox:1.36 --restart=Never -- sleep 3600', 15);
}

test('a request from a Pod: name server, rules of its node, answer', () => {
  const told = type('kubectl exec client -- wget -qO- http://web/');
  expect(told.en).toEqual([
    'client asks CoreDNS: where is web.default.svc.cluster.local?',
    expect.stringMatching(/^client hears: web\.default\.svc\.cluster\.local is 10\.\d+\.\d+\.\d+$/),
    expect.stringMatching(/^kube-proxy on worker-\d: 10\.\d+\.\d+\.\d+:80 → …\w{5} at 10\.244\.\d\.\d+:80, one of 3$/),
    expect.stringMatching(/^client hears 200 from …\w{5}$/),
  ]);
  expect(told.ko[0]).toBe('client가 CoreDNS에 묻는다: web.default.svc.cluster.local 주소는?');
  expect(told.ko[2]).toMatch(/^worker-\d의 kube-proxy: 10\.[\d.]+:80 → …\w{5}\(10\.244\.[\d.]+:80\), 3개 중 하나$/);
  for (const text of [...told.en, ...told.ko]) expect(text).not.toMatch(/[{}<]|undefined|NaN|\s{2}/);
  expect(told.steps.join('\n')).toContain('client hears 200 from');
  expect(told.milestones).toEqual(['answer 200']);
});

test('from outside: the node port, then the rules of that node', () => {
  expect(type('curl -s 172.18.0.3:30080').en).toEqual([
    'Your laptop reaches worker-1 at 172.18.0.3:30080: GET /',
    expect.stringMatching(/^kube-proxy on worker-1: 172\.18\.0\.3:30080 → …\w{5} at 10\.244\.\d\.\d+:80, one of 3$/),
    expect.stringMatching(/^kube-proxy on worker-1 hears 200 from …\w{5}$/),
    'Your laptop hears 200 from worker-1',
  ]);
});

test('what goes wrong is told with its reason', () => {
  expect(type('curl -s -m 2 10.244.1.2').en).toEqual(['Your laptop hears nothing: no road leads from here to 10.244.1.2:80']);
  expect(type('curl -s 172.18.0.3:31999').en.at(-1)).toBe('worker-1 refuses kube-proxy on worker-1: nobody listens at 172.18.0.3:31999');
  expect(type('kubectl exec client -- wget -qO- http://web.default:81 -T 2', 12).en.at(-1)).toMatch(/^client hears nothing: no road leads to 10\.[\d.]+:81$/);
  expect(type('kubectl exec client -- wget -qO- http://nobody').en.at(-1)).toBe('client hears: there is no address for nobody');
  type('kubectl scale deployment web --replicas=0', 40);
  const refused = type('kubectl exec client -- wget -qO- http://web');
  expect(refused.en).toContainEqual(expect.stringMatching(/^kube-proxy on worker-\d refuses 10\.[\d.]+:80: no endpoint of default\/web is ready$/));
  expect(refused.ko).toContainEqual(expect.stringMatching(/준비된 엔드포인트가 없다$/));
  expect(refused.milestones).toEqual(['connection refused']);
});

test('what a Pod asks by itself, and a loop without a pause, is no step of the story', () => {
  type('kubectl scale deployment web --replicas=1', 10);
  const own = type(`kubectl run asker --image=busybox:1.36 --restart=Never -- sh -c 'while true; do wget -qO- http://web; sleep 1; done'`, 20);
  expect(own.en).toEqual([]);
  const many = type(`kubectl exec client -- sh -c 'i=0; while [ $i -lt 60 ]; do wget -qO- http://web; i=$((i+1)); done'`, 20);
  expect(many.en.length).toBeGreaterThan(10);
  expect(many.en.length).toBeLessThan(62);
  session.input({ type: 'requests', name: 'run', from: 'outside', url: 'http://172.18.0.3:30080/', perSecond: 20, seconds: 5 });
  const from = session.kernel.now;
  session.runTo((from + seconds(6)) as Micros);
  const found = boundaries as Boundaries;
  expect(found.times('hop').filter((at) => at > from + 1 && hopCaption(session.reader, found, at)?.code.startsWith('net'))).toEqual([]);
});
