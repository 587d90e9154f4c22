// The tour, faults: each from the stage by menu and by key, each an input on the timeline that going back undoes.

import { caption, expect, expectAccessible, line, openEmpty, playback, stage, stepBackTo, test, type, WHILE_IT_PLAYS } from './page.ts';
import type { Locator, Page } from '@playwright/test';

const box = (page: Page, name: string): Locator => stage(page).getByRole('group', { name, exact: true });

/** From a box that has the focus, with the key of menus and Enter alone. */
async function byKey(page: Page, name: string, item: string): Promise<void> {
  await box(page, name).focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: item, exact: true }).focus();
  await page.keyboard.press('Enter');
}

async function byMouse(page: Page, name: string, item: string): Promise<void> {
  await box(page, name).click({ button: 'right', position: { x: 40, y: 8 } });
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('registry, network and scheduler are broken and mended on the stage, and going back undoes it', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await type(page, 'kubectl create deployment web --image=nginx --replicas=3');
  await expect(stage(page).getByTitle(/^web-.*: Running$/)).toHaveCount(3, WHILE_IT_PLAYS);

  // The registry: what is new cannot be pulled.
  await byMouse(page, 'worker-1', 'Image registry: Take down');
  await type(page, 'kubectl run new --image=redis:7');
  await expect(stage(page).getByTitle(/^new: (ErrImagePull|ImagePullBackOff)/)).toBeVisible(WHILE_IT_PLAYS);
  await byKey(page, 'worker-1', 'Image registry: Bring back');
  await expect(stage(page).getByTitle(/^new: Running/)).toBeVisible(WHILE_IT_PLAYS);

  // The scheduler: what is new has no node, and nobody says why.
  await byKey(page, 'kube-scheduler', 'Stop');
  await expect(box(page, 'kube-scheduler')).toContainText('stopped', WHILE_IT_PLAYS);
  await type(page, 'kubectl run waits --image=nginx');
  await expect(stage(page)).toContainText('1 Pod without a node', WHILE_IT_PLAYS);
  await byMouse(page, 'kube-scheduler', 'Start');
  await expect(stage(page).getByTitle(/^waits: Running/)).toBeVisible(WHILE_IT_PLAYS);

  // A node's network: it goes on, and the cluster believes it dead; mended, it is believed again.
  await byMouse(page, 'worker-3', 'Cut network');
  await expect(box(page, 'worker-3')).toContainText('network cut', { ignoreCase: true, ...WHILE_IT_PLAYS });
  await expect(box(page, 'worker-3')).toContainText('NotReady', WHILE_IT_PLAYS);
  await expectAccessible(page);
  await byKey(page, 'worker-3', 'Mend network');
  await expect(box(page, 'worker-3')).not.toContainText('NotReady', WHILE_IT_PLAYS);

  await stepBackTo(page, /Fault: worker-3 is cut off from the network/);
  await stepBackTo(page, /Fault ends: Scheduler starts again/);
  await stepBackTo(page, /Fault: Scheduler stops/);
  await stepBackTo(page, /Fault ends: the image registry answers again/);
  await stepBackTo(page, /Fault: the image registry is out of reach/);
  // Before the first of them nothing is broken, and the menu offers to break it.
  await playback(page).getByRole('button', { name: 'One step back' }).click();
  await expect(caption(page)).not.toContainText('Fault');
  await expect(stage(page).getByTitle(/^web-.*: Running$/)).toHaveCount(3);
  await expect(stage(page).getByTitle(/^(new|waits)/)).toHaveCount(0);
  await box(page, 'worker-3').focus();
  await page.keyboard.press('m');
  await expect(page.getByRole('menuitem', { name: 'Cut network' })).toBeVisible();
});

test('without etcd nothing is known, without controllers nothing is replaced, without its kubelet a node is not believed', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await type(page, 'kubectl create deployment web --image=nginx --replicas=3');
  await expect(stage(page).getByTitle(/^web-.*: Running$/)).toHaveCount(3, WHILE_IT_PLAYS);

  await byKey(page, 'kube-controller-manager', 'Stop');
  await expect(box(page, 'kube-controller-manager')).toContainText('stopped', WHILE_IT_PLAYS);
  await type(page, 'kubectl delete $(kubectl get pods -o name | head -1) --now');
  await expect(stage(page).getByTitle(/^web-/)).toHaveCount(2, WHILE_IT_PLAYS);
  await byKey(page, 'kube-controller-manager', 'Start');
  await expect(stage(page).getByTitle(/^web-.*: Running$/)).toHaveCount(3, WHILE_IT_PLAYS);

  await byMouse(page, 'etcd', 'Stop');
  await expect(box(page, 'etcd')).toContainText('stopped', WHILE_IT_PLAYS);
  await type(page, 'kubectl get pods --request-timeout=5s');
  // It answers nothing; or its probes have failed by then, and its container has just been killed for it.
  await expect(line(page, /Unable to connect to the server: context deadline|^The connection to the server 127\.0\.0\.1:6443 was refused/)).toBeVisible(WHILE_IT_PLAYS);
  // What runs asks nobody.
  await expect(stage(page).getByTitle(/^web-.*: Running$/)).toHaveCount(3);
  await byKey(page, 'etcd', 'Start');
  await expect(box(page, 'etcd')).not.toContainText('stopped', WHILE_IT_PLAYS);

  await byMouse(page, 'worker-1', 'Stop kubelet');
  await expect(box(page, 'worker-1')).toContainText('NotReady', WHILE_IT_PLAYS);
  await byKey(page, 'worker-1', 'Start kubelet');
  await expect(box(page, 'worker-1')).not.toContainText('NotReady', WHILE_IT_PLAYS);
  await stepBackTo(page, /Fault: kubelet on worker-1 stops/);
  await stepBackTo(page, /Fault: etcd stops/);
  await stepBackTo(page, /Fault: kube-controller-manager stops/);
});
