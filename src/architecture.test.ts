// The import table, executable: who may import whom. What is not written here is forbidden. When this test fails, either
// the import is in the wrong place (move the code to where both may reach it) or the table is wrong (change it here, and
// say why in ARCHITECTURE.md).

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;

interface Rule {
  /** Folders (below src) that this one may import, besides itself and `base`. A trailing `:types` allows types only. */
  readonly ours: readonly string[];
  /** npm packages; `*` for any. */
  readonly npm?: readonly string[];
  readonly node?: boolean;
}

/** Longest folder first: the first that fits a file is its rule. */
const TABLE: Readonly<Record<string, Rule>> = {
  base: { ours: [] },
  'sim/kernel': { ours: [] },
  'sim/api': { ours: ['sim/kernel:types'], npm: [] },
  'sim/kinds': { ours: ['sim/api'] },
  'sim/etcd': { ours: ['sim/kernel'] },
  'sim/client': { ours: ['sim/kernel', 'sim/api'] },
  'sim/apiserver': { ours: ['sim/kernel', 'sim/api', 'sim/kinds', 'sim/etcd', 'sim/client:types'] },
  'sim/controllers': { ours: ['sim/kernel', 'sim/api', 'sim/kinds', 'sim/client'] },
  'sim/scheduler': { ours: ['sim/kernel', 'sim/api', 'sim/kinds', 'sim/client'] },
  'sim/node': { ours: ['sim/kernel', 'sim/api', 'sim/kinds', 'sim/client', 'sim/programs', 'sim/network', 'sim/cluster/inputs:types', 'sim/apiserver:types'] },
  'sim/network': { ours: ['sim/kernel', 'sim/api', 'sim/kinds', 'sim/client', 'sim/programs:types'] },
  'sim/storage': { ours: ['sim/kernel', 'sim/api', 'sim/kinds', 'sim/client', 'sim/programs:types'] },
  'sim/programs': { ours: ['sim/kernel', 'sim/api', 'sim/network/http'] },
  'sim/cluster': { ours: ['sim'] },
  trace: { ours: ['sim/api', 'sim/kinds', 'sim/kernel'] },
  kubectl: { ours: ['sim/kernel', 'sim/api', 'sim/kinds', 'sim/client', 'sim/cluster/inputs:types', 'kubectl/laptop'] },
  // The learner's machine runs the shell and the tools that containers run.
  'kubectl/laptop': { ours: ['kubectl', 'sim/kernel', 'sim/api', 'sim/programs', 'sim/network/http'] },
  session: { ours: ['sim/cluster', 'sim/kernel', 'sim/api', 'sim/kinds', 'kubectl', 'trace'] },
  bridge: { ours: ['session', 'sim/api'], npm: ['*'], node: true },
  cli: { ours: ['session', 'trace', 'sim', 'testing', 'kubectl:types'], npm: ['*'], node: true },
  lessons: { ours: ['sim/api', 'sim/kinds', 'trace', 'sim/cluster/inputs:types'] },
  locales: { ours: [] },
  testing: { ours: ['sim', 'session', 'kubectl', 'trace'], npm: ['*'], node: true },
  ui: { ours: ['session/protocol', 'session/worker:types', 'trace', 'sim/api', 'sim/kinds', 'sim/cluster/inputs:types', 'sim/kernel/trace:types', 'lessons', 'locales'], npm: ['*'] },
  '': { ours: ['ui', 'locales'], npm: ['*'] },
};

/** Files of the page that must not know React. */
const NO_REACT = [/^ui\/diagram\/(scene|layout|lod|roads|places)/, /^ui\/timeline\/lanes/, /^trace\//, /^session\//];

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function imports(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const out: Import[] = [];
  const pattern = /^\s*(?:import|export)\s+(type\s+)?(?:([^'"`;]*?)\s+from\s+)?['"]([^'"]+)['"]/gm;
  for (const [, type, names = '', specifier = ''] of text.matchAll(pattern)) {
    const braces = /^\{([\s\S]*)\}$/.exec(names.trim());
    const allTypes = braces?.[1]?.split(',').map((n) => n.trim()).filter(Boolean).every((n) => n.startsWith('type ')) ?? false;
    out.push({ from: relative(SRC, path), specifier, typeOnly: type !== undefined || allTypes });
  }
  for (const [, specifier = ''] of text.matchAll(/import\(\s*['"]([^'"]+)['"]\s*\)/g)) out.push({ from: relative(SRC, path), specifier, typeOnly: false });
  return out;
}

const FOLDERS = Object.keys(TABLE).sort((a, b) => b.length - a.length);
const folderOf = (file: string): string => FOLDERS.find((f) => f === '' || file === f || file.startsWith(`${f}/`)) ?? '';
/** Tests, and what only tests and the command line play recorded cases with. */
const isTest = (file: string): boolean => /\.(test|bench)\.tsx?$/.test(file) || /(^|\/)testing\//.test(file) || /(^|\/)(listC|c)ases\.ts$/.test(file);

/** What is wrong with an import, or undefined. */
function objection({ from, specifier, typeOnly }: Import): string | undefined {
  const rule = TABLE[folderOf(from)] as Rule;
  if (specifier.startsWith('node:')) return rule.node || isTest(from) ? undefined : `${from} imports ${specifier}: only bridge, cli and tests know Node`;
  // Made by the build itself (vite.config.ts, tools/lateParts.mjs).
  if (specifier.startsWith('virtual:')) return undefined;
  if (!specifier.startsWith('.')) {
    const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] as string);
    if (typeOnly && name === 'kubernetes-models') return undefined;
    if (NO_REACT.some((p) => p.test(from)) && /^(react|reactflow|framer-motion|zustand)/.test(name) && !isTest(from)) return `${from} imports ${name}: this file is pure, so that it can be tested without a page`;
    return isTest(from) || rule.npm?.includes('*') || rule.npm?.includes(name) ? undefined : `${from} imports the package ${name}: ${folderOf(from) || 'src'} may not`;
  }
  const target = relative(SRC, resolve(SRC, dirname(from), specifier)).replace(/\?.*$/, '');
  if (target.startsWith('..')) return isTest(from) || rule.node ? undefined : `${from} imports ${specifier}, outside of src`;
  const home = folderOf(from);
  if (target.startsWith('base/') || folderOf(target) === home) return undefined;
  if (isTest(from)) return undefined;
  const allowed = rule.ours.some((entry) => {
    const [folder = '', kind] = entry.split(':');
    const fits = target === `${folder}.ts` || target.startsWith(`${folder}/`);
    return fits && (kind !== 'types' || typeOnly);
  });
  if (allowed) return undefined;
  return `${from} imports ${target}: ${home || 'src'} may import ${['base', ...rule.ours].join(', ')}`;
}

describe('the architecture', () => {
  const all = files(SRC).flatMap(imports);

  it('follows the import table', () => {
    expect(all.map(objection).filter((o) => o !== undefined)).toEqual([]);
  });

  it('has no import cycles', () => {
    const graph = new Map<string, string[]>();
    for (const { from, specifier, typeOnly } of all) {
      if (!specifier.startsWith('.') || typeOnly || isTest(from)) continue;
      const target = relative(SRC, resolve(SRC, dirname(from), specifier));
      graph.set(from, [...(graph.get(from) ?? []), target]);
    }
    expect(cycles(graph)).toEqual([]);
  });

  it('starts the worker in one place only', () => {
    const starters = files(SRC).filter((path) => /new (Shared)?Worker\(/.test(readFileSync(path, 'utf8')) && !isTest(relative(SRC, path)));
    const known = ['ui/app/simClient.ts', 'ui/editor/monaco.ts'];
    expect(starters.map((path) => relative(SRC, path)).filter((path) => !known.includes(path))).toEqual([]);
  });
});

function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    if (state.get(node) === 'done') return;
    if (state.get(node) === 'open') {
      found.push([...path.slice(path.indexOf(node)), node].join(' → '));
      return;
    }
    state.set(node, 'open');
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    state.set(node, 'done');
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}
