import { describe, expect, test } from 'vitest';
import { toYaml } from '../../sim/api/yaml.ts';
import { findCommand, parseFlags, pathText } from '../flags.ts';
import { KUBECTL } from '../flags/table.ts';
import { goForm } from '../output/goForm.ts';
import { indentedJson } from '../output/json.ts';
import type { Item } from '../output/object.ts';
import { nameFromArgs, type GeneratorContext } from './context.ts';
import { CREATORS } from './creators.ts';
import { appliedText } from './lastApplied.ts';
import { patchLocally } from './localPatch.ts';
import { parseLabels, resourcesAndPairs, withLabels } from './metadataChange.ts';
import { nameFits } from './podSpec.ts';
import { podToRun } from './run.ts';
import { withImages } from './set.ts';

const context: GeneratorContext = {
  namespace: 'q',
  enforceNamespace: true,
  files: { read: (path) => (path === 'f.txt' ? 'hello\n' : undefined), list: () => undefined },
  randomSuffix: (length) => 'abcde'.slice(0, length),
  resourceFor: (resource) => (resource === 'po' ? { group: '', resource: 'pods' } : undefined),
  warn: () => undefined,
};

function create(...args: string[]): Item {
  const { path, words } = findCommand(KUBECTL, ['create', ...args]);
  const flags = parseFlags(path, words);
  const creator = CREATORS[pathText(path.slice(2))];
  if (!creator) throw new Error('no such creator');
  return creator.create(nameFromArgs(flags, pathText(path)), flags, context);
}

describe('kubectl create', () => {
  test('writes what Go writes: namespaces that were given, and fields that are never left out', () => {
    expect(toYaml(create('deployment', 'd', '--image=reg/my_app:1', '--replicas=2'))).toBe(
      [
        'apiVersion: apps/v1', 'kind: Deployment', 'metadata:', '  labels:', '    app: d', '  name: d', '  namespace: q', 'spec:', '  replicas: 2', '  selector:', '    matchLabels:', '      app: d', '  strategy: {}',
        '  template:', '    metadata:', '      labels:', '        app: d', '    spec:', '      containers:', '      - image: reg/my_app:1', '        name: my-app-abcde', '        resources: {}', 'status: {}', '',
      ].join('\n'),
    );
  });

  test('has the fields in the order of the structs', () => {
    expect(indentedJson(create('service', 'clusterip', 's', '--tcp=80'), { ordered: true }).split('\n').map((line) => /^ {4,8}"(\w+)"/.exec(line)?.[1]).filter(Boolean)).toEqual([
      'kind', 'apiVersion', 'metadata', 'name', 'namespace', 'labels', 'spec', 'ports', 'selector', 'type', 'status', 'loadBalancer',
    ]);
  });

  test('hashes the names of ConfigMaps', () => {
    expect(create('cm', 'c', '--append-hash').metadata).toEqual({ name: 'c-94b26g54cg', namespace: 'q' });
    expect(create('cm', 'c', '--from-file=f.txt').data).toEqual({ 'f.txt': 'hello\n' });
  });

  test.each([
    [['cm'], "exactly one NAME is required, got 0\nSee 'kubectl create configmap -h' for help and examples"],
    [['cm', 'c', '--from-literal=a=b', '--from-literal=a=c'], 'cannot add key "a", another key by that name already exists in Data for ConfigMap "c"'],
    [['quota', 'q', '--hard=cpu'], 'Invalid argument syntax cpu, expected <resource>=<value>'],
    [['role', 'r', '--verb=get', '--resource=nope'], 'the server doesn\'t have a resource type "nope"'],
    [['ingress', 'i', '--rule=x'], 'rule x is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]'],
  ])('%j is refused', (args, message) => {
    expect(() => create(...args)).toThrow(message);
  });
});

test('kubectl run takes overrides', () => {
  const { path, words } = findCommand(KUBECTL, ['run', 'p', '--image=nginx', '--overrides={"spec":{"hostNetwork":true}}', '--', 'a']);
  const pod = podToRun('p', parseFlags(path, words), { ...context, enforceNamespace: false });
  expect(pod.spec).toEqual({ containers: [{ name: 'p', image: 'nginx', args: ['a'], resources: {} }], dnsPolicy: 'ClusterFirst', hostNetwork: true, restartPolicy: 'Always' });
});

test('the last applied configuration leaves itself out', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'x' } } };
  expect(appliedText(object, false)).toBe('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"c"}}\n');
  expect(appliedText(object, true)).toBe('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}\n');
});

describe('changes', () => {
  const pod = goForm({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }, { name: 'side', image: 'y' }] } });

  test('of labels', () => {
    const { resources, words } = resourcesAndPairs(['pod', 'p', 'c=d', 'a-'], 'label');
    expect(resources).toEqual(['pod', 'p']);
    expect(withLabels(pod, parseLabels(words), false)).toMatchObject({ operation: 'modified', object: { metadata: { labels: { c: 'd' } } } });
    expect(() => withLabels(pod, parseLabels(['a=z']), false)).toThrow("'a' already has a value (b), and --overwrite is false");
  });

  test('of images', () => {
    const { object, errors } = withImages(pod, { c: 'new', nope: 'z' });
    expect((object.spec as { containers: unknown[] }).containers).toMatchObject([{ image: 'new' }, { image: 'y' }]);
    expect(errors.map((e) => e.message)).toEqual(['error: unable to find container named "nope"']);
  });

  test('by patches', () => {
    expect(patchLocally(pod, 'strategic', '{"spec":{"containers":[{"name":"side","$patch":"delete"}]}}').spec).toMatchObject({ containers: [{ name: 'c' }] });
    expect(() => patchLocally(pod, 'merge', '{')).toThrow('Invalid JSON Patch');
  });

  test('names of containers may have stars', () => {
    expect([nameFits('side', 's*'), nameFits('side', '*e'), nameFits('side', 'x*'), nameFits('side', 'side')]).toEqual([true, true, false, true]);
  });
});
