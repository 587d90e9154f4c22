import { describe, expect, test } from 'vitest';
import { findCommand, parseFlags, requestTimeoutOf, type Flags } from './flags.ts';
import { KUBECTL } from './flags/table.ts';

const parse = (...args: string[]): Flags => {
  const { path, words } = findCommand(KUBECTL, args);
  return parseFlags(path, words);
};

describe('flags', () => {
  test('have many spellings', () => {
    for (const args of [['-oyaml'], ['-o=yaml'], ['-o', 'yaml'], ['--output=yaml'], ['--output', 'yaml'], ['-wAoyaml']]) expect(parse('get', 'po', ...args).text('output')).toBe('yaml');
    const flags = parse('get', '-wA', 'po', '-n=x', '--show-labels=false', '-l', 'a=b');
    expect([flags.flag('watch'), flags.flag('all-namespaces'), flags.flag('show-labels'), flags.text('namespace'), flags.args]).toEqual([true, true, false, 'x', ['po']]);
  });

  test('add up where they are lists', () => {
    expect(parse('get', 'po', '-L', 'a,b', '-Lc').list('label-columns')).toEqual(['a', 'b', 'c']);
    expect(parse('create', 'cm', 'x', '--from-literal=a=b,c', '--from-literal', 'd=e').list('from-literal')).toEqual(['a=b,c', 'd=e']);
    expect([...parse('create', 'clusterrole', 'x', '--aggregation-rule=a=b,c=d').map('aggregation-rule')]).toEqual([['a', 'b'], ['c', 'd']]);
  });

  test('may stand without a value', () => {
    expect(parse('apply', '-f', 'x', '--dry-run').text('dry-run')).toBe('unchanged');
    expect(parse('apply', '-f', 'x').text('dry-run')).toBe('none');
    expect(parse('apply', '-f', 'x').changed('dry-run')).toBe(false);
  });

  test('end at --', () => {
    const flags = parse('exec', 'web', '-it', '--', 'ls', '-l');
    expect([flags.args, flags.argsBeforeDash]).toEqual([['web', 'ls', '-l'], 1]);
  });

  test.each([
    [['get', 'po', '--nope'], "unknown flag: --nope\nSee 'kubectl get --help' for usage."],
    [['get', 'po', '-wz'], "unknown shorthand flag: 'z' in -z\nSee 'kubectl get --help' for usage."],
    [['get', 'po', '-o'], "flag needs an argument: 'o' in -o\nSee 'kubectl get --help' for usage."],
    [['get', 'po', '--output'], "flag needs an argument: --output\nSee 'kubectl get --help' for usage."],
    [['get', 'po', '--watch=x'], 'invalid argument "x" for "-w, --watch" flag: strconv.ParseBool: parsing "x": invalid syntax\nSee \'kubectl get --help\' for usage.'],
    [['scale', '--replicas=x'], 'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax\nSee \'kubectl scale --help\' for usage.'],
    [['logs', 'x', '--since=1'], 'invalid argument "1" for "--since" flag: time: missing unit in duration "1"\nSee \'kubectl logs --help\' for usage.'],
    [['gte', 'po'], 'unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n'],
    [['get', 'po', '---x'], "bad flag syntax: ---x\nSee 'kubectl get --help' for usage."],
  ])('%j is refused', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  test('that must be given are asked for together', () => {
    expect(() => parse('create', 'cronjob', 'x').checkRequired()).toThrow('required flag(s) "image", "schedule" not set');
  });

  test('stand before the command, too', () => {
    const { path, words } = findCommand(KUBECTL, ['-n', 'get', 'rollout', '--context', 'x', 'status', 'deploy/a']);
    expect([path.map((c) => c.name), words]).toEqual([['kubectl', 'rollout', 'status'], ['-n', 'get', '--context', 'x', 'deploy/a']]);
  });

  test('the time of a request is a number of seconds or a duration', () => {
    expect([requestTimeoutOf(parse('get', 'po')), requestTimeoutOf(parse('get', 'po', '--request-timeout=5')), requestTimeoutOf(parse('get', 'po', '--request-timeout=1m'))]).toEqual([0, 5000, 60_000]);
    expect(() => requestTimeoutOf(parse('get', 'po', '--request-timeout=-1'))).toThrow('Invalid timeout value.');
  });
});
