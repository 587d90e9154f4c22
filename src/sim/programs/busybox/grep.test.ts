import { expect, test } from 'vitest';
import { Grep } from './grep.ts';

function grep(flags: Record<string, string>, patterns: string | readonly string[], text: string): string {
  const run = new Grep(new Map(Object.entries(flags)), typeof patterns === 'string' ? [patterns] : patterns);
  run.begin('');
  return text.split('\n').map((line) => run.take(line)).filter((line) => line !== undefined).map((line) => `${line}\n`).join('') + run.end('(standard input)');
}

const POD = 'Name: web\nEvents:\n  Type\n  Normal\nNode: a\nx\ny\nEvents: none\nz';

test('parentheses, braces and plus are plain in basic patterns, and groups with -E or after a backslash', () => {
  const line = '0/4 nodes are available: 2 node(s) had untolerated taint(s).';
  expect(grep({ o: '' }, '2 node(s) had', line)).toBe('2 node(s) had\n');
  expect(grep({ o: '', E: '' }, 'node\\(s\\)|taint\\(s\\)', line)).toBe('node(s)\ntaint(s)\n');
  expect(grep({ o: '' }, 'node\\(s\\)', line)).toBe('nodes\n');
});

test('context comes with its separators', () => {
  expect(grep({ A: '1' }, 'Events', POD)).toBe('Events:\n  Type\n--\nEvents: none\nz\n');
  expect(grep({ B: '1', n: '' }, 'Events', POD)).toBe('1-Name: web\n2:Events:\n--\n7-y\n8:Events: none\n');
  expect(grep({ C: '3' }, 'Events', POD)).toBe(`${POD}\n`);
});

test('counts, first ones, whole words and lines, several patterns', () => {
  expect(grep({ c: '' }, 'Events', POD)).toBe('2\n');
  expect(grep({ c: '', v: '' }, 'Events', POD)).toBe('7\n');
  expect(grep({ m: '1' }, 'Events', POD)).toBe('Events:\n');
  expect(grep({ w: '' }, 'none', 'none\nnonesuch\nno-none')).toBe('none\nno-none\n');
  expect(grep({ x: '' }, 'z', POD)).toBe('z\n');
  expect(grep({}, ['Name', 'Node'], POD)).toBe('Name: web\nNode: a\n');
  expect(grep({}, '^[[:space:]]*Normal', POD)).toBe('  Normal\n');
});
