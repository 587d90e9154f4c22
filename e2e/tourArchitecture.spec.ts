// Journey: the tour's first line. Who is who in a cluster: every component says what it is, what it watches, what it asks
// and what it holds; the cluster says it in the terminal.

import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, expectAtRest, inspector, line, open, pods, setSpeed, stage, stepBackTo, test, toLatest, type, WHILE_IT_PLAYS } from './page.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const box = (page: Page, name: string): Locator => stage(page).getByRole('group', { name, exact: true });
const inside = (page: Page, name: string): Locator => page.getByRole('region', { name: `Inside ${name}` });

type Tab = 'HTTP' | 'etcd' | 'Object';
const turnTo = (page: Page, tab: Tab): Promise<void> => inspector(page).getByRole('tab', { name: tab }).click();

/** Enter chooses a box; once more would open it. */
async function choose(page: Page, name: string, tab: Tab): Promise<void> {
  await box(page, name).focus();
  await page.keyboard.press('Enter');
  await turnTo(page, tab);
}

test('every component says what it is, what it watches, what it asks and what it holds now', async ({ page }) => {
  await open(page);
  await page.keyboard.press('End');
  await expect(pods(page, 'Running')).toHaveCount(3);

  const sheet = inspector(page);
  await choose(page, 'kubectl', 'Object');
  await expect(sheet).toContainText('It stays in no cluster.');
  await expect(sheet).toContainText('It watches nothing.');
  await turnTo(page, 'HTTP');
  await expect(sheet).toContainText('Create Deployment');
  await choose(page, 'kube-apiserver', 'Object');
  await expect(sheet).toContainText('The only door.');
  await expect(sheet).toContainText(/Watches\s*heard up to\s*apiservices\s*r\d+/);
  await choose(page, 'etcd', 'Object');
  await expect(sheet).toContainText('Only the API server talks to it.');
  await turnTo(page, 'etcd');
  await expect(sheet).toContainText(/Holds now.*deployments\s*2 keys\s*r\d+/s);
  await choose(page, 'kube-scheduler', 'Object');
  await expect(sheet).toContainText('It starts nothing.');
  await expect(sheet).toContainText(/nodes\s*r\d+.*pods\s*r\d+/s);
  await turnTo(page, 'etcd');
  await expect(sheet).toContainText(/What it wrote.*Bind Pod to worker-\d/s);
  await turnTo(page, 'HTTP');
  await expect(sheet).toContainText('Choose a node for the Pod');
  await choose(page, 'worker-1', 'Object');
  await expect(sheet).toContainText(/Asked for, of what there is\s*cpu\s*0\.\d+ \/ 2/);
  await expect(sheet).toContainText(/Images in use.*nginx:1\.27/s);
  await choose(page, 'control-plane', 'Object');
  for (const name of ['etcd-control-plane', 'kube-apiserver-control-plane', 'kube-controller-manager-control-plane', 'kube-scheduler-control-plane']) await expect(sheet).toContainText(name);
  await expect(sheet).toContainText('node-role.kubernetes.io/control-plane:NoSchedule');

  // The controllers in their process, by name, each with what it watches, what it writes and its last reconcile.
  await choose(page, 'kube-controller-manager', 'Object');
  await expect(sheet).toContainText('One process with all built-in controllers.');
  await box(page, 'kube-controller-manager').focus();
  await page.keyboard.press('Enter');
  const manager = inside(page, 'kube-controller-manager');
  await expect(manager.getByRole('row', { name: /^Deployment controller/ })).toContainText(/deployments, replicasets, pods.*replicasets, deployments\/\S?status.*default\/nginx-deployment 3\.\d+ s/s);
  await expect(manager.getByRole('row', { name: /^ReplicaSet controller/ })).toContainText(/default\/nginx-deployment-\w+ 3\.\d+ s/);
  for (const name of ['DaemonSet', 'StatefulSet', 'Job', 'CronJob', 'EndpointSlice', 'Namespace']) await expect(manager.getByRole('row', { name: new RegExp(`^${name} controller`) })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  // On a node: the kubelet, and who is beside it.
  await box(page, 'worker-1').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const node = inside(page, 'worker-1');
  await expect(node).toContainText('makes containerd start them');
  await expect(node).toContainText('Pulls images, makes sandboxes and containers, at the word of the kubelet.');
  await expect(node).toContainText('Gives the sandbox of a Pod its network and its address.');
  await expect(node).toContainText('Turns Services and their endpoints into rules on the node');
});

test('the cluster says what it is made of: get, describe, api-resources, explain, cluster-info', async ({ page }) => {
  test.slow();
  await open(page);
  await toLatest(page);
  await setSpeed(page, '10 : 1');
  const ask = async (command: string, ...answers: readonly (RegExp | string)[]): Promise<void> => {
    await type(page, command);
    for (const answer of answers) await expect(line(page, answer).first()).toBeVisible(WHILE_IT_PLAYS);
  };
  await ask('kubectl get pods -n kube-system | grep control-plane', /^etcd-control-plane +1\/1 +Running/, /^kube-scheduler-control-plane +1\/1/);
  await expect(line(page, /^kube-(apiserver|controller-manager|scheduler)-control-plane /)).toHaveCount(3);
  await ask('kubectl get nodes -o wide | cut -c1-50', /^control-plane +Ready +control-plane/, /^worker-3 +Ready +<none>/);
  await expectAtRest(page);
  await stepBackTo(page, /kubectl.* → GET/, 20);
  await toLatest(page);
  await ask('kubectl describe node worker-1 | grep -A 2 PodCIDR', /^PodCIDR: +10\.244\.1\.0\/24/, /^Non-terminated Pods: +\(3 in total\)/);
  await ask('kubectl api-resources --api-group=apps | cut -c1-50', /^deployments +deploy +apps\/v1/, /^statefulsets +sts/);
  await ask('kubectl cluster-info | head -2', 'Kubernetes control plane is running at', 'CoreDNS is running at');
  // As deep as one likes, with the words of the API's documentation.
  await ask('kubectl explain pod.spec.containers.livenessProbe.httpGet.port', 'Name or number of the port to access on the container');
  await ask('kubectl explain deployment.spec.strategy.rollingUpdate.nope', 'error: field "nope" does not exist');
});
