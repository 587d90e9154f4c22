import { expect, test } from 'vitest';
import type { Completion } from '../protocol.ts';
import { loadDescriptions } from '../../sim/api/schema/loadDescriptions.ts';
import { loadedDescriptions } from '../../sim/api/schema/loadedDescriptions.ts';
import { complete } from './complete.ts';
import { completeCommand } from './completeCommand.ts';
import { hover } from './hover.ts';
import { lint } from './lint.ts';
import { plainSnippet, SNIPPETS } from './snippets.ts';
import { testCluster } from './testing/testCluster.ts';

loadDescriptions();
const { live, cache, harness } = testCluster();
harness.send('POST', '/api/v1/namespaces/default/configmaps', { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { COLOR: 'blue' } } });
harness.send('POST', '/api/v1/nodes', { body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', labels: { disk: 'ssd' } } } });

/** `|` is the cursor. */
const at = (text: string): readonly Completion[] => complete(live, text.replace('|', ''), text.indexOf('|'), loadedDescriptions());
const labels = (text: string): readonly string[] => at(text).map((item) => item.label);

const HEAD = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  volumes:\n  - name: data\n    emptyDir: {}\n  containers:\n  - name: web\n    image: nginx:1.27\n';

test('keys by the schema at the cursor, required first, without those that are there', () => {
  expect(labels(`${HEAD}  |`).slice(0, 3)).toEqual(['selector', 'template', 'minReadySeconds']);
  expect(labels(`${HEAD}  replicas: 3\n  se|\n  template:\n`)).not.toContain('replicas');
  expect(labels(`${POD}    |`)).toEqual(expect.arrayContaining(['ports', 'env', 'livenessProbe']));
  expect(labels(`${POD}  - |`).slice(0, 2)).toEqual(['image', 'name']);
  expect(labels(`${POD}  |`)).toContain('restartPolicy');
  expect(labels(`${POD}|`)).toEqual([]);
  expect(at(`${HEAD}  stra|`).find((i) => i.label === 'strategy')).toMatchObject({ insert: 'strategy:\n  ', detail: 'DeploymentStrategy', topic: 'DeploymentSpec.strategy' });
  expect(at(`${HEAD}  |`).every((i) => i.documentation !== '')).toBe(true);
});

test('within brackets, below a list in the same column, in JSON', () => {
  expect(labels('apiVersion: v1\nkind: Service\nspec:\n  ports: [{ port: 80, t| }]\n')).toContain('targetPort');
  expect(labels('apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 80\n    protocol: |\n')).toEqual(['SCTP', 'TCP', 'UDP']);
  expect(labels('apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 80\n  typ|')).toContain('type');
});

test('values: enums, booleans, kinds and versions, images, names of what is there', () => {
  expect(labels(`${POD}    imagePullPolicy: |`)).toEqual(['Always', 'IfNotPresent', 'Never']);
  expect(at(`${POD}    imagePullPolicy: Al|`)[0]).toMatchObject({ documentation: expect.stringMatching(/always attempts to pull/) as string });
  expect(labels(`${POD}  hostNetwork: |`)).toEqual(['true', 'false']);
  expect(labels('kind: Deployment\napiVersion: |')).toEqual(['apps/v1']);
  expect(labels('apiVersion: batch/v1\nkind: |')).toEqual(['Job', 'CronJob']);
  expect(labels(POD.replace('nginx:1.27', '|'))).toContain('busybox:1.36');
  expect(labels(`${POD}    envFrom:\n    - configMapRef:\n        name: |`)).toEqual(['settings']);
  expect(labels(`${POD}    env:\n    - name: C\n      valueFrom:\n        configMapKeyRef:\n          name: settings\n          key: |`)).toEqual(['COLOR']);
  expect(labels(`${POD}    volumeMounts:\n    - name: |`)).toEqual(['data']);
  expect(labels(`${POD}  nodeName: |`)).toEqual(['node-1']);
  expect(labels(`${POD}  nodeSelector:\n    |`)).toEqual(['disk: ssd']);
  expect(labels(`${POD}    resources:\n      limits:\n        |`)).toEqual(['cpu', 'memory', 'ephemeral-storage']);
  expect(labels(`${HEAD}  template:\n    metadata:\n      labels: { app: web }\n---\napiVersion: v1\nkind: Service\nspec:\n  selector:\n    |`)).toEqual(['app: web']);
});

test('an empty document offers whole objects, and each of them passes', () => {
  expect(labels('|')).toEqual(expect.arrayContaining(['Deployment', 'Service', 'apiVersion']));
  expect(labels(`${POD}---\n|`)).toContain('StatefulSet');
  expect(labels(`${POD}---\n|\n---\n${POD}`)).toContain('Job');
  for (const { kind, text } of SNIPPETS) expect(lint(live, plainSnippet(text), 'x.yaml', cache).problems.filter((p) => p.severity === 'error'), kind).toEqual([]);
});

test('nothing is offered in comments and in blocks of text', () => {
  expect(labels(`${HEAD}  # |`)).toEqual([]);
  expect(labels('apiVersion: v1\nkind: ConfigMap\ndata:\n  run.sh: |-\n    echo ').length).toBe(0);
});

test('no place in a half-written text is too much for it', () => {
  const text = `# x\n${POD}    command: ["sh", -c, 'a: b'\n    - :\n  -\n\t\n---\nkind\n--- x\n{a: [b, {c: }}\n`;
  for (let i = 0; i <= text.length; i++) {
    complete(live, text, i, undefined);
    complete(live, text.slice(0, i), i, undefined);
    hover(live, text, i, undefined);
  }
});

test('hover knows type, default, enum, description, and whether anything acts on it', () => {
  const text = `${HEAD}  replicas: 3\n  selector:\n    matchLabels: { app: web }\n  template:\n    spec:\n      hostUsers: false\n      restartPolicy: Always\n`;
  const facts = (word: string) => hover(live, text, text.indexOf(word) + 1, loadedDescriptions()).facts;
  expect(facts('replicas')).toMatchObject({ field: 'spec.replicas', type: 'integer', required: false, default: '1', topic: 'DeploymentSpec.replicas', simulated: 'full' });
  expect(facts('restartPolicy')).toMatchObject({ default: 'Always', enum: ['Always', 'Never', 'OnFailure'] });
  expect(facts('selector')).toMatchObject({ required: true, type: 'LabelSelector' });
  expect(facts('hostUsers')).toMatchObject({ simulated: 'stored' });
  expect(facts('kind')?.description).toMatch(/^Deployment enables declarative updates/);
  expect(facts('app: web')).toBeUndefined();
});

test('custom kinds are completed from their own schema', () => {
  const schema = { type: 'object', properties: { spec: { type: 'object', required: ['size'], properties: { size: { type: 'integer' }, colour: { type: 'string' } } } } };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'boxes.example.com' },
    spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'boxes', kind: 'Box' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }] },
  };
  const { code } = harness.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: crd });
  if (code !== 201 || !live.state.scheme.kind('example.com/v1', 'Box')) return; // custom kinds are registered by a controller
  expect(labels('apiVersion: example.com/v1\nkind: Box\nspec:\n  |').slice(0, 2)).toEqual(['size', 'colour']);
});

test('the terminal completes commands, flags, types, names and files', () => {
  const tab = (line: string): readonly string[] => completeCommand(live, ['nginx.yaml'], line, line.length).items;
  expect(tab('kubectl ap')).toEqual(expect.arrayContaining(['api-resources', 'apply']));
  expect(tab('kubectl rollout un')).toEqual(['undo']);
  expect(tab('kubectl apply -f ')).toEqual(['nginx.yaml']);
  expect(tab('kubectl get configm')).toEqual(['configmaps']);
  expect(tab('kubectl get cm se')).toEqual(['settings']);
  expect(tab('kubectl describe configmap/se')).toEqual(['configmap/settings']);
  expect(tab('kubectl get pods -n kube-s')).toEqual(['kube-system']);
  expect(tab('kubectl apply --dry-run=')).toEqual(['client', 'none', 'server']);
  expect(completeCommand(live, [], 'kubectl get po', 14)).toMatchObject({ from: 12 });
});
