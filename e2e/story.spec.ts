// Journey 1: somebody opens the page for the first time and presses Play.

import { caption, controller, expect, expectAccessible, expectAtRest, expectPods, line, milestones, open, play, playback, pods, setSpeed, stage, stepBackTo, test, WHILE_IT_PLAYS } from './page.ts';

test('the first visit plays the story of a Deployment', async ({ page }) => {
  await open(page);
  // It stands before its first step: nothing has happened, and all of it can be seen ahead.
  await expect(caption(page)).toHaveText('Press Play, or change the manifest and press Apply');
  await expect(page.getByRole('img', { name: 'Milestone 1, now' })).toBeVisible();
  await expect(stage(page).getByText('Nothing has happened yet.').first()).toBeVisible();
  await expect(pods(page)).toHaveCount(0);
  await expect(milestones(page)).toHaveCount(7);

  await setSpeed(page, '1 : 20');
  await play(page);
  await expect(controller(page, 'ReplicaSet')).toContainText('0 of 3 ready', WHILE_IT_PLAYS);
  await setSpeed(page, '1 : 5');
  await expectPods(page, /Running/, 3);
  await expect(controller(page, 'ReplicaSet')).toContainText('3 of 3 ready', WHILE_IT_PLAYS);
  await expect(caption(page)).toContainText('All is quiet', WHILE_IT_PLAYS);
  // Behind the last of it the page stops, soon.
  await expectAtRest(page);
  await expect(playback(page).getByText(/^1[45]\.\d+ s$/)).toBeVisible();
  await expect(page.getByRole('img', { name: 'Milestone 7, past' })).toBeVisible();

  // Each step of it can be read again.
  for (const sentence of [
    /container started → PATCH status Running/,
    /pulled nginx:1\.27/,
    /ReplicaSet controller: 3 wanted, 0 exist → POST pods ×3/,
    /Scheduler: .* → POST binding/,
    /Deployment controller: no ReplicaSet matches → POST ReplicaSet/,
    /kubectl: nothing there yet \(404\) → POST Deployment/,
  ])
    await stepBackTo(page, sentence);
  await expect(line(page, 'deployment.apps/nginx-deployment created')).toBeVisible();
  await expectAccessible(page);
});

test('each milestone has its own sentence', async ({ page }) => {
  await open(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('radio', { name: 'milestone' }).click();
  const said = new Set<string>();
  for (let n = 1; n <= 7; n++) {
    await playback(page).getByRole('button', { name: 'One step forward' }).click();
    await expect(milestones(page).nth(n - 1)).toHaveClass(/ks-is-now/);
    // The caption follows in a task of its own.
    await page.waitForTimeout(150);
    said.add(await caption(page).innerText());
  }
  expect(said.size).toBe(7);
  await expectPods(page, /Running/, 3);
  await expectAccessible(page);
});
