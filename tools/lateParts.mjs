// Splits the simulation's worker in two: what a cluster needs to boot, and the rest (kubectl, the editor's language
// services, programs of containers, the rules of kinds that no boot writes), which is fetched at the same time and is there
// before the first input is taken. The sources know nothing of it: tests and the command line import everything at once.
//
// How: an import from a part that comes first to one that comes late gets a stand-in whose exports are live bindings, empty
// until the late part fills them. So a late export must not be used while modules are being evaluated; kinds, which stand
// in lists, get stand-ins that have their names from the start.

import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { runnerImport } from 'vite';

const root = resolve(import.meta.dirname, '..');
const src = resolve(root, 'src');
const fileOf = (id) => relative(src, id.replace(/\?.*$/, '')).replaceAll('\\', '/');

/** What comes late, by file below src. */
const LATE = [
  /^session\/(language\/|spanDetail|questions)/,
  /^trace\/(boundaries|milestones|steps|subject|traceIndex|hash|netHops|summarizeNet)/,
  /^kubectl\/(?!shell\.ts|process\.ts|files\.ts|cache\.ts|kubeConfig\.ts)/,
  /^sim\/programs\/(busybox|shell|servers|odd|nginx|hello|spring|user|ingress|localPath|packages|mysql)/,
  /^sim\/apiserver\/(openapi|deleting|reviews|explain|continueToken|discovery|patchBody|componentStatus|yamlBody)/,
  /^sim\/apiserver\/subresources\/(eviction|scale|nodeProxied|proxy|finalize)/,
  /^sim\/kinds\/shared\/(crd|cel)\//,
  /^sim\/kinds\/shared\/(podResize|goDiff|claims|internal\.ts|podResourceSums|quotaUsage|immutableData|base64Text)/,
  /^base\/sha256/,
  /^sim\/api\/(managedFields\/|duration)/,
  /^sim\/api\/yaml\/(emit|documents|position|goQuote|goJson|goNumber)/,
  /^sim\/api\/patch\/(jsonPatch|mergePatch|restore|patchErrors|patchedText|spentPatch)/,
  /^sim\/api\/schema\/(goFieldOrder|goOrder|registered|base64|sentEmpty|goTypeText)/,
  /^sim\/controllers\/(replicaSet\/ranking|shared\/statusPatch)/,
  /^sim\/controllers\/(resourceQuota\/sync|namespaceContent|protectStorage)/,
  /^sim\/scheduler\/(volumeWrites|volumeMatching|configuration\/)/,
  /^sim\/controllers\/persistentVolume\/(sync|writes|matching|provisioning)/,
  /^sim\/apiserver\/(custom\/|escalation|admission\/(limitRanges|claimGrowth|quotas|resizeFits|podSecurityChecks|podSecurityLevels))/,
  /^sim\/cluster\/(tryFile|podAccess|lostStreams|requests|faults)/,
  /^sim\/network\/(asking|dnsAnswers|ingress|origins|choosing)/,
  /^sim\/node\/(nodeFile|nodeApi|eviction\.|secretText|hollowLauncher|claimedFolder|lifecycleHook)/,
  /^sim\/storage\//,
  /^sim\/controllers\/deployment\/(recreate|rollback|scale)/,
  /^sim\/controllers\/(statefulSet|job|cronJob|ttlAfterFinished|disruption|serviceAccountToken)\/(?!statefulSet\.|job\.|cronJob\.|ttlAfterFinished\.|disruption\.|serviceAccountToken\.)/,
  /^sim\/kinds\/shared\/jobStatus/,
];
/** Kinds that a boot writes or reads; all others come late. */
const EARLY_KINDS = new Set(['Binding', 'ConfigMap', 'EventsEvent', 'Event', 'Namespace', 'Node', 'Pod', 'ServiceAccount', 'Service', 'ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'Lease', 'EndpointSlice', 'CSINode', 'Endpoints', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'IPAddress', 'ServiceCIDR']);
const NAMES = ['group', 'version', 'kind', 'plural', 'scope', 'apiVersion', 'singular', 'shortNames', 'categories', 'verbs', 'storage', 'namespaced', 'resource', 'status', 'subresources', 'simulated', 'addsOnRead'];

/** Files that are mostly one long text: data, too. */
const TABLES = /\/sim\/api\/schema\/goFieldOrder\.ts$/;

const STAND_IN = '\0late:';
const REST = 'virtual:rest';
const FILL = '\0late-fill:';
const FILLED = '\0late-filled:';
const HELPER = '\0late-helper';

/** Names of what a file exports at run time. */
function exportsOf(id) {
  const text = readFileSync(id, 'utf8');
  const names = [...text.matchAll(/^export (?:const|let|async function|function\*?|class) (\w+)/gm)].map(([, name]) => name);
  for (const [, list] of text.matchAll(/^export \{([^}]*)\}/gm)) {
    for (const part of list.split(',')) if (part.trim() && !part.trim().startsWith('type ')) names.push(part.trim().split(/\s+as\s+/).at(-1));
  }
  return names;
}

/** File of a kind below src → the kinds it exports, as plain facts. */
async function lateKinds() {
  const { module } = await runnerImport(resolve(src, 'sim/kinds/index.ts'), { configFile: false, logLevel: 'error' });
  const list = readFileSync(resolve(src, 'sim/kinds/index.ts'), 'utf8');
  const found = new Map();
  for (const [, names, file] of list.matchAll(/^import \{ ([^}]+) \} from '\.\/([^']+)';/gm)) {
    const path = `sim/kinds/${file}`;
    const text = readFileSync(resolve(src, path), 'utf8');
    for (const name of names.split(',').map((n) => n.trim())) {
      if (EARLY_KINDS.has(name)) continue;
      const kind = module.KINDS.find((k) => idOf(k) === declared(text, name));
      // What is declared in another way than by a defineKind of its own comes early.
      if (!kind) continue;
      const facts = Object.fromEntries(NAMES.filter((n) => kind[n] !== undefined).map((n) => [n, kind[n]]));
      found.set(path, [...(found.get(path) ?? []), { name, facts, scale: kind.scale !== undefined, fields: Object.keys(kind.selectableFields ?? {}), storedAs: kind.storedAs && idOf(kind.storedAs.kind()) }]);
    }
  }
  return found;
}

const idOf = ({ group, version, kind }) => `${group}/${version}/${kind}`;

/** `apps/v1/Deployment` of `export const Deployment = defineKind<…>({ group: 'apps', version: 'v1', kind: 'Deployment', …`. */
function declared(text, name) {
  const [, head] = new RegExp(`^export const ${name} = defineKind[^(]*\\(\\{([\\s\\S]{0,400})`, 'm').exec(text) ?? [];
  if (head === undefined) return undefined;
  const value = (field) => new RegExp(`\\b${field}: '([^']*)'`).exec(head)?.[1];
  return `${value('group')}/${value('version')}/${value('kind')}`;
}

/** The late files that are imported from what comes first, following the worker's imports. */
function edges(isLate, kinds) {
  const found = new Set();
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [statement, specifier] of readFileSync(path, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+\.ts)';/gm)) {
      if (/^(?:import|export) \{(?:\s*type [^,}]+,?)*\s*\}/.test(statement)) continue;
      const target = resolve(path, '..', specifier);
      const file = fileOf(target);
      if (kinds.has(file)) continue;
      // Also what a late file brings along may ask a late one by its stand-in: that has to be filled, too.
      if (isLate(file) && !isLate(fileOf(path))) found.add(target);
      visit(target);
    }
  };
  visit(resolve(src, 'session/worker.ts'));
  return found;
}

export function lateParts() {
  let kinds;
  // In which kind's form another is kept is asked of empty lists too.
  const storedIn = (storedAs, name) => {
    if (!storedAs) return '';
    for (const [file, own] of kinds) {
      const found = own.find(({ facts }) => idOf(facts) === storedAs);
      if (found) return `\nimport { ${found.name} as $stored } from ${JSON.stringify(STAND_IN + resolve(src, file))};\n${name}.storedAs = { kind: () => $stored };`;
    }
    throw new Error(`${name} is stored as ${storedAs}, which does not come late`);
  };
  let asked = new Set();
  const isLate = (file) => LATE.some((pattern) => pattern.test(file));
  return {
    name: 'late-parts',
    enforce: 'pre',
    async buildStart() {
      kinds ??= await lateKinds();
      asked = edges((file) => isLate(file), kinds);
    },
    async resolveId(source, importer) {
      if (source === REST) return `\0${REST}`;
      if (source.startsWith('\0')) return source;
      if (!importer || !source.startsWith('.')) return undefined;
      if (importer.startsWith(`\0${REST}`) || importer.startsWith(FILL)) return undefined;
      const from = importer.startsWith(STAND_IN) ? importer.slice(STAND_IN.length) : importer;
      const target = resolve(from, '..', source.replace(/\?.*$/, ''));
      const file = fileOf(target);
      if (!/\.ts$/.test(file) || source.includes('?')) return undefined;
      // A late file may want another's exports while it is being evaluated: those are filled before.
      if (kinds.has(file) && fileOf(from) !== file) return (kinds.has(fileOf(from)) || isLate(fileOf(from)) ? FILLED : STAND_IN) + target;
      if (!isLate(file) || isLate(fileOf(from)) || kinds.has(fileOf(from))) return undefined;
      return STAND_IN + target;
    },
    load(id) {
      // Data travels beside the program, not in it.
      if (/\/generated\/\w+\.json$/.test(id)) {
        const file = this.emitFile({ type: 'asset', name: id.split('/').at(-1), source: JSON.stringify(JSON.parse(readFileSync(id, 'utf8'))) });
        return { code: `export default await (await fetch(import.meta.ROLLUP_FILE_URL_${file})).json();`, moduleType: 'js' };
      }
      if (TABLES.test(id)) {
        const source = readFileSync(id, 'utf8');
        const [, table] = /^const \w+ = `([^`]+)`/m.exec(source);
        const file = this.emitFile({ type: 'asset', name: id.split('/').at(-1).replace(/\.ts$/, '.txt'), source: table });
        return { code: source.replace(`\`${table}\``, () => `await (await fetch(import.meta.ROLLUP_FILE_URL_${file})).text()`), moduleType: 'ts' };
      }
      if (id === `\0${REST}`) return `export const loadRest = () => import('\\0${REST}-parts').then((m) => m.fill());`;
      if (id === `\0${REST}-kinds`) {
        return [...kinds.keys()].map((file) => `import ${JSON.stringify(FILL + resolve(src, file))};`).join('\n');
      }
      if (id === `\0${REST}-parts`) {
        const files = [...asked];
        return `import '\\0${REST}-kinds';\n${files.map((file, i) => `import * as real${i} from ${JSON.stringify(file)};\nimport { fill as fill${i} } from ${JSON.stringify(STAND_IN + file)};`).join('\n')}\nexport function fill() {\n${files.map((_, i) => `  fill${i}(real${i});`).join('\n')}\n}`;
      }
      if (id.startsWith(FILL)) return `import * as real from ${JSON.stringify(id.slice(FILL.length))};\nimport { fill } from ${JSON.stringify(STAND_IN + id.slice(FILL.length))};\nfill(real);`;
      if (id.startsWith(FILLED)) return `import ${JSON.stringify(FILL + id.slice(FILLED.length))};\nexport * from ${JSON.stringify(STAND_IN + id.slice(FILLED.length))};`;
      if (id === HELPER) {
        // Told to the page, too: a kubelet takes any error of a container's start for the container's.
        return `const early = (what) => { const error = new Error(what + ' was used before it was loaded'); reportError(error); throw error; };
// Whoever took the stand-in itself while modules were being evaluated gets through to the real one, too.
export const forward = (what, real) => function (...args) { const module = real(); if (!module) early(what); return new.target ? Reflect.construct(module[what], args) : module[what].apply(this, args); };
export const standIn = (facts, has, fields) => Object.defineProperties(fields.length ? Object.assign(facts, { selectableFields: Object.fromEntries(fields.map((field) => [field, () => early(facts.kind + ' ' + field)])) }) : facts, Object.fromEntries(['strategy', 'defaults', 'table', ...has].map((name) => [name, { configurable: true, enumerable: true, get: () => early(facts.kind + '.' + name) }])));`;
      }
      if (!id.startsWith(STAND_IN)) return undefined;
      const target = id.slice(STAND_IN.length);
      const own = kinds.get(fileOf(target)) ?? [];
      const others = exportsOf(target).filter((name) => !own.some((k) => k.name === name));
      return [
        `import { forward as $forward, standIn as $standIn } from ${JSON.stringify(HELPER)};`,
        ...own.map(({ name, facts, scale, fields, storedAs }) => `export const ${name} = $standIn(${JSON.stringify(facts)}, ${JSON.stringify(scale ? ['scale'] : [])}, ${JSON.stringify(fields)});${storedIn(storedAs, name)}`),
        `let $real;`,
        ...others.map((name) => `export let ${name} = $forward(${JSON.stringify(name)}, () => $real);`),
        `export function fill(real) {\n  $real = real;`,
        ...own.map(({ name }) => `  for (const at of ['strategy', 'defaults', 'table', 'selectableFields', 'scale', 'storedAs']) delete ${name}[at];\n  Object.assign(${name}, real.${name});`),
        ...others.map((name) => `  ${name} = real.${name};`),
        `}`,
      ].join('\n');
    },
  };
}

/** In development and in tests there is no rest: everything is there at once. */
export function wholeAtOnce() {
  return {
    name: 'whole-at-once',
    resolveId: (id) => (id === REST ? `\0${REST}` : undefined),
    load: (id) => (id === `\0${REST}` ? 'export const loadRest = undefined;' : undefined),
  };
}
