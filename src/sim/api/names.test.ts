import { describe, expect, test } from 'vitest';
import { byteLength, isConfigMapKey, isDNS1035Label, isDNS1123Label, isDNS1123Subdomain, isEnvVarName, isLabelValue, isPathSegmentName, isPortName, isQualifiedName, nameFaults, type Faults } from './names.ts';

const LABEL = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

describe('names', () => {
  test.each<[string, (text: string) => Faults, string]>([
    ['label', isDNS1123Label, 'a'],
    ['label', isDNS1123Label, '0-9'],
    ['label', isDNS1123Label, 'a'.repeat(63)],
    ['subdomain', isDNS1123Subdomain, 'a.b-c.d'],
    ['old label', isDNS1035Label, 'a-0'],
    ['qualified', isQualifiedName, 'example.com/A_b.c'],
    ['value', isLabelValue, ''],
    ['value', isLabelValue, 'A_b.c-9'],
    ['key', isConfigMapKey, '.a_B-c'],
    ['variable', isEnvVarName, 'a b='.slice(0, 3)],
    ['port', isPortName, 'http-2'],
    ['segment', isPathSegmentName, 'system:node'],
  ])('%s: %s takes %s', (_what, rule, text) => {
    expect(rule(text)).toEqual([]);
  });

  test.each<[(text: string) => Faults, string, readonly string[]]>([
    [isDNS1123Label, 'Abc', [LABEL]],
    [isDNS1123Label, `${'a'.repeat(63)}-`, ['must be no more than 63 characters', LABEL]],
    [isPathSegmentName, '..', ["may not be '..'"]],
    [isPathSegmentName, 'a/b%', ["may not contain '/'", "may not contain '%'"]],
    [isQualifiedName, '', ['name part must be non-empty', "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"]],
    [isPortName, '80', ["must contain at least one letter (a-z)"]],
  ])('%s refuses %s', (rule, text, faults) => {
    expect(rule(text)).toEqual(faults);
  });

  test('are measured in bytes of UTF-8', () => {
    expect(byteLength('aé€😀')).toBe(1 + 2 + 3 + 4);
  });

  test('that are generated may end with a dash', () => {
    expect(nameFaults(undefined, 'web-', true)).toEqual([]);
    expect(nameFaults(undefined, 'web-')).toHaveLength(1);
    expect(nameFaults('path', 'a:b')).toEqual([]);
  });
});
