import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { presenter as en } from '../../locales/late/en/presenter.ts';
import { presenter as ko } from '../../locales/late/ko/presenter.ts';
import { tell } from '../../trace/testing/stories.ts';
import { Boundaries } from '../../trace/boundaries.ts';
import { draftOf } from './recorder.ts';
import { localText, looksLikeScript, readScript, type Problem, type Script } from './script.ts';

const sample = readFileSync(join(import.meta.dirname, 'sample.yaml'), 'utf8');

const HEAD = 'apiVersion: kubestage/v1\nkind: Presentation\n';
const script = (text: string): Script => {
  const read = readScript(text);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.script;
};
const problems = (text: string): readonly Problem[] => {
  const read = readScript(text);
  return 'problems' in read ? read.problems : [];
};
const told = (text: string): readonly string[] => problems(text).map(({ line, field, code }) => `${line} ${field} ${code}`);

describe('a script', () => {
  it('is read: the one that is shipped', () => {
    expect(looksLikeScript(sample)).toBe(true);
    const { steps, cluster, title } = script(sample);
    expect(cluster).toEqual({ seed: 42, shape: 'default' });
    expect(localText(title, 'ko')).toBe('디플로이먼트, 파드 세 개');
    expect(steps.map((s) => s.gate && Object.values(s.gate).join(' '))).toEqual([undefined, 'milestone 1', 'milestone 2', 'milestone 3', undefined, 'milestone 4', 'quiet']);
    for (const { narration } of steps) {
      expect(narration.en).toMatch(/\S/);
      expect(narration.ko).toMatch(/[가-힣]/);
    }
  });

  it('may have a text for both languages, and need not have a cluster', () => {
    const { steps, cluster } = script(`${HEAD}steps:\n- narration: Hello\n  gate: { until: bind }\n`);
    expect(cluster).toBeUndefined();
    expect(steps[0]?.gate).toEqual({ until: 'breakpoint', name: 'bind' });
    expect(localText(steps[0]?.narration ?? { en: '', ko: '' }, 'ko')).toBe('Hello');
  });

  it.each([
    ['a: [b', ['1  notYaml']],
    ['- a', ['1  notMap']],
    ['apiVersion: v1\nkind: Pod\n', ['2 kind notPresentation']],
    ['apiVersion: kubestage/v2\nkind: Presentation\nsteps: []\n', ['1 apiVersion wrongVersion']],
    [HEAD, ['1 steps missing']],
    [`${HEAD}steps: 5\n`, ['3 steps notList']],
    [`${HEAD}steps: []\n`, ['3 steps missing']],
    [`${HEAD}onload: alert(1)\nsteps:\n- narration: x\n`, ['3 onload unknownField']],
    [`${HEAD}steps:\n- narration: x\n  script: y\n`, ['5 steps[0].script unknownField']],
    [`${HEAD}steps:\n- narration: 5\n`, ['4 steps[0].narration notMap']],
    [`${HEAD}steps:\n- narration: {en: 5}\n`, ['4 steps[0].narration.en notText']],
    [`${HEAD}steps:\n- narration: x\n  gate:\n    until: someday\n`, ['6 steps[0].gate.until unknownWord']],
    [`${HEAD}steps:\n- narration: x\n  gate: {until: milestone 0}\n`, ['5 steps[0].gate.until unknownWord']],
    [`${HEAD}steps:\n- narration: x\n  camera: body\n`, ['5 steps[0].camera unknownWord']],
    [`${HEAD}steps:\n- narration: x\n  command: ls\n  manifest: {file: a.yaml, text: x}\n`, ['6 steps[0].manifest onlyOne']],
    [`${HEAD}steps:\n- narration: x\n  manifest: {file: ../../etc/passwd, text: x}\n`, ['5 steps[0].manifest.file unknownWord']],
    [`${HEAD}steps:\n- narration: x\n  question: {ask: Why}\n`, ['5 steps[0].question answerNeedsOptions']],
    [`${HEAD}steps:\n- narration: x\n  question:\n    ask: Why\n    options: [{text: a, value: 1}]\n    answer: constructor\n`, ['8 steps[0].question.answer unknownWord']],
    [`${HEAD}cluster: {seed: -1}\nsteps:\n- narration: x\n`, ['3 cluster.seed notNumber']],
    [`${HEAD}cluster: {shape: ../x}\nsteps:\n- narration: x\n`, ['3 cluster.shape unknownWord']],
    [`${HEAD}__proto__: {a: 1}\nsteps:\n- narration: x\n`, ['3 __proto__ unknownField']],
  ])('is refused with line and field: %s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  it('is refused where it is too long, or has too many steps or mistakes', () => {
    expect(told(`${HEAD}#${'x'.repeat(200_000)}`)).toEqual(['1  tooLong']);
    expect(told(`${HEAD}steps:\n${'- narration: x\n'.repeat(201)}`)).toEqual(['4 steps tooMany']);
    expect(problems(`${HEAD}steps:\n${'- narration: 5\n'.repeat(100)}`).length).toBe(20);
  });

  it('has a sentence for every mistake, in both languages', () => {
    for (const code of ['tooLong', 'notYaml', 'notPresentation', 'wrongVersion', 'unknownField', 'missing', 'notText', 'notNumber', 'notList', 'notMap', 'tooMany', 'unknownWord', 'onlyOne', 'answerNeedsOptions'] as const satisfies readonly Problem['code'][]) {
      expect(en[code]).toMatch(/\.|:/);
      expect(ko[code]).toMatch(/[가-힣]/);
    }
  });
});

describe('the recorder', () => {
  it('makes a draft that can be read: inputs and milestones in their order', () => {
    const { session } = tell('scaleUp');
    const { milestones } = new Boundaries(session.reader);
    milestones.update();
    const text = draftOf('Scaling', session.record(), milestones.list, (at) => ({ en: `at ${at}`, ko: `${at}에서` }));
    const { steps, cluster } = script(text);
    expect(cluster).toEqual({ seed: 42, shape: 'default' });
    expect(steps[0]?.manifest?.text).toContain('kind: Deployment');
    expect(steps.filter((s) => s.command !== '').map((s) => s.command)).toEqual(['kubectl scale deployment web --replicas=5']);
    expect(steps.filter((s) => s.gate).length).toBe(milestones.list.length);
    expect(steps.flatMap((s) => (s.gate?.until === 'milestone' ? [s.gate.n] : []))).toEqual(milestones.list.map((m) => m.number));
  });
});
