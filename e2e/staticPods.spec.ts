// Journey: static Pods. A file in a node's folder is a Pod, whatever the API server is told; the control plane itself is
// such files.

import { expect, expectAccessible, inspector, line, open, pod, setSpeed, stage, terminal, test, toLatest, type, WHILE_IT_PLAYS } from './page.ts';
import type { Locator, Page } from '@playwright/test';

const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Static Pods' });
const text = (page: Page, file: string): Locator => sheet(page).getByRole('textbox', { name: `Manifest ${file}` });

/** The menu of a box, as Shift+F10 opens it. */
async function openFolder(page: Page, node: string): Promise<void> {
  await stage(page).getByRole('group', { name: node }).click({ button: 'right', position: { x: 40, y: 8 } });
  await page.getByRole('menuitem', { name: `Static Pods of ${node}` }).click();
  await expect(sheet(page).getByRole('combobox', { name: 'Node' })).toHaveValue(node);
}

test('a file in the folder of a node is a Pod that kubectl cannot take away', async ({ page }) => {
  test.slow();
  await open(page);
  await toLatest(page);
  await setSpeed(page, '10 : 1');
  await openFolder(page, 'worker-1');
  await sheet(page).getByRole('button', { name: 'New file' }).click();
  await text(page, 'web.yaml').fill('apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers: []\n');
  await expect(sheet(page)).toContainText('invalid pod: [spec.containers: Required value]');
  await expectAccessible(page);
  await text(page, 'web.yaml').fill('apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n');
  await expect(sheet(page)).toContainText('There is no mirror Pod web-worker-1');
  await sheet(page).getByRole('button', { name: 'Write the file' }).click();
  const mirror = stage(page).getByTitle(/^web-worker-1: Running/);
  await expect(mirror).toBeVisible(WHILE_IT_PLAYS);

  // The API server forgets it, the kubelet does not: it is made anew.
  await type(page, 'kubectl delete pod web-worker-1 --now');
  await expect(line(page, 'pod "web-worker-1" deleted').first()).toBeVisible(WHILE_IT_PLAYS);
  await expect(mirror).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl get pod web-worker-1; kubectl annotate pod web-worker-1 kubernetes.io/config.mirror-');
  await expect(line(page, /^web-worker-1 +1\/1 +Running/)).toBeVisible(WHILE_IT_PLAYS);
  // What makes it a mirror cannot be taken from it.
  await expect(line(page, 'may not remove')).toBeVisible(WHILE_IT_PLAYS);

  // Another text in the file is another Pod.
  await openFolder(page, 'worker-1');
  await text(page, 'web.yaml').fill('apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.28\n');
  await sheet(page).getByRole('button', { name: 'Write the file' }).click();
  await type(page, `sleep 20; kubectl get pod web-worker-1 -o jsonpath='{..containers[0].image}{"\\n"}'`);
  await expect(line(page, /^nginx:1\.28$/)).toBeVisible(WHILE_IT_PLAYS);

  await openFolder(page, 'worker-1');
  await sheet(page).getByRole('button', { name: 'Mirror Pod web-worker-1' }).click();
  await expect(inspector(page)).toContainText('web-worker-1');
  await openFolder(page, 'worker-1');
  await sheet(page).getByRole('button', { name: 'Remove the file' }).click();
  await expect(pod(page, 'web-worker-1')).toHaveCount(0, WHILE_IT_PLAYS);
  await expect(stage(page).getByTitle(/^web-worker-1/)).toHaveCount(0, WHILE_IT_PLAYS);
});

test('the API server is a static Pod: without its file nobody answers, with it the kubelet brings it back', async ({ page }) => {
  test.slow();
  await open(page);
  await toLatest(page);
  await setSpeed(page, '10 : 1');
  // The control plane's own manifests: what runs it.
  await openFolder(page, 'control-plane');
  for (const file of ['etcd.yaml', 'kube-apiserver.yaml', 'kube-controller-manager.yaml', 'kube-scheduler.yaml']) await expect(sheet(page).getByRole('button', { name: file })).toBeVisible();
  await sheet(page).getByRole('button', { name: 'kube-apiserver.yaml' }).click();
  await expect(text(page, 'kube-apiserver.yaml')).toHaveValue(/--etcd-servers=/);
  await page.keyboard.press('Escape');

  await stage(page).getByRole('group', { name: 'kube-apiserver' }).focus();
  await page.keyboard.press('m');
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Stop', exact: true }).click();
  await expect(stage(page).getByRole('group', { name: 'kube-apiserver' })).toContainText(/stopped/i, WHILE_IT_PLAYS);
  await type(page, 'kubectl get pods');
  await expect(terminal(page)).toContainText(/The connection to the server .* was refused - did you specify the right host or port\?/, WHILE_IT_PLAYS);
  // Containers need nobody's leave to go on.
  await expect(stage(page).getByTitle(/^nginx-deployment.*Running/)).toHaveCount(3);
  // Nor does a file in a node's folder: its Pod runs before anybody can be told of it.
  await openFolder(page, 'worker-2');
  await sheet(page).getByRole('button', { name: 'New file' }).click();
  await text(page, 'web.yaml').fill('apiVersion: v1\nkind: Pod\nmetadata:\n  name: alone\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n');
  await sheet(page).getByRole('button', { name: 'Write the file' }).click();
  const alone = stage(page).getByTitle(/^alone-worker-2: /);
  await expect(alone).toHaveAttribute('title', 'alone-worker-2: Running, no mirror Pod', WHILE_IT_PLAYS);

  await page.getByRole('banner').getByRole('button', { name: 'Faults' }).click();
  await page.getByRole('dialog', { name: 'Faults' }).getByRole('button', { name: 'kube-apiserver: Start' }).click();
  await expect(stage(page).getByRole('group', { name: 'kube-apiserver' })).not.toContainText(/stopped/i, WHILE_IT_PLAYS);
  await type(page, 'kubectl get pods');
  await expect(line(page, /^nginx-deployment-\S+ +1\/1 +Running/)).toHaveCount(3, WHILE_IT_PLAYS);
  await expect(alone).toHaveAttribute('title', 'alone-worker-2: Running', WHILE_IT_PLAYS);
  await type(page, 'kubectl get pod alone-worker-2');
  await expect(line(page, /^alone-worker-2 +1\/1 +Running/)).toBeVisible(WHILE_IT_PLAYS);
});
