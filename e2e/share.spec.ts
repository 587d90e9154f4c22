// Journey: share a moment. The link opens the same run, at the same moment, in the same language, in another's browser.

import { readFile } from 'node:fs/promises';
import { caption, editor, expect, expectAccessible, moment, open, pods, test, toLatest } from './page.ts';

const suffixes = (titles: readonly (string | null)[]): readonly string[] => titles.map((t) => t ?? '').sort();

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('a link opens at the same moment, in the same language', async ({ page, another }) => {
  await open(page);
  await page.getByRole('button', { name: /^Milestone 6/ }).click();
  await expect(pods(page)).toHaveCount(3);
  await page.getByRole('radio', { name: '한국어' }).click();
  const shown = page.getByRole('main');
  const pod = shown.locator('button[title^=nginx-deployment]');
  const before = { moment: await moment(page).innerText(), pods: suffixes(await pod.evaluateAll((all) => all.map((b) => b.getAttribute('title')))) };
  await page.getByRole('banner').getByRole('button', { name: '이 순간 공유' }).click();
  const sheet = page.getByRole('dialog', { name: '이 순간 공유하기' });
  await expect(sheet.getByRole('textbox').first()).toHaveValue(/#v1=[\w-]{100,}$/);
  await expectAccessible(page);
  await sheet.getByRole('button', { name: '링크 복사' }).click();
  await expect(sheet.getByRole('button', { name: '복사했다' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeLessThan(4000);

  const fresh = await another();
  await fresh.goto(link);
  await expect(moment(fresh)).toHaveText(before.moment);
  await expect(fresh.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(fresh.getByRole('main').locator('button[title^=nginx-deployment]')).toHaveCount(3);
  expect(suffixes(await fresh.getByRole('main').locator('button[title^=nginx-deployment]').evaluateAll((all) => all.map((b) => b.getAttribute('title'))))).toEqual(before.pods);
  // The run is the page's own from now on; its address is clean.
  expect(new URL(fresh.url()).hash).toBe('');
  await expect(fresh.getByRole('tab', { name: 'nginx.yaml' })).toBeVisible();
  await expectAccessible(fresh);
});

test('a broken link says so and loses nothing', async ({ page }) => {
  await open(page);
  await toLatest(page);
  const at = await moment(page).innerText();
  for (const [fragment, says] of [['#v1=thisIsNoRun', 'This link is broken'], ['#v9=AAAA', 'made by a newer KubeStage'], ['#lesson=no-such-lesson', 'This link is broken'], ['#p2=AAAA', 'made by a newer KubeStage']] as const) {
    await page.evaluate((hash) => (location.hash = hash), fragment);
    await expect(page.getByText(says)).toBeVisible();
    await expect(moment(page)).toHaveText(at);
    await expect(pods(page, 'Running')).toHaveCount(3);
  }
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText('made by a newer')).toHaveCount(0);

  // In a window of its own: the first visit, and the strip above it.
  await page.goto('about:blank');
  await page.goto('./#v1=thisIsNoRun');
  await expect(page.getByText('This link is broken')).toBeVisible();
  await expect(moment(page)).toHaveText(at);
  await expect(pods(page, 'Running')).toHaveCount(3);
});

test('a run is saved as a file and opened again', async ({ page, another }, info) => {
  await open(page);
  await page.getByRole('button', { name: /^Milestone 4/ }).click();
  const before = { moment: await moment(page).innerText(), caption: await caption(page).innerText() };
  await page.getByRole('banner').getByRole('button', { name: 'Share moment' }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Save as a file' }).click();
  const file = info.outputPath('run.kubestage.json');
  await (await saving).saveAs(file);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ record: { version: 1, seed: 42 } });

  const fresh = await another();
  await open(fresh);
  await fresh.getByRole('banner').getByRole('button', { name: 'Share moment' }).click();
  const choosing = fresh.waitForEvent('filechooser');
  await fresh.getByRole('dialog').getByRole('button', { name: 'Open a file' }).click();
  await (await choosing).setFiles(file);
  await expect(moment(fresh)).toHaveText(before.moment);
  await expect(caption(fresh)).toHaveText(before.caption);
  await expect(editor(fresh).getByRole('tab', { name: 'nginx.yaml' })).toBeVisible();
});
