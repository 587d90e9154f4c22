import { describe, expect, test } from 'vitest';
import { admissionEnvironment, celFault } from './admission.ts';
import { compileCel, type CelEnvironment } from './checker.ts';
import { INT, listOf, mapOf, objectOf, STRING } from './types.ts';

const SELF: CelEnvironment = {
  variables: { self: objectOf('selfType', { name: STRING, replicas: INT, tags: listOf(STRING), labels: mapOf(STRING, STRING) }) },
};
const result = (source: string): string => {
  const compiled = compileCel(source, SELF);
  return 'error' in compiled ? compiled.error : compiled.type.name;
};

describe('an expression has the type', () => {
  test.each([
    ['self.replicas > 1 && self.name.startsWith("a")', 'bool'],
    ['self.tags.map(t, t.size())', 'list(int)'],
    ["self.tags.filter(t, t != 'x')", 'list(string)'],
    ['has(self.name) ? self.name : "none"', 'string'],
    ['self.labels["a"] + self.tags[0]', 'string'],
    ['self.tags.all(t, self.tags.exists_one(u, u == t))', 'bool'],
    ['cel.bind(n, self.replicas, n * 2)', 'int'],
    ['{"a": 1}["a"] in [1, 2]', 'bool'],
    [String.raw`r'\d+'.matches("x") // why`, 'bool'],
  ])('%s', (source, type) => expect(result(source)).toBe(type));
});

describe('what is wrong is said as the real server says it', () => {
  test.each([
    ['self.nope', "ERROR: <input>:1:5: undefined field 'nope'\n | self.nope\n | ....^"],
    ['unknown > 1', "ERROR: <input>:1:1: undeclared reference to 'unknown' (in container '')\n | unknown > 1\n | ^"],
    ['self.name + 1', "ERROR: <input>:1:11: found no matching overload for '_+_' applied to '(string, int)'\n | self.name + 1\n | ..........^"],
    ['self.replicas.all(x, true)', "ERROR: <input>:1:5: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | self.replicas.all(x, true)\n | ....^"],
  ])('%s', (source, error) => expect(result(source)).toBe(error));

  test('about the type that is wanted', () => {
    const environment = admissionEnvironment({ params: false });
    expect(celFault('object.spec.x', environment, ['bool'])).toBe('must evaluate to bool but got dyn');
    expect(celFault('request.dryRun', environment, ['bool'])).toBeUndefined();
    expect(celFault('params.x', environment, ['bool'])).toMatch(/^compilation failed: ERROR: <input>:1:1: undeclared reference to 'params'/);
  });
});
