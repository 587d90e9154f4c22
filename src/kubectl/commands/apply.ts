// kubectl apply: makes what the files say, whether it is there already or not.
// Upstream: k8s.io/kubectl/pkg/cmd/apply/apply.go

import { isObject } from '../../base/json.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { allowedKinds, prune } from '../apply/prune.ts';
import { PatchFailure, Patcher } from '../apply/patcher.ts';
import { applyServerSide } from '../apply/serverSide.ts';
import { cascadeOf, gracePeriodOf } from '../deleting.ts';
import { KubectlError, errorsOf, isExpected, isNotFound, throwAll, withSource } from '../errors.ts';
import { validationOf, type DryRun } from '../generators/context.ts';
import { LAST_APPLIED, lastAppliedOf, withSavedConfig } from '../generators/lastApplied.ts';
import type { DeleteBody } from '../helper.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { compactJson } from '../output/json.ts';
import { listOf, nameOf } from '../output/object.ts';
import type { Mapping } from '../restMapper.ts';

export const apply: CommandModule = {
  name: 'apply',
  *run(k) {
    yield* new Apply(k).run();
  },
};

class Apply {
  private readonly k: Invocation;
  private readonly dryRun: DryRun['strategy'];
  private readonly serverSide: boolean;
  private readonly manager: string;
  private readonly fieldValidation: string;
  private readonly deletion: DeleteBody;
  private readonly uids = new Set<string>();
  private readonly namespaces = new Set<string>();

  constructor(k: Invocation) {
    const { flags } = k;
    this.k = k;
    if (k.args.length) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`);
    this.serverSide = flags.flag('server-side');
    this.dryRun = k.dryRun;
    this.manager = flags.changed('field-manager') || !this.serverSide ? flags.text('field-manager') : 'kubectl';
    const grace = gracePeriodOf(flags);
    this.deletion = { ...(flags.number('grace-period') >= 0 || flags.flag('force') ? { gracePeriodSeconds: Math.max(grace, 0) } : {}), propagationPolicy: cascadeOf(k) };
    if (!k.hasFiles) throw new KubectlError('must specify one of -f and -k');
    this.fieldValidation = validationOf(flags);
  }

  *run(): Sim<void> {
    const { k } = this;
    const { flags } = k;
    const allowed = flags.flag('prune') ? yield* allowedKinds(k) : [];
    this.check();
    if (k.explicitNamespace) this.namespaces.add(k.namespace);
    const found = yield* k.find({
      validator: k.validator(),
      ...k.usual,
      labelSelector: flags.text('selector'),
    });
    const { infos, error } = yield* found.infos();
    const errors = error ? [...errorsOf(error)] : [];
    if (infos.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to apply');
    for (const info of infos) yield* k.attempt(this.applyOne(info), errors);
    throwAll(errors);
    yield* this.finish(infos, allowed);
  }

  private check(): void {
    const { flags } = this.k;
    const all = flags.flag('all');
    const selector = flags.text('selector') !== '';
    const force = flags.flag('force');
    if (flags.flag('force-conflicts') && !this.serverSide) throw new KubectlError('--force-conflicts only works with --server-side');
    if (this.dryRun === 'client' && this.serverSide) throw new KubectlError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
    if (this.serverSide && force) throw new KubectlError('--force cannot be used with --server-side');
    if (this.dryRun === 'server' && force) throw new KubectlError('--dry-run=server cannot be used with --force');
    if (all && selector) throw new KubectlError('cannot set --all and --selector at the same time');
    if (flags.flag('prune')) {
      if (force) throw new KubectlError('--force cannot be used with --prune');
      if (!all && !selector) {
        throw new KubectlError('all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector');
      }
      if (this.serverSide) throw new KubectlError("--prune is in alpha and doesn't currently work on objects created by server-side apply");
    }
    if (flags.text('subresource') !== '' && !this.serverSide) throw new KubectlError('--subresource can only be specified for --server-side');
  }

  // ---- one object ----

  private *applyOne(info: Info): Sim<void> {
    const { k } = this;
    if (info.namespaced) this.namespaces.add(info.namespace);
    const generateName = metaText(info.object, 'generateName');
    if (info.name === '' && generateName !== '') throw new KubectlError(`from ${generateName}: cannot use generate name with apply`);
    const helper = info.helper({ dryRun: this.dryRun === 'server', fieldManager: this.manager, fieldValidation: this.fieldValidation });
    if (this.serverSide) {
      yield* applyServerSide(k, info, helper, this.manager);
      this.warnIfDeleting(info);
      this.visited(info);
      this.report('serverside-applied', info);
      return;
    }
    const manifest = info.object as AnyItem;
    const modified = withSavedConfig(manifest, true, false) as AnyItem;
    try {
      yield* info.get();
    } catch (error) {
      if (!isExpected(error)) throw error;
      if (!isNotFound(error)) throw withSource(`retrieving current configuration of:\n${info.description}\nfrom server for:`, info.source, error);
      yield* this.createOne(info, modified);
      return;
    }
    this.visited(info);
    yield* this.patchOne(info, modified);
  }

  private *createOne(info: Info, modified: AnyItem): Sim<void> {
    info.object = withoutNulls(modified) as AnyItem;
    if (this.dryRun !== 'client') {
      const helper = info.helper({ dryRun: this.dryRun === 'server', fieldManager: this.manager, fieldValidation: this.fieldValidation });
      try {
        info.refresh(yield* helper.create(info.namespace, info.object));
      } catch (error) {
        throw isExpected(error) ? withSource('creating', info.source, error) : error;
      }
    }
    this.visited(info);
    this.report('created', info);
  }

  private *patchOne(info: Info, modified: AnyItem): Sim<void> {
    const { k } = this;
    const { flags } = k;
    if (lastAppliedOf(info.object) === undefined) {
      k.err(
        `Warning: resource ${info.objectName} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
      );
    }
    const helper = info.helper({ dryRun: this.dryRun === 'server', fieldManager: this.manager, fieldValidation: this.fieldValidation });
    const patcher = new Patcher(k, info, helper, { force: flags.flag('force'), deletion: this.deletion, timeoutMs: flags.duration('timeout'), openApi: flags.flag('openapi-patch') });
    const live = info.object as AnyItem;
    const { description } = info;
    try {
      const { patch, object } = this.dryRun === 'client' ? yield* patcher.patchLocally(live, modified) : yield* patcher.patch(live, modified);
      info.refresh(object);
      this.warnIfDeleting(info);
      this.report(Object.keys(patch).length === 0 ? 'unchanged' : 'configured', info);
    } catch (error) {
      if (!isExpected(error)) throw error;
      const [patch, reason] = error instanceof PatchFailure ? [error.patch, error.reason] : [undefined, error];
      throw withSource(`applying patch:\n${patch === undefined ? '' : compactJson(patch)}\nto:\n${description}\nfor:`, info.source, reason);
    }
  }

  private visited(info: Info): void {
    this.uids.add(metaText(info.object, 'uid'));
  }

  private warnIfDeleting(info: Info): void {
    if (metaText(info.object, 'deletionTimestamp') !== '') this.k.err(`Warning: Detected changes to resource ${nameOf(info.object)} which is currently being deleted.\n`);
  }

  private report(operation: string, info: Info): void {
    const { k } = this;
    if (!k.printsObject) k.print(k.printer(operation), info.object);
  }

  // ---- at the end ----

  private *finish(infos: readonly Info[], allowed: readonly Mapping[]): Sim<void> {
    const { k } = this;
    k.log(4, 'apply.go:546', 'Running apply post-processor function');
    if (k.printsObject && infos.length > 0) k.print(k.printer(''), infos.length > 1 ? listOf(infos.map((info) => info.object)) : infos[0]?.object);
    if (k.flags.flag('prune')) yield* prune(k, allowed, { visitedUids: this.uids, visitedNamespaces: this.namespaces, deletion: this.deletion });
  }
}

function metaText(object: AnyItem | undefined, field: string): string {
  const metadata = object && isObject(object.metadata) ? object.metadata : {};
  const value = metadata[field];
  return typeof value === 'string' ? value : '';
}

/** Nulls say what to take away; a new object has nothing to lose. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  for (const key in value) if (value[key] !== null && value[key] !== undefined) out[key] = withoutNulls(value[key]);
  return out;
}
