// Journey: a lesson from the header to its end, by what it offers; one guess is wrong. A reload keeps it.

import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, inspector, moment, open, playback, setSpeed, stage, test, WHILE_IT_PLAYS } from './page.ts';

const lesson = (page: Page): Locator => page.locator('#ks-lesson');
/** The step that counts now. */
const step = (page: Page, title: string | RegExp): Locator => lesson(page).locator('[aria-current=step]').filter({ hasText: title });
const run = (page: Page, line: RegExp): Locator => lesson(page).getByRole('button', { name: line });
const option = (page: Page, name: RegExp): Locator => lesson(page).getByRole('button', { name });

async function choose(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Lessons' }).click();
  await page.getByRole('dialog', { name: 'Lessons' }).getByRole('button', { name }).click();
}

test('healing twice: act, predict, look at the moment that shows why, come back after a reload', async ({ page }) => {
  await open(page);
  await setSpeed(page, '1 : 1');
  await page.getByRole('banner').getByRole('button', { name: 'Lessons' }).click();
  await expect(page.getByRole('dialog', { name: 'Lessons' }).getByRole('button', { name: /^Healing, twice/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('dialog', { name: 'Lessons' }).getByRole('button', { name: /^Healing, twice/ }).click();

  await expect(step(page, 'Look at the Pods')).toBeVisible(WHILE_IT_PLAYS);
  await expect(lesson(page).getByRole('heading', { name: 'Delete a Pod, and who makes it again?' })).toBeVisible();
  await run(page, /^Run kubectl get pods/).click();

  // A guess that turns out wrong.
  await option(page, /Another Pod takes its place/).click(WHILE_IT_PLAYS);
  await expect(option(page, /Another Pod takes its place/)).toHaveAttribute('aria-pressed', 'true');
  await run(page, /^Run kubectl exec web-\S+ -- sh -c 'kill 1'/).click();
  await expect(step(page, 'When is the new one made')).toBeVisible(WHILE_IT_PLAYS);
  await expect(lesson(page)).toContainText('Not as predicted.');
  await expect(option(page, /The same Pod goes on.*what happened/)).toBeVisible();

  // A right one, and one by a box on the stage.
  await option(page, /As soon as the deletion is marked/).click();
  await expect(step(page, 'where will the new Pod run')).toBeVisible();
  await stage(page).getByText('worker-2', { exact: true }).click();
  await expect(step(page, 'Delete a Pod')).toBeVisible();
  await run(page, /^Run kubectl delete pod web-/).click();
  await expect(step(page, 'Find out who it was')).toBeVisible(WHILE_IT_PLAYS);
  await expect(lesson(page)).toContainText('As you predicted.');
  await expectAccessible(page);
  await run(page, /^Run kubectl get replicasets/).click();
  await expect(lesson(page).getByRole('region', { name: 'Done' })).toContainText('of 3 predictions were right', WHILE_IT_PLAYS);

  // The moment that shows why: the playhead goes back, and the lesson with it.
  await lesson(page).getByRole('button', { name: /Guess first: a container/ }).click();
  await lesson(page).getByRole('button', { name: 'See that moment' }).first().click();
  await expect(inspector(page)).toBeVisible();
  await expect(lesson(page).getByRole('region', { name: 'Done' })).toHaveCount(0);
  await expect(step(page, 'Delete a Pod')).toBeVisible();
  const then = await moment(page).innerText();

  // It is all there after a reload, and goes on from where it stands.
  await page.waitForTimeout(1000);
  await page.reload();
  await expect(step(page, 'Delete a Pod')).toBeVisible(WHILE_IT_PLAYS);
  await expect(moment(page)).toHaveText(then);
  await playback(page).getByRole('button', { name: /^To latest/ }).click();
  await expect(lesson(page).getByRole('region', { name: 'Done' })).toBeVisible();
  await lesson(page).getByRole('button', { name: 'Files of the lesson' }).click();
  await expect(page.getByRole('region', { name: 'Editor' })).toContainText('web.yaml');
  await page.getByRole('button', { name: 'Back to the lesson' }).click();
  await lesson(page).getByRole('button', { name: 'Leave the lesson' }).click();
  await choose(page, /^Healing, twice.*done/);
  await expect(step(page, 'Look at the Pods')).toBeVisible(WHILE_IT_PLAYS);
});

test('in Korean, with an order to guess and the keyboard alone', async ({ page }) => {
  await page.goto('./?lang=ko');
  await page.getByRole('banner').getByRole('button', { name: '레슨' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^롤아웃과 롤백/ }).focus();
  await page.keyboard.press('Enter');
  await expect(step(page, '무엇이 먼저 일어날까')).toBeVisible(WHILE_IT_PLAYS);
  for (const words of [/두 번째 레플리카셋이 만들어진다/, /첫 번째 새 파드가 준비된다/, /첫 번째 옛 파드가 지워진다/]) {
    await option(page, words).focus();
    await page.keyboard.press('Enter');
  }
  await expect(step(page, 'nginx:1.28을 롤아웃하자')).toBeVisible();
  await lesson(page).getByRole('button', { name: '힌트 1 / 2' }).click();
  await expect(lesson(page)).toContainText('kubectl set image');
  await expectAccessible(page);
});
