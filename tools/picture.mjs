// Draws the pictures of the READMEs: `npm run build`, then `node tools/picture.mjs [--dist <folder>]`. Serves the built page,
// opens the story of the first visit at the moment at which the ReplicaSet controller creates its Pods, and writes
// docs/kubestage.png (English) and docs/kubestage-ko.png (Korean).

import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumArgs, ensureChromium } from './chromium.mjs';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: { dist: { type: 'string', default: resolve(root, 'dist') } } });
const PICTURES = [
  { file: resolve(root, 'docs/kubestage.png'), locale: 'en-US', share: 'Share moment', says: /ReplicaSet controller.*3 wanted, 0 exist/ },
  { file: resolve(root, 'docs/kubestage-ko.png'), locale: 'ko-KR', share: '이 순간 공유', says: /레플리카셋 컨트롤러.*3.*0/ },
];
/** How long after the beginning of the story, in microseconds: the first POST is on its way. */
const MOMENT = 140_200;
/** A README should not weigh more. */
const MOST_BYTES = 300_000;

const server = await preview({ root, configFile: resolve(root, 'vite.config.ts'), build: { outDir: options.dist }, preview: { port: 4199, host: '127.0.0.1' }, logLevel: 'error' });
const address = server.resolvedUrls?.local[0] ?? 'http://127.0.0.1:4199/';
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs });
try {
  for (const picture of PICTURES) await draw(picture);
} finally {
  await browser.close();
  await server.close();
}

async function draw({ file, locale, share, says }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale, colorScheme: 'light' });
  const page = await context.newPage();
  await page.goto(address);
  // The link of the first moment holds the whole story; the same link with another moment in it opens there.
  const told = page.locator('.ks-transport').getByText('14.00 s');
  await told.waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: share }).click();
  await page.waitForFunction(() => document.querySelector('dialog[open] input')?.value.includes('#v1='));
  const link = await page.locator('dialog[open] input').first().inputValue();
  await context.close();

  const fresh = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale, colorScheme: 'light' });
  const view = await fresh.newPage();
  await view.goto(at(link, MOMENT));
  await view.locator('.ks-caption').getByText(says).first().waitFor({ timeout: 60_000 });
  await view.evaluate(() => document.fonts.ready);
  await view.waitForLoadState('networkidle');
  await view.mouse.move(700, 520);
  // What comes late, the editor's colours above all, is there.
  await view.waitForTimeout(4000);
  mkdirSync(dirname(file), { recursive: true });
  await view.screenshot({ path: file });
  await fresh.close();
  const { size } = statSync(file);
  console.log(`${file}: ${Math.round(size / 1000)} kB`);
  if (size > MOST_BYTES) throw new Error(`${file} is larger than ${MOST_BYTES} bytes`);
}

/** The link with its playhead so much later. */
function at(link, later) {
  const [page, packed = ''] = link.split('#v1=');
  const shared = JSON.parse(inflateRawSync(Buffer.from(packed, 'base64url')).toString());
  const moved = { ...shared, at: shared.at + later };
  return `${page}#v1=${deflateRawSync(JSON.stringify(moved)).toString('base64url')}`;
}
