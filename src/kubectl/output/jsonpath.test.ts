import { describe, expect, test } from 'vitest';
import { printJsonPath } from './jsonpathFind.ts';
import { relaxedPath } from './relaxedPath.ts';

const pods = {
  kind: 'List',
  items: [
    { metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'x' } }, spec: { containers: [{ name: 'c', ports: [80, 81] }] }, n: 1.5 },
    { metadata: { name: 'b' }, spec: { containers: [{ name: 'c' }, { name: 'd' }] }, n: 2 },
  ],
};

describe('templates', () => {
  test.each([
    ['{.items[*].metadata.name}', 'a b'],
    ['{.items[-1:].metadata.name}', 'b'],
    ["{.items[0]['metadata'].name}", 'a'],
    ["{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", 'x'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{.n}{"\\n"}{end}', 'a\t1.5\nb\t2\n'],
    ['{.items[?(@.metadata.name>"a")].metadata.name}', 'b'],
    ['{.items[?(@.metadata.name=="a")].spec.containers[0].ports}', '[80,81]'],
    ['{.items[?(@.metadata.labels)].metadata.name}', 'a'],
    ['{..name}', 'a c b c d'],
    ["{.items[0]['metadata.name', 'n']}", 'a 1.5'],
    ['{.nope}', ''],
    ['plain {.kind}', 'plain List'],
    ['{.items[0].metadata}', '{"labels":{"app.kubernetes.io/name":"x"},"name":"a"}'],
  ])('%s', (template, text) => {
    expect(printJsonPath(template, pods)).toBe(text);
  });

  test.each([
    ['{.items[5]}', 'array index out of bounds: index 5, length 2'],
    ['{.kind.x}', ''],
    ['{.a', 'error parsing jsonpath {.a, unclosed action'],
    ['{.items[x]}', 'error parsing jsonpath {.items[x]}, invalid array index x'],
    ["{.items[?(@.n>1.7)]}", 'incompatible types for comparison'],
  ])('%s may fail', (template, message) => {
    if (message === '') expect(printJsonPath(template, pods)).toBe('');
    else expect(() => printJsonPath(template, pods)).toThrow(message);
  });

  test('missing keys fail where they must not be missing', () => {
    expect(() => printJsonPath('{.nope}', pods, { allowMissingKeys: false })).toThrow('nope is not found');
  });

  test('as JSON every action is a list', () => {
    expect(printJsonPath('{.items[*].n}', pods, { asJson: true })).toBe('[\n    1.5,\n    2\n]\n');
  });
});

test('paths for columns and sorting may be short', () => {
  expect(['.a.b', 'a.b', '{.a.b}', '{a.b}'].map(relaxedPath)).toEqual(['{.a.b}', '{.a.b}', '{.a.b}', '{.a.b}']);
  expect(() => relaxedPath('a b {')).toThrow("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
});
