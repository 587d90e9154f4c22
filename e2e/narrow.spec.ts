// Journey: on a phone. One column, five views, the inspector as a sheet over the stage.

import type { Locator, Page } from '@playwright/test';
import { caption, expect, expectAccessible, inspector, playback, test, WHILE_IT_PLAYS } from './page.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

const view = (page: Page, name: string): Locator => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name });
const pods = (page: Page): Locator => page.getByRole('main').locator('button[title^=nginx-deployment]');

/** Nothing sticks out at the side. */
async function expectFits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const out = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('button, h2, dialog[open], input, select')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > 391 && !e.closest('.react-flow, [role=tablist], .monaco-editor')).map((e) => `${e.className} ${e.innerText}`));
  expect(out).toEqual([]);
}

test('apply, play, look into a Pod and into the record', async ({ page }) => {
  await page.goto('./');
  await expect(caption(page)).toContainText('Press Play', WHILE_IT_PLAYS);
  await expectFits(page);
  for (const name of ['YAML', 'Record', 'kubectl', 'Lessons', 'Stage']) {
    await view(page, name).tap();
    await expect(view(page, name)).toHaveAttribute('aria-current', 'page');
    await expectFits(page);
  }
  await expect(page.getByRole('main')).toBeVisible();

  // Apply from the plain editor, and see it on the stage.
  await view(page, 'YAML').tap();
  const text = page.getByRole('textbox', { name: /^Manifest / });
  await text.fill((await text.inputValue()).replace('replicas: 3', 'replicas: 2'));
  await page.getByRole('button', { name: /^Apply/ }).tap();
  await view(page, 'Stage').tap();
  await expect(pods(page)).toHaveCount(2, WHILE_IT_PLAYS);
  await expectAccessible(page);

  // A Pod opens the sheet; it closes again.
  await pods(page).first().tap();
  await expect(inspector(page)).toBeVisible();
  await expect(inspector(page)).toContainText('Pod in default');
  await expectFits(page);
  await expectAccessible(page);
  await inspector(page).getByRole('button', { name: 'Close' }).tap();
  await expect(inspector(page)).toBeHidden();

  // The newest row opens the record; a row of it opens its details.
  await page.getByRole('button', { name: 'Open the whole record' }).tap();
  await expect(view(page, 'Record')).toHaveAttribute('aria-current', 'page');
  await page.locator('#ks-record').getByRole('row').nth(3).tap();
  await expect(inspector(page)).toBeVisible();
  await inspector(page).getByRole('button', { name: 'Close' }).tap();

  // Sheets fit.
  await page.getByRole('banner').getByRole('button', { name: 'Share moment' }).tap();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectFits(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
  await page.getByRole('banner').getByRole('button', { name: 'More' }).tap();
  await page.getByRole('button', { name: 'Faults' }).tap();
  await expect(page.getByRole('dialog', { name: 'Faults' })).toBeVisible();
  await expectFits(page);
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
  await expect(playback(page).getByRole('button', { name: /^(Play|Pause)$/ })).toBeVisible();
});
