import { expect, test } from 'vitest';
import { typedEnter, typedTab, type Typed } from './typing.ts';

/** `[` and `]` are the selection. */
const play = (marked: string, act: (text: string, from: number, to: number) => Typed | undefined): string => {
  const from = marked.indexOf('[');
  const text = marked.replace('[', '').replace(']', '');
  const typed = act(text, from, marked.indexOf(']') - 1);
  if (!typed) return marked;
  const out = text.slice(0, typed.edit.from) + typed.edit.text + text.slice(typed.edit.to);
  return `${out.slice(0, typed.from)}[${out.slice(typed.from, typed.to)}]${out.slice(typed.to)}`;
};
const tab = (text: string): string => play(text, (t, f, to) => typedTab(t, f, to, false));
const back = (text: string): string => play(text, (t, f, to) => typedTab(t, f, to, true));
const enter = (text: string): string => play(text, typedEnter);

test('Tab and Shift+Tab', () => {
  expect(tab('a\nb[]c')).toBe('a\nb  []c');
  expect(tab('a:\nb[: 1\n\nc:] 2\nd')).toBe('a:\n  b[: 1\n\n  c:] 2\nd');
  expect(back('  a[]')).toBe('a[]');
  expect(back('[    a\n b\nc]')).toBe('[  a\nb\nc]');
  expect(back('a[]')).toBe('a[]');
});

test('Enter keeps the depth, goes deeper behind a colon, and under the key of an item', () => {
  expect(enter('  a: 1[]')).toBe('  a: 1\n  []');
  expect(enter('  spec:[]')).toBe('  spec:\n    []');
  expect(enter('  - name: x[]')).toBe('  - name: x\n    []');
  expect(enter('  - resources:[]')).toBe('  - resources:\n      []');
  expect(enter('  a: [long text]')).toBe('  a: \n    []');
});
