import { expect, test } from 'vitest';
import { highlightText } from './highlight.ts';

/** `key:name punctuation:: text: web` without blanks. */
const shown = (text: string): readonly string[] => highlightText(text).map((line) => line.filter((p) => p.text.trim() !== '').map((p) => `${p.as} ${p.text.trim()}`).join(' | '));

test('keys, numbers, punctuation and the rest', () => {
  expect(shown('  replicas: 3\n    - name: nginx\n      image: nginx:1.27 # newest\n            cpu: 250m')).toEqual([
    'key replicas | punctuation : | number 3',
    'punctuation - | key name | punctuation : | text nginx',
    'key image | punctuation : | text nginx:1.27 | comment # newest',
    'key cpu | punctuation : | number 250m',
  ]);
});

test('brackets on one line, quotes, separators', () => {
  expect(shown('matchLabels: { app: nginx, "n": 2 }\ncommand: ["sh", "-c", "a: #b"]\n---\nargs: \'it: is\'')).toEqual([
    'key matchLabels | punctuation : { | key app | punctuation : | text nginx | punctuation , | key "n" | punctuation : | number 2 | punctuation }',
    'key command | punctuation : [ | text "sh" | punctuation , | text "-c" | punctuation , | text "a: #b" | punctuation ]',
    'punctuation ---',
    "key args | punctuation : | text 'it: is'",
  ]);
});

test('a block of text is text, until the indentation ends it', () => {
  expect(shown('data:\n  run.sh: |\n    key: 3\n\n    # x\n  other: true')).toEqual(['key data | punctuation :', 'key run.sh | punctuation : | text |', 'text key: 3', '', 'text # x', 'key other | punctuation : | number true']);
});

test('nothing of the text is lost', () => {
  const text = 'a: {b: [1, "x\n\t- - k:v\n"quoted key": 5%\n# c\n%YAML\n*a: &b !!str c\n? x\n';
  expect(highlightText(text).map((line) => line.map((p) => p.text).join('')).join('\n')).toBe(text);
});
