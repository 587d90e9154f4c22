import { expect, test } from 'vitest';
import { regexpOf } from './regexp.ts';

const basic = (pattern: string, text: string): string | undefined => regexpOf(pattern, false, false, false).exec(text)?.[0];

test('in a basic expression a dollar sign, a caret and a star stand for themselves where they mean nothing', () => {
  expect(basic('$ITEM', 'name: $ITEM')).toBe('$ITEM');
  expect(basic('*b', 'a*b')).toBe('*b');
  expect(basic('a^b', 'a^b')).toBe('a^b');
  expect([basic('end$', 'the end'), basic('^the', 'the end'), basic('\\(d$\\)', 'end'), basic('[^a]*$', 'abc')]).toEqual(['end', 'the', 'd', 'bc']);
  expect([basic('a*b', 'aab'), basic('\\.$', 'x.'), basic('\\$1', '$1')]).toEqual(['aab', '.', '$1']);
});
