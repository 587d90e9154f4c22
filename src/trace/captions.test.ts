import { expect, test } from 'vitest';
import { en } from '../locales/en/index.ts';
import { translator } from '../locales/i18n.ts';
import { ko } from '../locales/ko/index.ts';
import { sentenceText } from '../ui/caption/captionText.ts';
import { milestoneLabel } from '../ui/timeline/milestoneText.ts';
import { Boundaries } from './boundaries.ts';
import { captionOf, narrate } from './captions.ts';
import { stepsOf } from './steps.ts';
import { storyNames, tell, type StoryName } from './testing/stories.ts';

const english = translator('en', en);
const korean = translator('ko', ko);
/** Latin letters take half the room of Hangul. */
const width = (text: string): number => [...text].reduce((n, c) => n + (c >= '가' && c <= '힣' ? 1 : 0.5), 0);

interface Said {
  readonly code: string;
  readonly en: string;
  readonly ko: string;
}

function told(name: StoryName): readonly Said[] {
  const { session, origin } = tell(name);
  const { reader } = session;
  return stepsOf(reader)
    .over.filter((s) => s.from >= origin)
    .map((step) => {
      const caption = captionOf(reader, step);
      return { code: caption.code, en: sentenceText(english, caption), ko: sentenceText(korean, caption) };
    });
}

const known = new Map<StoryName, readonly Said[]>();
function story(name: StoryName): readonly Said[] {
  const said = known.get(name) ?? told(name);
  known.set(name, said);
  return said;
}
const everything = (): readonly Said[] => storyNames.flatMap((name) => story(name));

test.each(storyNames)('%s: every step has a sentence in both languages', (name) => {
  for (const s of story(name)) {
    for (const text of [s.en, s.ko]) {
      expect(text).not.toMatch(/[{}<]|undefined|NaN|\s{2}/);
      expect(text.trim()).toBe(text);
    }
    expect(s.ko).toMatch(/[가-힣]/);
  }
});

test('sentences are short as a rule', () => {
  const said = everything();
  expect(said.length).toBeGreaterThan(900);
  // What people type is as long as it is.
  const ours = said.filter((s) => s.code !== 'typed');
  const long = ours.filter((s) => s.en.length > 64 || width(s.ko) > 34);
  if (process.env.SHOW_LONG) console.log([...new Set(long.map((s) => `${s.en} | ${s.ko}`))].join('\n'));
  expect(long.length / ours.length).toBeLessThan(0.02);
  expect(Math.max(...ours.map((s) => s.en.length))).toBeLessThanOrEqual(76);
});

/** The rows of the table in shared/design/ui.md, section 8, as real traces tell them. */
test.each<[StoryName | 'any', string, RegExp, RegExp]>([
  ['deploy', 'createNew', /^kubectl: nothing there yet \(404\) → POST Deployment$/, /^kubectl: 아직 없다\(404\) → 디플로이먼트\(Deployment\) POST$/],
  ['deploy', 'setMissing', /^Deployment controller: no ReplicaSet matches → POST ReplicaSet$/, /^디플로이먼트 컨트롤러: 맞는 레플리카셋\(ReplicaSet\)이 없다 → POST$/],
  ['deploy', 'podsWanted', /^ReplicaSet controller: 3 wanted, 0 exist → POST pods ×3$/, /^레플리카셋 컨트롤러: 의도한 수 3, 있는 수 0 → 파드 ×3 POST$/],
  ['deploy', 'placed', /^Scheduler: worker-\d wins, \d+ to \d+ → POST binding$/, /^스케줄러: worker-\d[이가] \d+ 대 \d+(?:으로|로) 이긴다 → 바인딩 POST$/],
  ['deploy', 'started', /^kubelet on worker-\d: container started → PATCH status Running$/, /^worker-\d의 kubelet: 컨테이너를 시작했다 → 상태를 Running으로 PATCH$/],
  ['crash', 'containerEnded', /^kubelet on worker-\d: main ended with exit code 1 → PATCH status Error$/, /^worker-\d의 kubelet: main이 종료 코드 1로 끝났다 → 상태를 Error로 PATCH$/],
  ['oom', 'oomKilled', /^kubelet on worker-\d: over its memory limit \(137\) → PATCH status OOMKilled$/, /^worker-\d의 kubelet: 메모리 한도를 넘었다\(137\) → 상태를 OOMKilled로 PATCH$/],
  ['deploy', 'pulled', /^worker-\d has pulled nginx:1\.27$/, /^worker-\d[이가] nginx:1\.27을 다 받았다$/],
  ['deploy', 'endpointsReady', /^EndpointSlice controller hears …\w{5} is ready → PUT 1 endpoint$/, /^엔드포인트슬라이스 컨트롤러: …\w{5} 준비됨 → 엔드포인트 1개 PUT$/],
  ['forbidden', 'forbidden', /^authz stops student: no role may create deployments \(403\)$/, /^인가가 student를 막는다: 디플로이먼트 create 권한이 없다\(403\)$/],
  // Two writers meet where they meet: which story, is a matter of microseconds.
  ['any', 'conflict', / controller: r\d+ came first \(409\) → read again, retry$/, / 컨트롤러: r\d+[이가] 먼저 쓰였다\(409\) → 다시 읽고 다시 쓴다$/],
  ['pending', 'unplaced', /^Scheduler waits: Insufficient cpu on 3 of 4 nodes$/, /^스케줄러가 기다린다: 노드 4개 중 3개에서 Insufficient cpu$/],
  ['nodeDown', 'nodeSilent', /^Node lifecycle: no heartbeat for \d\d s → worker-1 Ready is Unknown$/, /^노드 수명 주기 컨트롤러: \d\d초째 소식 없음 → worker-1 Ready는 Unknown$/],
])('%s: %s', (name, code, inEnglish, inKorean) => {
  const said = (name === 'any' ? everything() : story(name)).filter((s) => s.code === code);
  expect(said.map((s) => s.en)).toContainEqual(expect.stringMatching(inEnglish));
  expect(said.map((s) => s.ko)).toContainEqual(expect.stringMatching(inKorean));
});

test('a pause is told, and what is waited for', () => {
  const { session, origin } = tell('deploy');
  const { reader } = session;
  const { milestones } = new Boundaries(reader);
  const pulled = stepsOf(reader).over.find((s) => s.phase === 'done' && s.from > origin);
  if (!pulled) throw new Error('nothing was pulled');
  expect(captionOf(reader, pulled).after).toBeGreaterThan(1e6);
  expect(narrate(reader, milestones, origin, pulled.from - 300_000).caption.code).toBe('waitsPull');
  expect(narrate(reader, milestones, origin, reader.now).caption.code).toBe('idle');
  expect(narrate(reader, milestones, origin, origin - 1).caption.code).toBe('begin');
});

test('milestones of a Deployment of three, in order and few', () => {
  const { session } = tell('deploy');
  const { milestones } = new Boundaries(session.reader);
  milestones.update();
  const labels = milestones.list.map((m) => milestoneLabel(english, m));
  // kubectl's next document and the controller run a race.
  expect(labels).toContain('Service stored');
  expect(labels.filter((label) => label !== 'Service stored')).toEqual(['Deployment stored', 'ReplicaSet stored', '3 Pods stored', 'all scheduled', 'first Running', 'all ready', '3 endpoints', 'rolled out']);
  expect(milestones.list.map((m) => milestoneLabel(korean, m)).join()).not.toMatch(/[{}]|undefined/);
});

test('the same story is told whenever one looks', () => {
  const { session, origin } = tell('rollout');
  const { reader } = session;
  const steps = stepsOf(reader).over.filter((s) => s.from >= origin);
  const { milestones } = new Boundaries(reader);
  const forward = steps.map((s) => narrate(reader, milestones, origin, s.to).caption.code);
  const back = [...steps].reverse().map((s) => narrate(reader, milestones, origin, s.to).caption.code).reverse();
  expect(back).toEqual(forward);
});
