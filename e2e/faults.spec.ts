// Journey: a node loses its power. The stage tells what the cluster believes; going back before it undoes it.

import { caption, expect, expectAccessible, inspector, open, playback, pods, setSpeed, stage, test, toLatest, WHILE_IT_PLAYS } from './page.ts';

test('a node is powered off, is missed, and its Pods are replaced', async ({ page }) => {
  test.slow();
  await open(page);
  await toLatest(page);
  await expect(pods(page, 'Running')).toHaveCount(3);
  await setSpeed(page, '10 : 1');
  await page.getByRole('banner').getByRole('button', { name: 'Faults' }).click();
  const sheet = page.getByRole('dialog', { name: 'Faults' });
  await expect(sheet.getByRole('listitem').filter({ hasText: 'nginx' }).first()).toBeVisible();
  await expectAccessible(page);
  await sheet.getByRole('button', { name: 'worker-2: Power off' }).click();
  await expect(sheet).toHaveCount(0);

  // At first only the node knows; the cluster notices when its heartbeats stay out.
  const node = stage(page).getByRole('group', { name: 'worker-2' });
  await expect(node).toContainText('power cut', { ignoreCase: true, ...WHILE_IT_PLAYS });
  await expect(node).toContainText('NotReady', WHILE_IT_PLAYS);
  await expect(node).toContainText(/believes/);
  // Five minutes later the Pod is given up, and another takes its place.
  await expect(node.getByRole('button').filter({ hasText: 'Terminating' })).toHaveCount(1, WHILE_IT_PLAYS);
  await expect(pods(page, 'Running')).toHaveCount(3, WHILE_IT_PLAYS);
  await expectAccessible(page);

  // The fault is on the timeline, and what it did leads back to it.
  await node.getByRole('button').filter({ hasText: 'Terminating' }).click();
  await inspector(page).getByRole('tab', { name: 'Why' }).click();
  await expect(inspector(page).getByRole('list').first().getByRole('button').first()).toBeVisible();

  // Before it, it has never happened.
  await page.getByRole('button', { name: /^Milestone 7/ }).click();
  await expect(node).not.toContainText('NotReady');
  await expect(pods(page, 'Running')).toHaveCount(3);
  await page.getByRole('banner').getByRole('button', { name: 'Faults' }).click();
  await expect(sheet.getByRole('button', { name: 'worker-2: Power off' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(playback(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(caption(page)).toBeVisible();
});
