// The same record gives the same trace, to the byte, in Node and in this browser.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from './page.ts';

const root = resolve(import.meta.dirname, '..');
const example = (name: string): string => readFileSync(resolve(root, 'src/ui/editor/examples', name), 'utf8');
const apply = (at: number, path: string): readonly object[] => [
  { at, input: { type: 'file', path, content: example(path) } },
  { at, input: { type: 'kubectl', args: ['apply', '-f', path], text: `kubectl apply -f ${path}` } },
];
const kubectl = (at: number, line: string): object => ({ at, input: { type: 'kubectl', args: line.split(' '), text: `kubectl ${line}` } });

const SECONDS = 200;
const RECORD = {
  version: 1,
  seed: 7,
  shape: 'default',
  inputs: [
    ...apply(60e6, 'nginx.yaml'),
    ...apply(70e6, 'bad-image.yaml'),
    kubectl(90e6, 'scale deployment/nginx-deployment --replicas=5'),
    { at: 100e6, input: { type: 'fault', fault: { fault: 'nodeDown', node: 'worker-2' } } },
    ...apply(110e6, 'crash-loop.yaml'),
    kubectl(150e6, 'delete deployment nginx-deployment'),
  ],
};

test('a record replays to the same trace in Node and in Chromium', async ({ page }, info) => {
  const file = info.outputPath('record.json');
  writeFileSync(file, JSON.stringify(RECORD));
  const node = execFileSync(process.execPath, ['tools/run.mjs', 'hash', file, '--to', String(SECONDS)], { cwd: root, encoding: 'utf8' }).trim();
  expect(node).toMatch(/^[0-9a-f]{16,}$/);

  const manifest = JSON.parse(readFileSync(resolve(root, process.env.E2E_DIST ?? 'dist', '.vite/manifest.json'), 'utf8')) as Record<string, { assets?: string[] }>;
  const worker = Object.values(manifest).flatMap(({ assets = [] }) => assets).find((a) => /\/worker-[^/]*\.js$/.test(a)) as string;
  await page.goto('./');
  const browser = await page.evaluate(
    ({ url, record, to }) =>
      new Promise<string>((done, failed) => {
        const port = new Worker(new URL(url, location.href), { type: 'module' });
        port.onerror = (e) => failed(new Error(e.message));
        port.onmessage = ({ data }: MessageEvent<{ type: string; message?: string; answer?: { hash: string } }>) => {
          if (data.type === 'ready') port.postMessage({ type: 'open', branch: 1, record, to });
          else if (data.type === 'batch') port.postMessage({ type: 'credit', branch: 1 });
          else if (data.type === 'halted') failed(new Error(data.message));
          else if (data.type === 'opened') port.postMessage({ type: 'ask', branch: 1, request: 1, question: { ask: 'hash' } });
          else if (data.type === 'answer') done(data.answer?.hash ?? '');
        };
      }),
    { url: worker, record: RECORD, to: SECONDS * 1e6 },
  );
  expect(browser).toBe(node);
});
