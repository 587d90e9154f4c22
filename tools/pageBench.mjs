// How fast the built page is: `npm run build`, then `node tools/pageBench.mjs [--json] [--dist <folder>] [--only load,play,steps,big,packets] [--slow 2]`.
// It serves the folder gzipped, as any host does, and measures in a Chromium whose processor is slowed down twice and whose
// line is held to 10 Mb/s with 40 ms for a round trip. Figures only: they depend on the machine, and no test asserts them.
//
//   load   first paint, LCP, layout shift, and when the stage can be used (fresh profile)
//   play   a Deployment of 200 Pods as it is created and as its containers start
//   steps  the main thread's time for one playhead change, with each tab of inspector and dock open
//   big    the same as play with 1,000 Pods on 50 nodes
//   packets  200 Pods and a crowd of messages on the roads: played back (the worker rests) and while the simulation runs ahead
//          live. `heads` are drawn, `messages` is what they stand for: crowds are merged, never thinned out

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { chromiumArgs, ensureChromium } from './chromium.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    dist: { type: 'string', default: resolve(import.meta.dirname, '../dist') },
    only: { type: 'string', default: 'load,play,steps,big,packets' },
    slow: { type: 'string', default: '2' },
  },
});
const parts = new Set(options.only.split(','));
const SLOW = Number(options.slow);
const LINE = { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.png': 'image/png', '.txt': 'text/plain', '.webmanifest': 'application/manifest+json' };

/** The folder as a host sends it: text gzipped, each file packed once. */
function serve(folder) {
  const packed = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (!file.startsWith(folder) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = extname(file);
    const plain = /^\.(?:woff2|png)$/.test(type);
    if (!packed.has(file)) packed.set(file, plain ? readFileSync(file) : gzipSync(readFileSync(file), { level: 9 }));
    response.writeHead(200, { 'content-type': TYPES[type] ?? 'application/octet-stream', 'cache-control': 'max-age=60', ...(plain ? {} : { 'content-encoding': 'gzip' }) });
    response.end(packed.get(file));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ server, url: `http://127.0.0.1:${server.address().port}/` })));
}

/** A link to a run in which a Deployment was applied just after the boot; opened at `at`, known up to `until`. */
function link(url, { shape, replicas, at, until, service = false }) {
  const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: ${replicas}\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: nginx\n        image: nginx:1.27\n${service ? '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n' : ''}`;
  const inputs = [
    { at: APPLIED * 1e6, input: { type: 'file', path: 'web.yaml', content: text } },
    { at: APPLIED * 1e6, input: { type: 'kubectl', args: ['apply', '-f', 'web.yaml'], text: 'kubectl apply -f web.yaml' } },
  ];
  const shared = { record: { version: 1, seed: 42, shape, inputs }, until: Math.round(until * 1e6), at: Math.round(at * 1e6), language: 'en', title: 'bench', files: [{ name: 'web.yaml', text }], file: 'web.yaml' };
  return `${url}#v1=${deflateRawSync(JSON.stringify(shared)).toString('base64url')}`;
}
/** Simulated seconds: after the boot of every shape that is used here. */
const APPLIED = 36;

/** Kept by the page itself: paints, shifts, long tasks, frames. */
function watch() {
  const seen = (globalThis.ksBench = { lcp: 0, largest: [], shift: 0, long: [], stage: 0, editor: 0, frames: [] });
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) {
      seen.lcp = e.startTime;
      seen.largest.push([Math.round(e.startTime), e.size, `${e.element?.tagName ?? ''}.${e.element?.className ?? ''}`.slice(0, 60), (e.element?.textContent ?? '').slice(0, 40)]);
    }
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) seen.long.push(Math.round(e.duration));
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (!seen.editor && document.querySelector('.ks-raw-text')?.value) seen.editor = performance.now();
    const stage = document.querySelector('.ks-stage');
    if (!seen.stage && stage && stage.dataset.starting === undefined) seen.stage = performance.now();
    if (!seen.stage || !seen.editor) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const percentile = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;
const round = (n, digits = 1) => Number(n.toFixed(digits));
const median = (list) => percentile(list, 0.5);

async function opened(browser, address, { slow = SLOW, line } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow });
  if (line) {
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', line);
  }
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(watch);
  await page.goto(address);
  return { context, page, cdp };
}

const metrics = async (cdp) => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));

/** Frames and what the main thread did for them, while something goes on for so many milliseconds. */
async function during({ page, cdp }, ms) {
  const before = await metrics(cdp);
  const { frames, packets } = await page.evaluate(
    (lasts) =>
      new Promise((done) => {
        const times = [];
        const packets = [];
        const begun = performance.now();
        const tick = (time) => {
          times.push(time);
          packets.push((document.querySelector('.ks-stage-canvas')?.dataset.packets ?? '0/0').split('/').map(Number));
          if (performance.now() - begun < lasts) requestAnimationFrame(tick);
          else done({ frames: times.slice(1).map((t, i) => t - times[i]), packets });
        };
        requestAnimationFrame(tick);
      }),
    ms,
  );
  const after = await metrics(cdp);
  const each = (name) => round(((after[name] - before[name]) * 1000) / frames.length, 2);
  const all = frames.reduce((sum, f) => sum + f, 0);
  return {
    fps: round((frames.length * 1000) / all),
    frameP50: round(percentile(frames, 0.5)),
    frameP95: round(percentile(frames, 0.95)),
    frameMost: round(Math.max(...frames)),
    // Of the main thread, for each frame: processor time, so that what else the machine does counts little.
    task: each('TaskDuration'),
    script: each('ScriptDuration'),
    style: each('RecalcStyleDuration'),
    layout: each('LayoutDuration'),
    heads: crowd(packets.map(([heads]) => heads)),
    messages: crowd(packets.map(([, messages]) => messages)),
  };
}

/** Least, middle and most. */
const crowd = (list) => `${Math.min(...list)}…${median(list)}…${Math.max(...list)}`;

async function measureLoad(browser, url, times = 3) {
  const runs = [];
  for (let i = 0; i < times; i++) {
    const { context, page } = await opened(browser, url, { line: LINE });
    await page.waitForFunction(() => globalThis.ksBench.stage > 0, undefined, { timeout: 60_000 });
    await page.waitForTimeout(1500);
    runs.push(await page.evaluate(() => ({ ...globalThis.ksBench, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 })));
    await context.close();
  }
  const of = (read) => round(median(runs.map(read)), 0);
  const middle = runs[0];
  return { firstPaint: of((r) => r.paint), editorText: of((r) => r.editor), lcp: of((r) => r.lcp), stage: of((r) => r.stage), layoutShift: round(median(runs.map((r) => r.shift)), 4), longestTask: of((r) => Math.max(0, ...r.long)), blocked: of((r) => r.long.reduce((sum, d) => sum + Math.max(0, d - 50), 0)), largest: middle.largest };
}

async function run(browser, url, what) {
  const it = await opened(browser, link(url, what));
  const { page } = it;
  await page.waitForFunction(() => globalThis.ksBench.stage > 0 && document.querySelectorAll('.ks-time-lane').length > 3, undefined, { timeout: 240_000 });
  await page.locator('.ks-monaco:not([hidden]) .view-line, .ks-raw-text').first().waitFor();
  await page.waitForTimeout(3000);
  return it;
}

async function setSpeed(page, ratio) {
  const field = page.locator('.ks-transport-ratio');
  await field.fill(ratio);
  await field.press('Enter');
}

async function measurePlay(browser, url, what) {
  const it = await run(browser, url, what);
  const { page } = it;
  const out = {};
  for (const { name, ratio, ms } of what.scenes) {
    await setSpeed(page, ratio);
    await page.locator('.ks-transport-play').click();
    await page.waitForTimeout(300);
    out[name] = { ...(await during(it, ms)), ...(await inSight(page)) };
    await page.locator('.ks-transport-play').click();
  }
  out.heap = round((await metrics(it.cdp)).JSHeapUsedSize / 1e6);
  await it.context.close();
  return out;
}

/** Crowds of messages: a write fan-out as Pods are made, and the bookmarks of every watch of 50 nodes at once. */
async function measurePackets(browser, url) {
  const out = {};
  const scenes = [
    { name: 'starting, 1:10', shape: 'wide-10', at: 9, ratio: '1:10' },
    { name: 'starting, 1:1000', shape: 'wide-10', at: 9, ratio: '1:1000' },
    { name: 'all watches at once, 1:2000', shape: 'wide-50', at: 26.5712, ratio: '1:2000' },
  ];
  for (const { name, shape, at, ratio } of scenes) {
    for (const live of [false, true]) {
      const it = await run(browser, url, { shape, replicas: 200, service: true, at: APPLIED + at, until: APPLIED + (live ? at + 1e-4 : at + 2) });
      const { page } = it;
      // Bookmarks are heartbeats: a player that goes over idle time would not stop for them.
      await page.getByRole('button', { name: 'Skip idle' }).click();
      await setSpeed(page, ratio);
      await page.locator('.ks-transport-play').click();
      await page.waitForTimeout(300);
      out[`${name}, ${live ? 'live' : 'played back'}`] = { ...(await during(it, 3500)), ...(await inSight(page)) };
      await it.context.close();
    }
  }
  return out;
}

/** What the page says of itself. */
const inSight = (page) =>
  page.evaluate(() => ({
    moment: document.querySelector('.ks-transport-moment')?.textContent ?? '',
    pods: document.querySelectorAll('.ks-pod, .ks-pod-cell').length,
    nodes: document.querySelectorAll('*').length,
  }));

/** Every panel open, something chosen: the dearest a playhead change can be. */
async function measureSteps(browser, url, what) {
  const it = await run(browser, url, what);
  const { page } = it;
  const out = {};
  for (const [look, tab] of what.looks) {
    if (tab) await page.locator('.ks-dock [role=tab]').nth(tab).click();
    if (look) await page.locator('.ks-inspector [role=tab]').nth(look).click();
    await setSpeed(page, '1:20');
    await page.locator('.ks-transport-play').click();
    await page.waitForTimeout(300);
    out[`look ${look} tab ${tab}`] = { ...(await during(it, 3000)), moment: (await inSight(page)).moment };
    await page.locator('.ks-transport-play').click();
  }
  await it.context.close();
  return out;
}

const { server, url } = await serve(resolve(options.dist));
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs });
const results = { slow: SLOW };
try {
  const small = { shape: 'wide-10', replicas: 200 };
  const big = { shape: 'wide-50', replicas: 1000 };
  if (parts.has('load')) results.load = await measureLoad(browser, url);
  if (parts.has('play')) results.play200 = await measurePlay(browser, url, { ...small, at: APPLIED + 0.1, until: APPLIED + 40, scenes: [{ name: 'creating, 1:10', ratio: '1:10', ms: 5000 }, { name: 'starting, 1:1', ratio: '1:1', ms: 5000 }] });
  if (parts.has('steps')) results.steps200 = await measureSteps(browser, url, { ...small, at: APPLIED + 3, until: APPLIED + 40, looks: [[0, 0], [1, 1], [2, 2], [3, 3]] });
  if (parts.has('packets')) results.packets200 = await measurePackets(browser, url);
  if (parts.has('big')) results.play1000 = await measurePlay(browser, url, { ...big, at: APPLIED + 0.1, until: APPLIED + 60, scenes: [{ name: 'creating, 1:10', ratio: '1:10', ms: 5000 }, { name: 'starting, 1:1', ratio: '1:1', ms: 5000 }] });
} finally {
  await browser.close();
  server.close();
}
if (options.json) console.log(JSON.stringify(results));
else console.log(JSON.stringify(results, undefined, 1).replace(/\[\s+([^[\]]*?)\s+\]/g, (_, list) => `[${list.replace(/\s+/g, ' ')}]`));
