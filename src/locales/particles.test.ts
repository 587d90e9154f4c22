import { expect, test } from 'vitest';
import { particleFor } from './particles.ts';

const cases: readonly (readonly [word: string, forms: string, particle: string])[] = [
  // Hangul
  ['파드', '이/가', '가'],
  ['컨트롤러', '은/는', '는'],
  ['레플리카셋', '을/를', '을'],
  ['의도한 상태', '과/와', '와'],
  ['노드 풀', '으로/로', '로'],
  ['바인딩', '으로/로', '으로'],
  // a gloss in brackets is not read
  ['디플로이먼트(Deployment)', '이/가', '가'],
  ['레플리카셋(ReplicaSet)', '이/가', '이'],
  ['상태(status)는 "맵"', '을/를', '을'],
  // brackets that are all there is, and signs around the word
  ['(404)', '을/를', '를'],
  ['spec.ports[0]', '이/가', '이'],
  ['“web”', '을/를', '을'],
  // digits: 영 일 이 삼 사 오 육 칠 팔 구
  ['redis-0', '이/가', '이'],
  ['node-1', '이/가', '이'],
  ['node-2', '이/가', '가'],
  ['nginx:1.27', '을/를', '을'],
  ['634 대 624', '으로/로', '로'],
  ['r1046', '은/는', '은'],
  ['r1047', '으로/로', '로'],
  ['1,000', '으로/로', '으로'],
  // letters read one by one
  ['…x2k4q', '을/를', '를'],
  ['…h4vrd', '이/가', '가'],
  ['…m4zwl', '으로/로', '로'],
  ['CNI', '과/와', '와'],
  ['TTL', '을/를', '을'],
  ['DNS', '으로/로', '로'],
  // words read as words
  ['Running', '으로/로', '으로'],
  ['Pending', '으로/로', '으로'],
  ['Unknown', '으로/로', '으로'],
  ['Ready', '으로/로', '로'],
  ['Failed', '으로/로', '로'],
  ['CrashLoopBackOff', '이/가', '가'],
  ['student', '을/를', '를'],
  ['kubelet', '이/가', '이'],
  ['kubectl', '으로/로', '로'],
  ['scheduler', '이/가', '가'],
  ['StatefulSet', '을/를', '을'],
  ['CronJob', '을/를', '을'],
  ['PersistentVolumeClaim', '이/가', '이'],
  ['ConfigMap', '을/를', '을'],
  ['Node', '이/가', '가'],
  ['ClusterRole', '으로/로', '로'],
  ['default', '을/를', '를'],
  ['GET', '을/를', '을'],
  ['POST', '을/를', '를'],
  ['volume', '과/와', '과'],
];

test.each(cases)('%s + %s → %s', (word, forms, particle) => {
  expect(particleFor(word, forms)).toBe(particle);
});

test('a word without any sound takes the form after a vowel', () => {
  expect(particleFor('…', '이/가')).toBe('가');
  expect(particleFor('', '을/를')).toBe('를');
});
