import { expect, test } from 'vitest';
import type { Lesson } from './lesson.ts';
import { parseProse } from './prose.ts';

const lesson: Lesson = {
  id: 'demo',
  track: 'workloads',
  minutes: 1,
  level: 1,
  file: 'web.yaml',
  steps: [
    { id: 'guess', question: { kind: 'choose', options: ['a', 'b'], answer: () => undefined } },
    { id: 'do', offers: [{ fault: { id: 'kill', of: () => undefined } }], checks: [{ id: 'ready', look: () => ({ done: false }) }] },
  ],
};
const GOOD = `# Who does it?
name: Demo
goal: See \`it\`,
  and more.
end: Seen.

## guess: Guess
Think: what happens?
option a: One
option b: Another
why: {pod|이/가} at {revision}.

## do: Do it
check ready: **Ready**
fault kill: Kill it
hint: Like this.
`;
const read = (text: string): ReturnType<typeof parseProse> => parseProse(text, 'demo/en.md', lesson);
const change = (from: string, to: string) => (): unknown => read(GOOD.replace(from, to));

test('words are read, lines that go on are joined, marks become tags', () => {
  const { title, goal, steps } = read(GOOD);
  expect(title).toBe('Who does it?');
  expect(goal).toBe('See <code>it</code>, and more.');
  expect(steps.guess).toMatchObject({ title: 'Guess', text: ['Think: what happens?'], options: { a: 'One', b: 'Another' }, why: '{pod|이/가} at <revision>{revision}</revision>.' });
  expect(steps.do).toMatchObject({ checks: { ready: '<b>Ready</b>' }, faults: { kill: 'Kill it' }, hints: ['Like this.'] });
});

test('what is missing, unknown or twice is named with its file and line', () => {
  expect(change('name: Demo\n', '')).toThrow('demo/en.md:1: `name:` is missing');
  expect(change('option b', 'option c')).toThrow('demo/en.md:7: the step guess lacks the words of its option b');
  expect(change('option b: Another', 'option b: Another\noption c: Third')).toThrow('demo/en.md:7: the step guess has no option c');
  expect(change('option b: Another', 'option a: Another')).toThrow('demo/en.md:10: the option a stands here twice');
  expect(change('why: {pod|이/가} at {revision}.\n', '')).toThrow('demo/en.md:7: the step guess asks, and lacks `why:`');
  expect(change('check ready: **Ready**', 'check ready:')).toThrow('demo/en.md:14: nothing stands behind the colon');
  expect(change('## do: Do it', '## undo: Do it')).toThrow('demo/en.md:13: the lesson has no step undo');
  expect(() => read(GOOD.slice(0, GOOD.indexOf('## do')))).toThrow(/demo\/en\.md:13: here the step do is missing/);
});

test('slips of writing are named', () => {
  expect(change('**Ready**', '**Ready')).toThrow('demo/en.md:14: a ** is left open');
  expect(change('`it`', '`it')).toThrow('demo/en.md:3: a ` is left open');
  expect(change('Kill it', 'Kill {pod}')).toThrow('demo/en.md:15: slots belong into `why:` only');
  expect(change('check ready: **Ready**', 'check: Ready')).toThrow('demo/en.md:14: written as `check id: text`');
  expect(change('  and more.', ' and more.')).toThrow('demo/en.md:4: a line that goes on begins with two spaces');
  expect(change('## guess: Guess', '### guess')).toThrow('demo/en.md:7: a heading is');
});
