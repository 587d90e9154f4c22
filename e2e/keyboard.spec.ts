// Journey: everything with the keyboard alone, and with reduced motion.

import type { Page } from '@playwright/test';
import { caption, editor, expect, expectAccessible, inspector, manifest, moment, open, playback, pods, stage, terminal, test, WHILE_IT_PLAYS } from './page.ts';

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: e } = document;
    return e?.closest('section, aside, header, main, nav')?.getAttribute('aria-label') ?? e?.closest('header, main')?.tagName ?? '';
  });

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('Tab goes through every place and out again', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the stage' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(stage(page)).toBeFocused();

  // From the stage on, every place comes by; a text that keeps Tab for itself lets go with Escape.
  const places = new Set<string>();
  for (let i = 0; i < 90 && !places.has('HEADER'); i++) {
    await page.keyboard.press('Tab');
    const place = await focused(page);
    if (/^(Editor|Terminal with kubectl)/.test(place)) await page.keyboard.press('Escape');
    places.add(place || (await page.evaluate(() => (document.activeElement === document.body ? 'HEADER' : ''))));
  }
  expect([...places]).toEqual(expect.arrayContaining(['Stage', 'Inspector', 'Playback', 'Terminal and tables', 'Timeline']));
});

test('playing, stepping, the palette, the terminal and the boxes', async ({ page }) => {
  await open(page);
  const grain = (name: string) => page.getByRole('radio', { name });
  for (const [key, name] of [['1', 'hop'], ['3', 'milestone'], ['2', 'reconcile']] as const) {
    await page.keyboard.press(key);
    await expect(grain(name)).toBeChecked();
  }
  // Steps cut instead of travelling.
  await page.keyboard.press('3');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('img', { name: 'Milestone 1, now' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('img', { name: 'Milestone 2, now' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('img', { name: 'Milestone 1, now' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(playback(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(playback(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.keyboard.press('End');
  await expect(pods(page, 'Running')).toHaveCount(3);
  await expect(moment(page)).toHaveText('14.001 s');

  // All keys, and away again.
  await page.keyboard.press('Shift+Slash');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // The palette finds a command and runs it.
  await page.keyboard.press('Control+k');
  // Who is faster than its field loses no letter.
  await page.keyboard.type('break some');
  const palette = page.getByRole('dialog').getByRole('combobox');
  await expect(palette).toBeFocused();
  await expect(palette).toHaveValue('break some');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Faults' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // Boxes: Enter chooses one, arrows walk inside it, Escape comes out.
  const box = stage(page).getByRole('group', { name: 'worker-1' });
  await box.focus();
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('heading', { level: 2 })).toHaveText('worker-1');
  await page.keyboard.press('ArrowDown');
  await expect(box.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(inspector(page)).toContainText('Pod in default, on worker-1');
  await page.keyboard.press('Escape');
  await expect(box).toBeFocused();

  // A line of kubectl; Escape leaves the terminal, and its keys are the page's again.
  await page.keyboard.press('/');
  await expect(terminal(page).getByRole('textbox', { name: /^Command line/ })).toBeFocused();
  await page.keyboard.type('kubectl get deployments');
  await page.keyboard.press('Enter');
  await expect(terminal(page).getByRole('listitem').filter({ hasText: /^nginx-deployment +3\/3/ })).toBeVisible(WHILE_IT_PLAYS);
  await page.keyboard.press('Escape');
  await expect(terminal(page).getByRole('textbox', { name: /^Command line/ })).not.toBeFocused();
  await page.keyboard.press('1');
  await expect(grain('hop')).toBeChecked();
  await expectAccessible(page);
});

test('write, apply and leave the editor', async ({ page }) => {
  await open(page);
  await page.keyboard.press('End');
  await expect(pods(page, 'Running')).toHaveCount(3);
  await manifest(page).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: written\n');
  await page.keyboard.press('Control+Enter');
  await expect(terminal(page).getByRole('listitem').filter({ hasText: 'configmap/written created' })).toBeVisible(WHILE_IT_PLAYS);
  await expect(manifest(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(manifest(page)).not.toBeFocused();
  // Tab goes on from the editor, not back into it.
  const apply = editor(page).getByRole('button', { name: /^Apply/ });
  for (let i = 0; i < 8 && !(await apply.evaluate((e) => e === document.activeElement)); i++) await page.keyboard.press('Tab');
  await expect(apply).toBeFocused();
  await expect(caption(page)).toBeVisible();
  await expectAccessible(page);
});
