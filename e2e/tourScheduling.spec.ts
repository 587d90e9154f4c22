// The tour, scheduling: what packs Pods together and what spreads them, why one waits and what would change that, and a
// node that is emptied.

import { apply, caption, expect, expectAccessible, line, openEmpty, paste, pod, pods, stage, stepBackTo, test, type, WHILE_IT_PLAYS } from './page.ts';
import type { Locator, Page } from '@playwright/test';

const node = (page: Page, name: string): Locator => stage(page).getByRole('group', { name });
const inside = (page: Page): Locator => page.getByRole('region', { name: 'Inside kube-scheduler' });
/** The Pods of a node that have this in their names. */
const onNode = (page: Page, name: string, of: string): Locator => node(page, name).getByTitle(new RegExp(`^${of}-`));

const workload = (name: string, replicas: number, spec: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
${spec}
      containers:
      - { name: c, image: nginx, resources: { requests: { cpu: 200m } } }
`;
const PACKED = workload('packed', 3, '      affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: packed } } } }] } }');
const SPREAD = workload('spread', 3, '      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: spread } } }]');
const huge = (cpu: string): string => `apiVersion: v1
kind: Pod
metadata: { name: huge }
spec:
  nodeSelector: { disktype: ssd }
  containers:
  - { name: c, image: nginx, resources: { requests: { cpu: ${cpu} } } }
`;

test('packing and spreading, node by node; a Pod that fits nowhere, and what would make it fit', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await paste(page, [PACKED, SPREAD].join('---\n'));
  await apply(page);
  await expect(stage(page).getByTitle(/^(packed|spread)-.*: Running/)).toHaveCount(6, WHILE_IT_PLAYS);
  // One asks to be where its like is, the other to be where its like is not.
  const places = await Promise.all(['worker-1', 'worker-2', 'worker-3'].map(async (name) => [await onNode(page, name, 'packed').count(), await onNode(page, name, 'spread').count()] as const));
  expect(places.map(([packed]) => packed).sort()).toEqual([0, 0, 3]);
  expect(places.map(([, spread]) => spread)).toEqual([1, 1, 1]);
  // The bars of the nodes say what is asked of them.
  const full = `worker-${places.findIndex(([packed]) => packed === 3) + 1}`;
  await expect(node(page, full)).toContainText(/cpu\s*0\.9 \/ [24]/);

  // Inside the scheduler, the plugin that decided has the weight.
  await node(page, 'kube-scheduler').dblclick({ position: { x: 90, y: 12 } });
  const decision = inside(page).getByRole('grid', { name: 'The decision, node by node' });
  await expect(decision.getByRole('columnheader', { name: /Pod.?Topology.?Spread/ }).or(decision.getByRole('columnheader', { name: /Inter.?Pod.?Affinity/ })).first()).toBeVisible();
  await expect(decision.getByRole('row', { name: /control-plane/ })).toContainText('untolerated taint');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  // It waits where one sees it, and the scheduler's own words say why.
  await paste(page, huge(full === 'worker-2' ? '3500m' : '1500m'));
  await apply(page);
  await expect(stage(page)).toContainText('1 Pod without a node', WHILE_IT_PLAYS);
  await expect(stage(page)).toContainText("didn't match Pod's node affinity/selector");
  await type(page, 'kubectl get events --field-selector reason=FailedScheduling');
  await expect(line(page, /FailedScheduling +pod\/huge/)).toBeVisible(WHILE_IT_PLAYS);
  // Labelled, the node is looked at again, and now it is the cpu; a smaller wish would fit.
  await type(page, `kubectl label node ${full} disktype=ssd`);
  await expect(line(page, `node/${full} labeled`)).toBeVisible(WHILE_IT_PLAYS);
  await node(page, 'kube-scheduler').dblclick({ position: { x: 90, y: 12 } });
  await expect(decision.getByRole('row', { name: new RegExp(full) })).toContainText('Insufficient cpu', WHILE_IT_PLAYS);
  await expect(inside(page)).toContainText('What would change the answer?');
  await expect(inside(page)).toContainText(new RegExp(`${full} has .* left: a request of at most that fits there`));
  await page.keyboard.press('Escape');
  await type(page, 'kubectl delete deployment packed');
  await expect(stage(page)).not.toContainText('1 Pod without a node', WHILE_IT_PLAYS);
  await expect(node(page, full).getByTitle(/^huge: /)).toBeVisible(WHILE_IT_PLAYS);
});

const WISHES = `apiVersion: v1
kind: Pod
metadata: { name: wants }
spec:
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms: [{ matchExpressions: [{ key: disktype, operator: In, values: [ssd, nvme] }] }]
  containers: [{ name: c, image: nginx, resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { cpu: 100m, memory: 64Mi } } }]
---
apiVersion: v1
kind: Pod
metadata: { name: bears }
spec:
  nodeSelector: { kubernetes.io/hostname: worker-3 }
  tolerations: [{ key: dedicated, operator: Equal, value: db, effect: NoSchedule }]
  containers: [{ name: c, image: nginx, resources: { requests: { cpu: 100m } } }]
---
apiVersion: v1
kind: Pod
metadata: { name: refused }
spec:
  nodeSelector: { kubernetes.io/hostname: worker-3 }
  containers: [{ name: c, image: nginx }]
`;

test('labels draw a Pod to a node, taints keep it off or drive it out; the class of its requests', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await type(page, 'kubectl label node worker-2 disktype=nvme; kubectl taint node worker-3 dedicated=db:NoSchedule');
  await expect(line(page, 'node/worker-3 tainted')).toBeVisible(WHILE_IT_PLAYS);
  await paste(page, WISHES);
  await apply(page);
  await expect(node(page, 'worker-2').getByTitle(/^wants: Running/)).toBeVisible(WHILE_IT_PLAYS);
  await expect(node(page, 'worker-3').getByTitle(/^bears: Running/)).toBeVisible(WHILE_IT_PLAYS);
  await expect(stage(page)).toContainText('1 Pod without a node', WHILE_IT_PLAYS);
  await type(page, 'kubectl describe pod refused | grep -o " node(s) had untolerated taint(s)"');
  await expect(line(page, /^ ?node\(s\) had untolerated taint\(s\)$/)).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl get pods -o custom-columns=NAME:.metadata.name,CLASS:.status.qosClass');
  for (const [name, qos] of [['wants', 'Guaranteed'], ['bears', 'Burstable'], ['refused', 'BestEffort']]) await expect(line(page, new RegExp(`^${name} +${qos}$`))).toBeVisible(WHILE_IT_PLAYS);
  // What tolerates NoSchedule does not tolerate NoExecute: what runs there must go.
  await type(page, 'kubectl taint node worker-3 dedicated=db:NoExecute');
  await expect(node(page, 'worker-3').getByTitle(/^bears: /)).toHaveCount(0, WHILE_IT_PLAYS);
  await type(page, 'kubectl taint node worker-3 dedicated-');
  await expect(node(page, 'worker-3').getByTitle(/^refused: Running/)).toBeVisible(WHILE_IT_PLAYS);
  await expect(node(page, 'worker-2').getByTitle(/^wants: Running/)).toBeVisible();
});

test('a node is cordoned and drained, and its Pods go elsewhere', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await type(page, 'kubectl create deployment web --image=nginx --replicas=3');
  await expect(pods(page)).toHaveCount(3, WHILE_IT_PLAYS);
  await type(page, 'kubectl cordon worker-1');
  await expect(line(page, 'node/worker-1 cordoned')).toBeVisible(WHILE_IT_PLAYS);
  await expect(node(page, 'worker-1')).toContainText(/cordoned|SchedulingDisabled/);
  await type(page, 'kubectl drain worker-1');
  await expect(line(page, 'There are pending nodes to be drained:')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl drain worker-1 --ignore-daemonsets');
  await expect(line(page, 'node/worker-1 drained')).toBeVisible(WHILE_IT_PLAYS);
  await expect(onNode(page, 'worker-1', 'web')).toHaveCount(0);
  await expect(pods(page, 'Running')).toHaveCount(3, WHILE_IT_PLAYS);
  await expectAccessible(page);
  await type(page, 'kubectl uncordon worker-1');
  await expect(line(page, 'node/worker-1 uncordoned')).toBeVisible(WHILE_IT_PLAYS);
  await expect(node(page, 'worker-1')).not.toContainText(/cordoned|SchedulingDisabled/);
  // What went stays away: nobody moves a running Pod back.
  await expect(onNode(page, 'worker-1', 'web')).toHaveCount(0);
  await stepBackTo(page, /kubectl asks to evict …\w{5} → POST eviction/);
  await expect(caption(page)).toBeVisible();
  await expect(pod(page, 'web')).not.toHaveCount(0);
});
