// kubectl diff: how the live objects would change, by a dry run of the apply.
// Upstream: k8s.io/kubectl/pkg/cmd/diff/diff.go

import { isObject } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { civil } from '../../base/time.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import { toYaml } from '../../sim/api/yaml.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { PatchFailure, Patcher } from '../apply/patcher.ts';
import { ExitError, KubectlError, ending, isConflict, isExpected, isNotFound } from '../errors.ts';
import { LAST_APPLIED } from '../generators/lastApplied.ts';
import { versionOf } from '../helper.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { logLine } from '../klog.ts';
import { withoutManagedFields } from '../output/object.ts';
import { unifiedDiff } from '../unifiedDiff.ts';

const MAX_RETRIES = 4;

/** What an object is, and what it would be. */
interface Pair {
  readonly name: string;
  readonly live: AnyItem | undefined;
  readonly merged: AnyItem;
}

export const diff: CommandModule = {
  name: 'diff',
  *run(k) {
    let different: boolean;
    try {
      different = yield* compare(k);
    } catch (error) {
      if (!isExpected(error)) throw error;
      // 1 is for differences, so what goes wrong ends with more.
      const { code, text } = ending(error);
      throw new ExitError(Math.max(code, 2), text);
    }
    if (different) throw new ExitError(1);
  },
};

function* compare(k: Invocation): Sim<boolean> {
  const { flags } = k;
  if (k.args.length) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`);
  if (!k.hasFiles) throw new KubectlError('must specify one of -f and -k');
  const serverSide = flags.flag('server-side');
  if (flags.flag('force-conflicts') && !serverSide) throw new KubectlError('--force-conflicts only works with --server-side');
  const manager = flags.changed('field-manager') || !serverSide ? flags.text('field-manager') : 'kubectl';
  const found = yield* k.find({ namespace: k.namespace, defaultNamespace: true, requireNamespace: k.explicitNamespace, files: k.fileOptions, labelSelector: flags.text('selector'), flatten: true });
  const pairs: Pair[] = [];
  yield* found.visit(function* (info) {
    pairs.push(yield* pairOf(k, info, manager, serverSide));
  });
  return print(k, pairs);
}

function* pairOf(k: Invocation, info: Info, manager: string, serverSide: boolean): Sim<Pair> {
  const local = info.object as AnyItem;
  for (let attempt = 1; ; attempt++) {
    try {
      yield* info.get();
    } catch (error) {
      if (!isNotFound(error)) throw error;
      info.object = undefined;
    }
    const force = attempt === MAX_RETRIES;
    if (force) logLine(k.process, 'W', 'diff.go:701', `Object (${info.mapping.kind}: ${info.name}) keeps changing, diffing without lock`);
    try {
      const merged = yield* mergedWith(k, info, local, { manager, serverSide, force });
      if (isObject(info.object?.metadata) && info.object.metadata.deletionTimestamp) k.err(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`);
      return shown(k, info, merged);
    } catch (error) {
      if (!isExpected(error)) throw error;
      const reason = error instanceof PatchFailure ? error.reason : error;
      if (!isConflict(reason) || force) throw reason;
    }
  }
}

function* mergedWith(k: Invocation, info: Info, local: AnyItem, how: { readonly manager: string; readonly serverSide: boolean; readonly force: boolean }): Sim<AnyItem> {
  const helper = info.helper({ dryRun: true, fieldManager: how.manager });
  if (how.serverSide) return yield* helper.patch(info.namespace, info.name, PATCH_TYPES.apply, local, { force: String(k.flags.flag('force-conflicts')) });
  const live = info.object;
  if (!live) return yield* helper.create(info.namespace, local);
  const resourceVersion = how.force ? '' : versionOf(live);
  const patcher = new Patcher(k, info, helper, { force: false, deletion: {}, timeoutMs: 0, openApi: true, wordless: true, ...(resourceVersion ? { resourceVersion } : {}) });
  return (yield* patcher.patch(live, withoutLastApplied(local))).object;
}

function withoutLastApplied(object: AnyItem): AnyItem {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const { [LAST_APPLIED]: _, ...annotations } = isObject(metadata.annotations) ? metadata.annotations : {};
  return { ...object, metadata: { ...metadata, annotations } };
}

function shown(k: Invocation, info: Info, merged: AnyItem): Pair {
  const { group, version, kind } = info.mapping;
  const hide = (object: AnyItem | undefined): AnyItem | undefined => (object && !k.flags.flag('show-managed-fields') ? (withoutManagedFields(object) as AnyItem) : object);
  let live = hide(info.object);
  let next = hide(merged) as AnyItem;
  if (version === 'v1' && kind === 'Secret' && !k.flags.flag('show-secrets')) [live, next] = masked(live, next);
  return { name: `${group ? `${group}.` : ''}${version}.${kind}.${info.namespace}.${info.name}`, live, merged: next };
}

/** The values of Secrets are not shown, only whether they differ. */
function masked(from: AnyItem | undefined, to: AnyItem): [AnyItem | undefined, AnyItem] {
  const before: Record<string, unknown> = { ...(isObject(from?.data) ? from.data : {}) };
  const after: Record<string, unknown> = { ...(isObject(to.data) ? to.data : {}) };
  for (const key of Object.keys(before)) {
    const both = key in after;
    if (both && before[key] !== after[key]) {
      before[key] = '*** (before)';
      after[key] = '*** (after)';
      continue;
    }
    if (both) after[key] = '***';
    before[key] = '***';
  }
  for (const key of Object.keys(after)) if (!(key in before)) after[key] = '***';
  const put = (object: AnyItem, data: Record<string, unknown>): AnyItem => (isObject(object.data) ? { ...object, data } : object);
  return [from && put(from, before), put(to, after)];
}

function print(k: Invocation, pairs: readonly Pair[]): boolean {
  const random = k.process.kernel.stream('kubectl/file');
  const folders = ['LIVE', 'MERGED'].map((name) => `/tmp/${name}-${random.below(4_000_000_000)}`);
  const time = timeText(k.process.kernel.wallMs);
  let different = false;
  for (const pair of [...pairs].sort((a, b) => compareText(a.name, b.name))) {
    const [from, to] = folders.map((folder) => `${folder}/${pair.name}`) as [string, string];
    const text = unifiedDiff({ name: from, time, text: pair.live ? toYaml(pair.live) : '' }, { name: to, time, text: toYaml(pair.merged) });
    if (text === '') continue;
    different = true;
    k.out(`diff -u -N ${from} ${to}\n${text}`);
  }
  return different;
}

function timeText(wallMs: number): string {
  const t = civil(wallMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.micro * 1000).padStart(9, '0')} +0000`;
}
