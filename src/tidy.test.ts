// Tidiness as a test: words that must not occur in the simulation and what to use instead, files that nobody imports,
// reminders that were left behind. Each message names the remedy.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
}

/**
 * In sim/ and kubectl/: whatever would make two runs of the same session differ. That neither knows a browser or Node is
 * checked by the compiler: tsconfig.sim.json gives them neither's types.
 */
const BANS: readonly Ban[] = [
  { pattern: /\bnew Date\b|\bDate\.|\bDate\(/, instead: 'kernel.now, kernel.timestamp(), base/time.ts' },
  { pattern: /\bperformance\b\./, instead: 'kernel.now; real time belongs to session/host.ts' },
  { pattern: /\b(setTimeout|setInterval|setImmediate|requestAnimationFrame|queueMicrotask)\b/, instead: 'sleep() in a task, or kernel.after()' },
  { pattern: /\bMath\.random\b/, instead: "kernel.stream('purpose')" },
  { pattern: /\bcrypto\b\./, instead: "kernel.stream('purpose').uuid(), fnv1a of base/text.ts" },
  { pattern: /\basync\b\s+(function|\(|\*)|\bawait\b|\bPromise\b/, instead: 'generator tasks (Sim<T>) and Deferred' },
  { pattern: /\bconsole\./, instead: 'the trace' },
  { pattern: /\bIntl\b|\.localeCompare\(|\.toLocale\w*\(/, instead: 'compareText of base/text.ts' },
  { pattern: /\bMath\.(sin|cos|tan|exp|log|log2|log10|pow|sinh|cosh|tanh|atan2?|asin|acos|cbrt|hypot|expm1|log1p)\b/, instead: 'base/ln.ts, or whole numbers: the last digit differs between engines' },
];

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const isTest = (file: string): boolean => /\.(test|bench)\.tsx?$/.test(file) || /(^|\/)testing\//.test(file);

/** A file without its comments and the insides of its texts: words in prose are no calls. */
function code(path: string): string {
  return readFileSync(path, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, (t) => t.replace(/[^\n]/g, (c, i: number) => (insideExpression(t, i) ? c : ' ')));
}

/** Whether a place in a template text lies inside `${…}`. */
function insideExpression(text: string, at: number): boolean {
  let depth = 0;
  for (let i = 0; i < at; i++) {
    if (text.startsWith('${', i)) depth++;
    else if (depth > 0 && text[i] === '}') depth--;
  }
  return depth > 0;
}

describe('tidiness', () => {
  const all = files(SRC);

  it('keeps chance and the real clock out of the simulation', () => {
    const found: string[] = [];
    for (const path of all) {
      const file = relative(SRC, path);
      if (!/^(sim|kubectl|base|trace)\//.test(file) || isTest(file)) continue;
      code(path).split('\n').forEach((line, i) => {
        for (const { pattern, instead } of BANS) if (pattern.test(line)) found.push(`${file}:${i + 1}: ${line.trim()}  →  use ${instead}`);
      });
    }
    expect(found).toEqual([]);
  });

  it('leaves no reminders, no skipped tests, no stray files', () => {
    const found: string[] = [];
    for (const path of all) {
      const file = relative(SRC, path);
      const text = readFileSync(path, 'utf8');
      text.split('\n').forEach((line, i) => {
        if (/\b(TO-?DO|FIX-?ME|X{3})\b/.test(line) && !file.endsWith('tidy.test.ts')) found.push(`${file}:${i + 1}: a reminder; do it or write an issue`);
        if (isTest(file) && /\b(it|test|describe)\.(only|skip)\(/.test(line)) found.push(`${file}:${i + 1}: an exclusive or skipped test; use skipIf with a reason`);
      });
      if (/(^|\/)(zz|tmp|old|copy)[^/]*$/i.test(file)) found.push(`${file}: a file of the moment; remove it or name it`);
    }
    expect(found).toEqual([]);
  });

  it('has no dead files', () => {
    const imported = new Set<string>();
    for (const path of all) {
      const text = readFileSync(path, 'utf8');
      for (const [, specifier = ''] of text.matchAll(/(?:from|import|import\(|URL\()\s*['"](\.[^'"]+)['"]/g)) imported.add(relative(SRC, resolve(dirname(path), specifier.replace(/\?.*$/, ''))));
    }
    const entries = [/^main\.tsx$/, /^session\/worker\.ts$/, /^cli\//, /\.d\.ts$/, /^lessons\//];
    const dead = all.map((path) => relative(SRC, path)).filter((file) => !imported.has(file) && !isTest(file) && !entries.some((e) => e.test(file)));
    expect(dead).toEqual([]);
  });
});
