// Opened once, the page works without a network; under any path.

import { caption, expect, expectPods, manifest, open, play, playback, setSpeed, test, WHILE_IT_PLAYS } from './page.ts';

test.use({ serviceWorkers: 'allow' });

test('after a first visit the page opens, plays and edits without a network', async ({ page, context }) => {
  await open(page);
  // The copy is complete once its keeper is at work.
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state), WHILE_IT_PLAYS).toBe('activated');
  await context.setOffline(true);
  await page.goto('./?language=en');
  await expect(caption(page)).toContainText('Press Play', WHILE_IT_PLAYS);
  await page.reload();
  await expect(caption(page)).toContainText('Press Play', WHILE_IT_PLAYS);
  await expect(manifest(page)).toBeAttached(WHILE_IT_PLAYS);
  await setSpeed(page, '1 : 2');
  await play(page);
  await expectPods(page, /Running/, 3);
  await playback(page).getByRole('button', { name: 'To the start' }).click();
});
