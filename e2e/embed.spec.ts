// Journey: the page inside a page of another origin, without storage, at a moment, in a language and a theme.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, expectAccessible, open, test } from './page.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('the copied code shows the moment in a page of another origin, and leads to the whole', async ({ page, another }, info) => {
  await open(page);
  await page.getByRole('button', { name: /^Milestone 6/ }).click();
  await page.getByRole('banner').getByRole('button', { name: 'Share moment' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await sheet.getByRole('button', { name: 'Copy embed code' }).click();
  await expect(sheet.getByRole('button', { name: 'Copied' })).toBeVisible();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  expect(code).toMatch(/^<iframe src="http[^"]*\?embed&amp;view=stage&amp;controls=basic&amp;theme=dark&amp;lang=en#v1=[\w-]+"/);

  // Another origin.
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(`<!doctype html><html lang="en"><title>blog</title><main><h1>Blog</h1>${code}</main>`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = await another();
  await host.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const frame = host.frameLocator('iframe');
  await expect(frame.getByRole('button', { name: /^nginx-deployment|Running/ }).first()).toBeVisible({ timeout: 60_000 });
  await expect(frame.getByTitle(/^nginx-deployment-.*: /)).toHaveCount(3);
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(frame.getByRole('button', { name: 'Play or pause' })).toBeEnabled();
  const link = frame.getByRole('link', { name: 'Open in KubeStage' });
  await expect(link).toHaveAttribute('href', /\?lang=en#v1=[\w-]{100,}$/);
  await expectAccessible(host);
  await host.screenshot({ path: info.outputPath('embed.png') });
  // Browsers keep a frame of another origin from the storage, or it is left empty.
  const kept = await host.frames()[1]?.evaluate(() => {
    try {
      return Object.keys(localStorage).length;
    } catch {
      return 0;
    }
  });
  expect(kept).toBe(0);
  const whole = host.context().waitForEvent('page');
  await link.click();
  await expect((await whole).getByRole('banner')).toBeVisible({ timeout: 60_000 });
  server.close();
});

test('an address may ask for anything: what is not known is not done', async ({ page }) => {
  await page.goto('./?embed&view=<script>&controls=javascript:alert(1)&theme=__proto__&lang=ko');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.getByRole('link', { name: 'KubeStage에서 열기' })).toBeVisible();
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.getByRole('banner')).toHaveCount(0);
  await expectAccessible(page);
});
