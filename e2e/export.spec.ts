// Journey: take it with you. The stage as a drawing, the events as a table, the trace line by line, a film, a hand-out.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, open, pods, test, toLatest } from './page.ts';

async function saved(page: Page, button: RegExp, to: string): Promise<Buffer> {
  const saving = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: button }).click();
  const download = await saving;
  await download.saveAs(to);
  return readFile(to);
}

test('the stage, the events and the trace become files', async ({ page }, info) => {
  await open(page);
  await toLatest(page);
  await expect(pods(page, 'Running')).toHaveCount(3);
  await page.getByRole('banner').getByRole('button', { name: 'Share moment' }).click();
  await expectAccessible(page);
  const svg = (await saved(page, /^Stage, SVG/, info.outputPath('stage.svg'))).toString();
  const read = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return { error: parsed.querySelector('parsererror')?.textContent ?? '', words: [...parsed.querySelectorAll('text')].map((t) => t.textContent), paths: parsed.querySelectorAll('path').length, foreign: parsed.querySelectorAll('foreignObject, image, script').length };
  }, svg);
  expect(read.error).toBe('');
  expect(read.foreign).toBe(0);
  expect(read.paths).toBeGreaterThan(80);
  for (const word of ['kube-apiserver', 'kube-scheduler', 'kube-controller-manager', 'etcd', 'worker-1', 'Running']) expect(read.words).toContain(word);

  const png = await saved(page, /^Stage, PNG/, info.outputPath('stage.png'));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeGreaterThan(40_000);
  const csv = (await saved(page, /^Events, CSV/, info.outputPath('events.csv'))).toString();
  expect(csv.split('\r\n')[0]).toBe('time_s,type,reason,kind,namespace,name,count,message');
  expect(csv).toMatch(/,Normal,Started,Pod,default,nginx-deployment-/);
  const lines = (await saved(page, /^Trace, JSON Lines/, info.outputPath('trace.jsonl'))).toString().trim().split('\n').map((l) => JSON.parse(l) as { type: string });
  expect(lines[0]).toMatchObject({ type: 'run', seed: 42 });
  expect(lines.filter(({ type }) => type === 'change').length).toBeGreaterThan(500);
});

test('a part of the timeline becomes a film', async ({ page, another }, info) => {
  await open(page);
  await page.getByRole('banner').getByRole('button', { name: 'Share moment' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('combobox', { name: 'Lasts' }).selectOption('5');
  const webm = await saved(page, /^Video, WebM: Record/, info.outputPath('stage.webm'));
  // EBML, and more than a still would need.
  expect(webm.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
  expect(webm.length).toBeGreaterThan(20_000);
  // It can be looked at, and there is a band for the caption under the stage.
  const stage = await page.locator('.ks-stage').evaluate(({ clientHeight }) => clientHeight);
  // The page itself lets in no films.
  const viewer = await another();
  const height = await viewer.evaluate(async (data) => {
    const video = document.createElement('video');
    video.src = `data:video/webm;base64,${data}`;
    await new Promise((done) => (video.onloadeddata = done));
    return video.videoHeight;
  }, webm.toString('base64'));
  expect(height - stage).toBeGreaterThan(45);
});

test('a hand-out has a page for each milestone', async ({ page }, info) => {
  await page.addInitScript(() => {
    window.print = () => void (document.documentElement.dataset.printed = 'yes');
  });
  await open(page);
  // By the browser's own menu: this moment on one page, and nothing of it stays.
  await expect
    .poll(() =>
      page.evaluate(() => {
        window.dispatchEvent(new Event('beforeprint'));
        const printed = document.querySelectorAll('.ks-hand-out > section svg').length;
        window.dispatchEvent(new Event('afterprint'));
        return printed;
      }),
    )
    .toBe(1);
  await expect(page.locator('.ks-hand-out')).toHaveCount(0);
  await page.keyboard.press('Control+p');
  await expect(page.locator('html')).toHaveAttribute('data-printed', 'yes', { timeout: 60_000 });
  await expect(page.locator('.ks-hand-out > section')).toHaveCount(7);
  await expect(page.locator('.ks-hand-out > section svg')).toHaveCount(7);
  // Each drawing cuts with shapes of its own: all of them share one document.
  const cuts = await page.locator('.ks-hand-out clipPath').evaluateAll((all) => all.map((one) => one.id));
  expect(new Set(cuts).size).toBe(cuts.length);
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: info.outputPath('print.png') });
  await expect(page.locator('.ks-hand-out h1').first()).toBeVisible();
  await expect(page.getByRole('banner')).toBeHidden();
  await page.pdf({ path: info.outputPath('print.pdf'), preferCSSPageSize: true });
});
