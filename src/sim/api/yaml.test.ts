import { describe, expect, test } from 'vitest';
import { locateField, parseDocuments, parseFieldPath, parseYaml, toYaml, YamlError } from './yaml.ts';
import { ObjectError, objectsIn } from './yaml/objects.ts';

describe('reading', () => {
  test.each([
    ['yes', true],
    ['off', false],
    ['y', true],
    ['~', null],
    ['010', 8],
    ['0o10', 8],
    ['1_000', 1000],
    ['190:20:30', '190:20:30'],
    ['1e3', 1000],
    ['.5', 0.5],
    ['2001-01-01', '2001-01-01'],
    ['"a\\tb"', 'a\tb'],
    ["'it''s'", "it's"],
    ['!!str 5', '5'],
    ['[a, {b: c}]', ['a', { b: 'c' }]],
    ['|\n  a\n  b\n', 'a\nb\n'],
    ['>-\n  a\n  b\n', 'a b'],
  ])('%s', (text, value) => {
    expect(parseYaml(`k: ${text}`)).toEqual({ k: value });
  });

  test('the last of two equal keys stays, anchors and merges are followed', () => {
    expect(parseYaml('a: 1\na: 2\n')).toEqual({ a: 2 });
    expect(parseYaml('x: &x {a: 1}\nz:\n  <<: *x\n  b: 2\n')).toEqual({ x: { a: 1 }, z: { a: 1, b: 2 } });
  });

  test.each([
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['a:\n\tb: 1', 'yaml: line 2: found character that cannot start any token'],
    ['a: [b', "yaml: line 1: did not find expected ',' or ']'"],
    ['a: 1\n b: 2', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: "\\z"', 'yaml: found unknown escape character'],
    ['a: *x', "yaml: unknown anchor 'x' referenced"],
    ['a: @b', 'yaml: found character that cannot start any token'],
  ])('%s is refused in the words of the real one', (text, message) => {
    expect(() => parseYaml(text)).toThrow(YamlError);
    expect(() => parseYaml(text)).toThrow(message);
  });
});

describe('documents', () => {
  const values = (text: string): unknown[] => parseDocuments(text).map((d) => d.error?.message ?? d.value);

  test('are separated by lines that begin with ---; empty ones are left out', () => {
    expect(values('a: 1\n---\n---\n# nothing\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(values('--- # why\na: 1\n')).toEqual([{ a: 1 }]);
  });

  test('may be JSON, one after the other', () => {
    expect(values('{"a":1} {"b":2}\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(values('{"a":1,}')).toEqual([{ a: 1 }]);
  });

  test('stop at the first error, whose place is that in the file', () => {
    const documents = parseDocuments('a: 1\n---\nb: [\n---\nc: 3\n');
    expect(documents.map((d) => d.error?.message)).toEqual([undefined, "error converting YAML to JSON: yaml: line 1: did not find expected node content"]);
    expect(documents[1]?.error?.line).toBe(3);
  });

  test('know where a field stands', () => {
    const [, second] = parseDocuments('a: 1\n---\nspec:\n  containers:\n  - name: c\n    image: x\n');
    const range = locateField(second!, parseFieldPath('spec.containers[0].image'), 'value');
    expect(range).toMatchObject({ start: { line: 5, column: 11 } });
  });
});

describe('objects', () => {
  const read = (text: string): readonly unknown[] => parseDocuments(text).flatMap((d) => objectsIn(d));

  test('of lists are taken out, and say what they are', () => {
    expect(read('apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n- {apiVersion: v1, kind: List, items: [{kind: Secret, apiVersion: v1}]}\n')).toEqual([
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
      { apiVersion: 'v1', kind: 'Secret' },
    ]);
  });

  test.each([
    ['- a', 'json: cannot unmarshal array into Go value of type unstructured.detector'],
    ['apiVersion: v1\nmetadata: {name: "<x>"}', `Object 'Kind' is missing in '{"apiVersion":"v1","metadata":{"name":"\\u003cx\\u003e"}}'`],
    ['apiVersion: v1\nkind: Pod\nmetadata: {name: 5}', 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string'],
    ['apiVersion: 1\nkind: Pod', 'json: cannot unmarshal number into Go struct field metadataOnlyObject.TypeMeta.apiVersion of type string'],
    ['apiVersion: v1\nkind: Pod\nmetadata: []', 'json: cannot unmarshal array into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta'],
  ])('%s is none', (text, message) => {
    expect(() => read(text)).toThrow(new ObjectError(message));
  });
});

describe('writing', () => {
  test('sorts keys as go-yaml does, and quotes what would be read as something else', () => {
    expect(toYaml({ b10: 1, b9: 'yes', a: ['x: y', '1', '', null, true, 0.1], m: 'l1\nl2\n', e: {}, f: [], t: ' x', n: 'n' })).toBe(
      `a:\n- 'x: y'\n- "1"\n- ""\n- null\n- true\n- 0.1\nb9: "yes"\nb10: 1\ne: {}\nf: []\nm: |\n  l1\n  l2\n"n": "n"\nt: ' x'\n`.replace('"n": "n"', '"n": "n"'),
    );
  });

  test('reads what it has written', () => {
    const value = { a: ['|', '-', '? x', '#', 'a #b', "it's", '"', '\ttab', 'é\u0001', '1e3', '0x1', 'null', '2001-01-01', 'a\nb', '\n', 'x\n\n', '  lead\nx'], 'k: y': { '': 1 } };
    expect(parseYaml(toYaml(value))).toEqual(value);
  });
});
