// A playhead that plays stops by itself where it was asked to, and says why.

import { caption, expect, expectAccessible, expectPods, inspector, milestones, open, play, playback, pods, setSpeed, test, WHILE_IT_PLAYS } from './page.ts';

test('playing stops before any bind, and again at the next', async ({ page }) => {
  await open(page);
  await playback(page).getByRole('button', { name: 'Breakpoints' }).click();
  const choice = page.getByRole('dialog', { name: 'Stop by itself' });
  await choice.getByRole('checkbox', { name: 'before any bind' }).check();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await setSpeed(page, '1 : 20');
  await play(page);
  await expect(playback(page).getByText('Stopped: before any bind')).toBeVisible(WHILE_IT_PLAYS);
  await expect(playback(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  // All three are stored, none is on a node, and the inspector shows the request that is about to leave.
  await expect(pods(page)).toHaveCount(0);
  await expect(inspector(page)).toContainText('/binding');
  await expect(caption(page)).not.toContainText('Running');
  await expectAccessible(page);

  // The next one, without waiting for it; then none is set, and it plays to the end.
  await playback(page).getByRole('button', { name: 'Breakpoints: before any bind' }).click();
  await choice.getByRole('button', { name: 'Go to the next' }).click();
  await expect(playback(page).getByText('Stopped: before any bind')).toBeVisible(WHILE_IT_PLAYS);
  await playback(page).getByRole('button', { name: 'Breakpoints: before any bind' }).click();
  await choice.getByRole('button', { name: 'Clear all' }).click();
  await page.keyboard.press('Escape');
  await setSpeed(page, '1 : 2');
  await play(page);
  await expectPods(page, /Running/, 3);
  await expect(milestones(page)).toHaveCount(7);
});
