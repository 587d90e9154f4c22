import { expect, test } from 'vitest';
import { en } from '../locales/en/index.ts';
import { translator } from '../locales/i18n.ts';
import { ko } from '../locales/ko/index.ts';
import { sentenceText } from '../ui/caption/captionText.ts';
import { Boundaries } from './boundaries.ts';
import { hopCaption } from './hopCaptions.ts';
import { tell, type StoryName } from './testing/stories.ts';

const english = translator('en', en);
const korean = translator('ko', ko);

interface Said {
  readonly at: number;
  readonly code: string;
  readonly actor: string;
  readonly en: string;
  readonly ko: string;
}

/** What is said at every hop of a story; hops without a sentence of their own are left out. */
function hopsOf(name: StoryName): { readonly said: readonly Said[]; readonly of: number } {
  const { session, origin } = tell(name);
  const { reader } = session;
  const boundaries = new Boundaries(reader);
  const times = boundaries.times('hop').filter((at) => at >= origin);
  const said = times.flatMap((at) => {
    const caption = hopCaption(reader, boundaries, at);
    return caption ? [{ at, code: caption.code, actor: caption.actor, en: sentenceText(english, caption), ko: sentenceText(korean, caption) }] : [];
  });
  if (process.env.SHOW_HOPS) console.log(said.map((s) => `${((s.at - origin) / 1000).toFixed(1)} ${s.code}: ${s.en} | ${s.ko}`).join('\n'));
  return { said, of: times.length };
}

const stories: readonly StoryName[] = ['deploy', 'twice', 'remove', 'forbidden', 'documents', 'exists'];

test.each(stories)('%s: every hop has a sentence in both languages', (name) => {
  const { said, of } = hopsOf(name);
  expect(of).toBeGreaterThan(2);
  expect(said.length).toBe(of);
  for (const s of said) {
    for (const text of [s.en, s.ko]) {
      expect(text).not.toMatch(/[{}<]|undefined|NaN|\s{2}/);
      expect(text.trim()).toBe(text);
    }
    expect(s.ko).toMatch(/[가-힣]/);
    expect(s.actor).not.toBe('');
    if (s.code !== 'typed') expect(s.en.length, s.en).toBeLessThanOrEqual(88);
  }
});

/** What is over at a moment is only known of what is written down before it. */
test.each<[StoryName, string, RegExp, RegExp]>([
  ['deploy', 'hopMissing', /^kubectl hears 404: there is no Deployment web$/, /^kubectl이 404 응답을 받는다: 디플로이먼트 web은 없다$/],
  ['deploy', 'hopReaches', /^kubectl reaches kube-apiserver: POST Deployment web$/, /^kubectl 요청이 kube-apiserver에 닿는다: 디플로이먼트 web POST$/],
  ['deploy', 'hopStored', /^kubectl hears 201: Deployment web is stored at revision \d+$/, /^kubectl이 201 응답을 받는다: 디플로이먼트 web이 리비전 \d+(?:으로|로) 저장됐다$/],
  ['deploy', 'hopTold', /^kube-apiserver tells kube-controller-manager: ADDED Deployment web$/, /^kube-apiserver가 kube-controller-manager에 알린다: 디플로이먼트 web ADDED$/],
  ['deploy', 'hopTold', /^kube-apiserver tells the kubelet on worker-\d: ADDED Pod …\w{5}$/, /^kube-apiserver가 worker-\d의 kubelet에 알린다: 파드 …\w{5} ADDED$/],
  ['deploy', 'hopReaches', /^Scheduler reaches kube-apiserver: POST Pod …\w{5}\/binding$/, /^스케줄러 요청이 kube-apiserver에 닿는다: 파드 …\w{5}\/binding POST$/],
  // Its name is the server's: nobody knows it before the answer.
  ['deploy', 'hopReaches', /^ReplicaSet controller reaches kube-apiserver: POST Pod$/, /^레플리카셋 컨트롤러 요청이 kube-apiserver에 닿는다: 파드 POST$/],
  ['deploy', 'hopStored', /^ReplicaSet controller hears 201: Pod …\w{5} is stored at revision \d+$/, /^레플리카셋 컨트롤러가 201 응답을 받는다: 파드 …\w{5}/],
  ['remove', 'hopMarked', /: Pod …\w{5} is to end, since revision \d+$/, /: 파드 …\w{5}[은는] 리비전 \d+부터 삭제 중이다$/],
  ['remove', 'hopDeleted', /^kubelet on worker-\d hears 200: Pod …\w{5} is gone, since revision \d+$/, /^worker-\d의 kubelet이 200 응답을 받는다: 파드 …\w{5}[이가] 리비전 \d+에 지워졌다$/],
  ['forbidden', 'forbidden', /^authz stops student: /, /^인가가 student를 막는다: /],
])('%s: %s %s', (name, code, inEnglish, inKorean) => {
  const said = hopsOf(name).said.filter((s) => s.code === code);
  expect(said.map((s) => s.en)).toContainEqual(expect.stringMatching(inEnglish));
  expect(said.map((s) => s.ko)).toContainEqual(expect.stringMatching(inKorean));
});

test('a request is told where it arrives before its answer is', () => {
  const { said } = hopsOf('deploy');
  const first = (pattern: RegExp): number => said.findIndex((s) => pattern.test(s.en));
  const order = [/^You type/, /kubectl hears 404: .*Deployment web/, /kubectl reaches .*POST Deployment web/, /kubectl hears 201: Deployment web/, /tells kube-controller-manager: ADDED ReplicaSet/].map(first);
  expect(order).not.toContain(-1);
  expect([...order].sort((a, b) => a - b)).toEqual(order);
});

test('between hops there is nothing to say', () => {
  const { session, origin } = tell('deploy');
  const boundaries = new Boundaries(session.reader);
  const at = boundaries.next('hop', origin) as number;
  expect(hopCaption(session.reader, boundaries, at)).toBeDefined();
  expect(hopCaption(session.reader, boundaries, at + 0.5)).toBeUndefined();
});
