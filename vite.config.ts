import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { lateParts, wholeAtOnce } from './tools/lateParts.mjs';

/** The built page talks to nobody but its own host, and runs no script that was not built with it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  // Monaco, xterm and React Flow set styles on elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY }, injectTo: 'head-prepend' }],
};

/** What the entry asks for first is asked for with it, so that page and language arrive in one round trip. */
const preloadPage: Plugin = {
  name: 'preload-page',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const page = Object.values(bundle ?? {}).find((chunk) => chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith('/ui/app/mount.tsx'));
      if (page?.type !== 'chunk') return [];
      const styles = page.viteMetadata ? [...page.viteMetadata.importedCss] : [];
      return [
        ...[page.fileName, ...page.imports].map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: '', href: `./${file}` }, injectTo: 'head' as const })),
        ...styles.map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'style', crossorigin: '', href: `./${file}` }, injectTo: 'head' as const })),
      ];
    },
  },
};

/** `virtual:simplified`: what the simulation's own comments say it leaves out, for the page that tells so. */
const simplified: Plugin = {
  name: 'simplified',
  resolveId: (id) => (id === 'virtual:simplified' ? '\0virtual:simplified' : undefined),
  load(id) {
    if (id !== '\0virtual:simplified') return undefined;
    const src = resolve(import.meta.dirname, 'src');
    const found = ['sim', 'kubectl'].flatMap((folder) =>
      readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !/\.test\.ts$/.test(file))
        .sort()
        .flatMap((file) => sentences(readFileSync(join(src, folder, file), 'utf8')).map((text) => ({ area: folder === 'sim' ? (file.split(/[\\/]/)[0] as string) : folder, text }))),
    );
    return `export const simplified = ${JSON.stringify(found)};`;
  },
};

/** `Simplified: …`, which may go on over the next lines of its comment. */
function sentences(source: string): string[] {
  const lines = source.split('\n').map((line) => /^\s*(?:\/\/|\/?\*+)\s?(.*?)(?:\*\/)?\s*$/.exec(line)?.[1]);
  const found: string[] = [];
  lines.forEach((line, i) => {
    const start = line?.indexOf('Simplified:') ?? -1;
    if (line === undefined || start < 0) return;
    let text = line.slice(start + 'Simplified:'.length).trim();
    for (let next = i + 1; lines[next] && !/^(Simplified|Upstream|@\w+)/.test(lines[next] as string); next++) text += ` ${lines[next]}`;
    found.push(text);
  });
  return found;
}

export default defineConfig(({ command }) => ({
  base: process.env.BASE_PATH ?? './',
  plugins: [react(), contentSecurityPolicy, preloadPage, simplified, wholeAtOnce()],
  worker: { format: 'es', plugins: () => [command === 'build' ? lateParts() : wholeAtOnce()] },
  build: { target: 'es2022', modulePreload: { polyfill: false }, manifest: true, chunkSizeWarningLimit: 6000 },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1', port: 4173 },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 120_000,
  },
}));
