import { expect, it } from 'vitest';
import { readManifest } from './staticPods.ts';

const read = (text: string): string => {
  const made = readManifest(text, 'web.yaml', 'worker-1', '');
  return 'pod' in made ? `${made.pod.metadata.namespace}/${made.pod.metadata.name}` : made.problem;
};
const pod = (spec: string, name = 'web'): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n${spec}`;
const containers = '  containers:\n  - name: web\n    image: nginx:1.27\n';

it('makes a Pod of a file, named after its node', () => {
  expect(read(pod(containers))).toBe('default/web-worker-1');
});

it('says what is wrong with a file in the words that the kubelet logs', () => {
  expect(read('a: b: c')).toMatch(/^\/etc\/kubernetes\/manifests\/web\.yaml: couldn't parse as pod\(yaml: .*mapping values are not allowed in this context\), please check config file$/);
  expect(read('apiVersion: v1')).toContain("couldn't parse as pod(Object 'Kind' is missing in '{\"apiVersion\":\"v1\"}'), please");
  expect(read('apiVersion: v1\nkind: Pood')).toContain('no kind "Pood" is registered for version "v1" in scheme');
  expect(read('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}')).toContain('invalid pod: &apps.Deployment{');
  expect(read(pod('  containers: web\n'))).toContain('json: cannot unmarshal string into Go struct field');
  expect(read(pod(containers, "''"))).toBe('invalid pod: name is needed for the pod');
  expect(read(pod('  containers: []\n'))).toBe('invalid pod: [spec.containers: Required value]');
  expect(read(pod('  containers:\n  - name: Web\n    image: nginx\n'))).toMatch(/^invalid pod: \[spec\.containers\[0\]\.name: Invalid value: "Web": a lowercase RFC 1123 label/);
  expect(read(pod(`${containers}    envFrom:\n    - configMapRef: {name: settings}\n`))).toBe('static pods may not reference configmaps');
});
