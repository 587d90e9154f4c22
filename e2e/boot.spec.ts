// Journey: how a cluster starts, from the power on; anybody may ask on the way, and come back to it from any other moment.

import { caption, expect, expectAccessible, kept, line, milestones, moment, playback, setSpeed, stage, test, type, WHILE_IT_PLAYS } from './page.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('a cluster starts: the kubelet first, then the rest of it', async ({ page }) => {
  await page.goto('./#boot');
  await expect(caption(page)).toHaveText(/^control-plane is switched on/, WHILE_IT_PLAYS);
  const box = (name: string): ReturnType<typeof stage> => stage(page).getByRole('group', { name, exact: true });
  for (const name of ['kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler']) await expect(box(name)).toContainText('not started');
  await expect(box('worker-1')).toContainText('no power');
  await expect(milestones(page)).toHaveCount(15);

  await playback(page).getByRole('button', { name: 'One step forward' }).click();
  await expect(caption(page)).toHaveText(/^kubelet on control-plane reads its folder/);
  await milestones(page).nth(1).click();
  await expect(box('etcd')).not.toContainText('starting');
  await expect(box('kube-apiserver')).toContainText('starting');
  await expectAccessible(page);

  // Nobody is there to ask: a branch of its own, from here.
  await setSpeed(page, '1 : 1');
  await type(page, 'kubectl get nodes');
  await expect(line(page, /^The connection to the server .* was refused/)).toBeVisible(WHILE_IT_PLAYS);
  await page.getByRole('group', { name: 'Branches' }).getByRole('button', { name: /^A/ }).click();

  await milestones(page).nth(8).click();
  await expect(moment(page)).toHaveText('9.515 s');
  await expect(box('worker-2')).toContainText('not in the API yet');
  await expect(box('worker-3')).toContainText('no power');
  await expect.poll(() => kept(page)).toContain('"playhead":951');
  await page.reload();
  await expect(moment(page)).toHaveText('9.515 s', WHILE_IT_PLAYS);
  await expect(milestones(page)).toHaveCount(15);

  // Without it everything counts from where the cluster waits; Home twice leads back.
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('Leave out the boot');
  await page.getByRole('option', { name: 'Leave out the boot' }).click();
  await expect(milestones(page)).toHaveCount(0, WHILE_IT_PLAYS);
  await expect(box('worker-3')).toContainText('Ready');
  await stage(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Home');
  await expect(milestones(page)).toHaveCount(15, WHILE_IT_PLAYS);
  await expect(box('kube-apiserver')).toContainText('not started');
});
