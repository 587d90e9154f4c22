import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { lateParts, wholeAtOnce } from './tools/lateParts.mjs';
import { serviceWorker } from './tools/serviceWorker.mjs';

/** The built page talks to nobody but its own host, and runs no script that was not built with it. */
const contentSecurityPolicyWith = (...scripts: readonly string[]): string => [
  "default-src 'self'",
  ["script-src 'self'", ...scripts].join(' '),
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

/** What must run before the first paint stands in the document itself, so that nothing is waited for; the policy names it. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const boot = readFileSync(join(import.meta.dirname, 'public/boot.js'), 'utf8').replace(/^\s*\/\/.*\n/gm, '').trim();
      const inlined = html.replace(/<script src="[^"]*boot\.js"><\/script>/, () => `<script>${boot}</script>`);
      if (inlined === html) throw new Error('index.html does not ask for boot.js');
      const hash = `'sha256-${createHash('sha256').update(boot).digest('base64')}'`;
      return { html: inlined, tags: [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicyWith(hash) }, injectTo: 'head-prepend' }] };
    },
  },
};

/** What the page itself asks for, and what it asks for as soon as it is painted. */
const PAGE = '/ui/app/mount.tsx';
const SOON = ['/ui/diagram/Stage.tsx', '/ui/app/panels.ts', '/ui/editor/exampleTexts.ts'];

/**
 * What is needed first is asked for by the document itself, so that nothing waits for another file to name it; but at its
 * end, behind the static shell: the first paint shares the line with nobody.
 */
const preloadPage: Plugin = {
  name: 'preload-page',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).flatMap((chunk) => (chunk.type === 'chunk' ? [chunk] : []));
      const asked = new Set<string>();
      /** A file and what it imports, each once; the styles of what comes later may wait. */
      const preload = (entry: string, late: boolean): HtmlTagDescriptor[] => {
        const chunk = chunks.find(({ facadeModuleId, moduleIds }) => (facadeModuleId ?? moduleIds.at(-1))?.endsWith(entry));
        if (!chunk) throw new Error(`nothing is built of ${entry}`);
        const files = [chunk.fileName, ...chunk.imports];
        const styles = files.flatMap((file) => [...(chunks.find(({ fileName }) => fileName === file)?.viteMetadata?.importedCss ?? [])]);
        const priority = late ? { fetchpriority: 'low' } : {};
        const fresh = (file: string): boolean => !asked.has(file) && asked.add(file).size > 0;
        return [
          ...files.filter(fresh).map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: '', href: `./${file}`, ...priority }, injectTo: 'body' as const })),
          ...styles.filter(fresh).map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'style', crossorigin: '', href: `./${file}`, ...priority }, injectTo: 'body' as const })),
        ];
      };
      const scripts: string[] = [];
      const shell = html.replace(/\s*<(?:script type="module"[^>]*><\/script>|link rel="(?:modulepreload|stylesheet)"[^>]*>)/g, (tag) => (scripts.push(tag), ''));
      return { html: shell.replace('</body>', () => `${scripts.join('')}\n  </body>`), tags: [...preload(PAGE, false), ...SOON.flatMap((entry) => preload(entry, true))] };
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
  plugins: [react(), contentSecurityPolicy, preloadPage, simplified, wholeAtOnce(), serviceWorker()],
  worker: { format: 'es', plugins: () => [command === 'build' ? lateParts() : wholeAtOnce()] },
  build: { target: 'es2022', modulePreload: { polyfill: false }, manifest: true, chunkSizeWarningLimit: 6000 },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1', port: 4173 },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 120_000,
    // Nothing is mocked and nothing is left behind: files may share what they import, which halves the time.
    isolate: false,
    // Left to itself it leaves one core out, which on a machine of two is half.
    maxWorkers: '100%',
  },
}));
