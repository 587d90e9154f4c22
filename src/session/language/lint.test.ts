import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedPath } from '../../testing/shared.ts';
import { ShellHarness } from '../../testing/shellHarness.ts';
import { lint, type Lint } from './lint.ts';
import { testCluster } from './testing/testCluster.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
spec:
  replicas: 3
  selector:
    matchLabels: { app: nginx }
  template:
    metadata:
      labels: { app: nginx }
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: nginx }
  ports:
  - port: 80
    tagetPort: 80
`;

const check = (text: string): Lint => {
  const { live, cache } = testCluster();
  return lint(live, text, 'nginx.yaml', cache);
};

test('the story of the picture: the first document is fine, the second has a misspelt field', () => {
  const text = `${DEPLOYMENT}---\n${SERVICE}`;
  const { problems, documents } = check(text);
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  expect(problem).toMatchObject({ message: 'unknown field "spec.ports[0].tagetPort"', severity: 'error', where: 'refused', code: 400, document: 1, field: 'spec.ports[0].tagetPort' });
  expect(problem?.output).toBe('Error from server (BadRequest): error when creating "nginx.yaml": Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.ports[0].tagetPort"');
  expect(text.slice(problem?.from, problem?.to)).toBe('tagetPort');
  expect(problem?.fix).toMatchObject({ title: 'editor.fixFieldName', params: { from: 'tagetPort', to: 'targetPort' } });
  expect(documents.map((d) => [d.kind, d.name, d.key, d.result])).toEqual([
    ['Deployment', 'nginx-deployment', '/registry/deployments/default/nginx-deployment', 'deployment.apps/nginx-deployment created'],
    ['Service', 'web', '/registry/services/specs/default/web', ''],
  ]);
});

test('linting leaves no trace in the cluster: no revision, no time, no random number', () => {
  const quiet = testCluster();
  const asked = testCluster();
  lint(asked.live, `${DEPLOYMENT}---\n${SERVICE.replace('tagetPort', 'targetPort')}---\napiVersion: v1\nkind: Pod\nmetadata:\n  generateName: x-\nspec:\n  containers:\n  - name: x\n    image: x\n`, 'x.yaml', asked.cache);
  const state = ({ harness }: typeof quiet): unknown => {
    const { kernel, store, server } = harness;
    return [store.revision, kernel.now, kernel.trace.size, kernel.trace.changeCount, ['uid', 'apiserver', 'cluster-ip', 'pod-token-volume'].map((name) => kernel.stream(name).uint32()), server.state.allocators.addresses.free];
  };
  expect(state(asked)).toEqual(state(quiet));
});

test('a document that cannot be read does not hide the next one', () => {
  const { problems } = check(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n   name: a\n  data:\n---\n${SERVICE}`);
  expect(problems.map((p) => [p.document, p.where, p.message])).toEqual([
    [0, 'not sent', 'error converting YAML to JSON: yaml: line 4: did not find expected key'],
    [1, 'refused', 'unknown field "spec.ports[0].tagetPort"'],
  ]);
});

test('later documents see what earlier ones would have made', () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n';
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n';
  expect(check(`${namespace}---\n${pod}`).problems).toEqual([]);
  expect(check(pod).problems.map((p) => [p.code, p.message, p.field])).toEqual([[404, 'namespaces "shop" not found', 'metadata.namespace']]);
});

test('all wrong values are told, not only the first, and each at its place', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  terminationGracePeriodSeconds: "5"\n  containers:\n  - name: web\n    image: nginx:1.27\n    command: sleep 5\n    env:\n    - name: PORT\n      value: 8080\n    lable: x\n';
  expect(check(text).problems.map((p) => [text.slice(p.from, p.to), p.message, p.fix?.title])).toEqual([
    ['"5"', 'json: cannot unmarshal string into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64', 'editor.fixNumber'],
    ['sleep 5', 'json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string', 'editor.fixWords'],
    ['8080', 'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string', 'editor.fixQuote'],
    ['lable', 'unknown field "spec.containers[0].lable"', undefined],
  ]);
});

test('the items of a list are told apart', () => {
  const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: good\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: Bad\n`;
  const [problem] = check(text).problems;
  expect(problem).toMatchObject({ field: 'items[1].metadata.name', code: 422 });
  expect(text.slice(problem?.from, problem?.to)).toBe('Bad');
});

test('warnings of the server and doubled keys are told, and refuse nothing', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n    env:\n    - name: A\n      value: "1"\n    - name: A\n      value: "2"\n    image: nginx:1.28\n';
  expect(check(text).problems.map((p) => [p.severity, p.where, p.note?.key ?? p.message])).toEqual([
    ['warning', 'note', 'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply'],
    ['warning', 'note', 'editor.noteDuplicate'],
  ]);
});

test('nothing is said about nothing', () => {
  for (const text of ['', '\n\n', '# a comment\n', '---\n---\n']) expect(check(text)).toEqual({ problems: [], documents: [] });
});

// ---- held to recordings of the real kubectl ----

const AREAS = ['manifest-missing-parts', 'unknown-fields', 'wrong-types', 'out-of-range', 'immutable-fields', 'multi-document'];
const folder = sharedPath('golden/kubectl-errors');

test.skipIf(!folder || !existsSync(folder))('before each recorded `kubectl apply -f`, the editor says what kubectl then said', () => {
  let equal = 0;
  let total = 0;
  const differing: string[] = [];
  for (const area of AREAS) {
    const { harness, live, cache } = testCluster();
    const shell = new ShellHarness(harness.kernel, harness.server);
    const recorded = JSON.parse(readFileSync(`${folder}/${area}/transcript.json`, 'utf8')) as { readonly steps?: readonly Step[] } | readonly Step[];
    for (const step of Array.isArray(recorded) ? (recorded as readonly Step[]) : ((recorded as { readonly steps: readonly Step[] }).steps)) {
      if (typeof step.run !== 'string') continue;
      const file = /-f (\S+\.yaml)/.exec(step.run)?.[1];
      const text = file === undefined ? '' : readFileSync(`${folder}/${area}/${file}`, 'utf8');
      if (file !== undefined) shell.shell.writeFile(file, text);
      if (file !== undefined && step.run === `kubectl apply -f ${file}`) {
        total++;
        const said = [...new Set(lint(live, text, file, cache).problems.filter((p) => p.severity === 'error').map((p) => p.output))].join('\n');
        const real = plain(step.stderr ?? '');
        if (plain(said) === real) equal++;
        else differing.push(`${area}: ${step.run}\n  real ${real}\n  said ${plain(said)}`);
      }
      shell.run(step.run);
    }
  }
  if (process.env.SHOW_DIFFERENCES) console.log(`${equal} of ${total}\n${differing.join('\n')}`);
  expect(equal / total, differing.join('\n')).toBeGreaterThanOrEqual(FLOOR);
});
const FLOOR = 0.96;

interface Step {
  readonly run?: string;
  readonly stderr?: string;
}

/** What no two runs share; several errors of one file come together as kubectl words them then. */
const plain = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replace(/^Warning: .*$/gm, '')
    .trim();

