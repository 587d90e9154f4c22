// Editing objects as text: what comes back is compared with what was, and the difference is sent. What the server does
// not like is laid before the editor again, with the reasons on top.
// Upstream: k8s.io/kubectl/pkg/cmd/util/editor/editoptions.go

import { equal, isObject } from '../../base/json.ts';
import { ApiError } from '../../sim/api/errors.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import { createMergePatch } from '../../sim/api/patch/mergePatch.ts';
import { typeOf } from '../../sim/api/schema/schema.ts';
import { YamlError, parseDocuments, parseYaml, toYaml } from '../../sim/api/yaml.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { ExitError, KubectlError, aggregate, isExpected, isNotFound, messageOf } from '../errors.ts';
import { validationOf } from '../generators/context.ts';
import { LAST_APPLIED, lastAppliedOf, withSavedConfig } from '../generators/lastApplied.ts';
import type { AnyItem, Info } from '../info.ts';
import type { Invocation } from '../invocation.ts';
import { ManifestReader } from '../manifests.ts';
import { compactJson, indentedJson } from '../output/json.ts';
import { withoutManagedFields } from '../output/object.ts';
import { strategicPatch } from '../patching.ts';
import { groupResource } from '../restMapper.ts';
import { openEditor } from './editor.ts';

export type EditMode = 'normal' | 'lastApplied' | 'create';

interface Reason {
  readonly head: string;
  readonly others: readonly string[];
}

/** How a round ended. */
interface Round {
  readonly reasons: Reason[];
  retryable: number;
  notFound: number;
  again: boolean;
}

const newRound = (): Round => ({ reasons: [], retryable: 0, notFound: 0, again: false });

export function* editObjects(k: Invocation, infos: readonly Info[], mode: EditMode): Sim<void> {
  const editing = new Editing(k, infos, mode);
  try {
    yield* editing.run();
  } catch (error) {
    if (isExpected(error) && !(error instanceof ExitError) && editing.kept !== '') k.err(`A copy of your changes has been stored to ${goQuote(editing.kept)}\n`);
    throw error;
  }
}

class Editing {
  /** The file of the last round, as long as it is there. */
  kept = '';
  private readonly k: Invocation;
  private readonly infos: readonly Info[];
  private readonly mode: EditMode;
  private readonly json: boolean;

  constructor(k: Invocation, infos: readonly Info[], mode: EditMode) {
    this.k = k;
    this.infos = infos;
    this.mode = mode;
    this.json = k.flags.text('output') === 'json';
  }

  *run(): Sim<void> {
    const { k, infos } = this;
    const objects = infos.map((info) => withoutManagedFields(info.object) as AnyItem);
    const shown = objects.length === 1 ? objects[0] : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
    const original = this.json ? `${indentedJson(shown)}\n` : toYaml(shown);
    let round = newRound();
    let edited: string | undefined;
    for (;;) {
      const before = edited;
      const body = before === undefined ? original : withoutLeadingComments(before);
      const path = `/tmp/kubectl-edit-${k.process.kernel.stream('kubectl/file').below(4_000_000_000)}${this.json ? '.json' : '.yaml'}`;
      edited = yield* openEditor(k.process, path, (this.json ? '' : headerText(this.mode, round.reasons)) + body);
      const last = this.kept;
      this.kept = path;
      if (before !== undefined && sameContent(before, edited)) throw new KubectlError('Edit cancelled, no valid changes were saved.');
      if (last) k.process.files.write(last, undefined);
      const fault = yield* this.fault(edited);
      if (fault !== undefined) {
        round = newRound();
        k.err(`${refused(round, new KubectlError(fault), infos[0] as Info, 'invalid')}\n`);
        continue;
      }
      if (sameContent(this.json ? original : original, edited)) return this.cancelled('no changes made.');
      if (!edited.split('\n').some((line) => /^\s*[^#\s]/.test(line))) return this.cancelled('saved file was empty.');
      round = newRound();
      let updated: readonly Info[];
      try {
        updated = yield* this.read(edited);
      } catch (error) {
        if (!isExpected(error)) throw error;
        round.reasons.push({ head: `The edited file had a syntax error: ${messageOf(error)}`, others: [] });
        continue;
      }
      yield* this.send(updated, round);
      if (round.retryable > 0) {
        k.err(`You can run \`kubectl replace -f ${path}\` to try this update again.\n`);
        throw new ExitError(1);
      }
      if (round.notFound > 0) {
        k.err(`The edits you made on deleted resources have been saved to ${goQuote(path)}\n`);
        throw new ExitError(1);
      }
      if (!round.again) {
        this.forget();
        return;
      }
    }
  }

  private cancelled(why: string): void {
    this.forget();
    this.k.err(`Edit cancelled, ${why}\n`);
  }

  private forget(): void {
    this.k.process.files.write(this.kept, undefined);
    this.kept = '';
  }

  /** What the check before the sending says. */
  private *fault(edited: string): Sim<string | undefined> {
    let value: unknown;
    try {
      value = parseYaml(edited);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      return `error converting YAML to JSON: ${error.message}`;
    }
    if (value === null || value === undefined) return undefined;
    try {
      yield* this.k.validator()?.check(value) ?? nothing();
      return undefined;
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      return error.message.replace(/^error validating data: /, '').replace(/; if you choose to ignore.*$/s, '');
    }
  }

  private *read(edited: string): Sim<readonly Info[]> {
    const { http, mapper } = this.k;
    const reader = new ManifestReader({ http, mapper, local: false });
    const infos: Info[] = [];
    const errors: Error[] = [];
    yield* reader.visitText(
      edited,
      'edited-file',
      function* (info) {
        const items = Array.isArray(info.object?.items) ? (info.object.items as readonly AnyItem[]) : undefined;
        if (!items) infos.push(info);
        else for (const item of items) infos.push(yield* reader.infoForItem(item, info));
      },
      (error) => errors.push(error),
    );
    const failure = aggregate(errors);
    if (failure) throw failure;
    return infos;
  }

  private *send(updated: readonly Info[], round: Round): Sim<void> {
    const { k } = this;
    for (const info of updated) this.requireNamespace(info);
    for (const info of updated) {
      if (k.flags.has('save-config') && k.flags.flag('save-config')) info.object = withSavedConfig(info.object ?? {}, true, false);
      if (this.mode === 'create') yield* this.create(info);
      else yield* this.patch(info, round);
    }
  }

  private requireNamespace(info: Info): void {
    const { namespace } = this.k;
    if (!info.namespaced) return;
    if (info.namespace === '') info.setNamespace(namespace);
    else if (info.namespace !== namespace) {
      throw new KubectlError(`the namespace from the provided object ${goQuote(info.namespace)} does not match the namespace ${goQuote(namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`);
    }
  }

  private *create(info: Info): Sim<void> {
    const { k } = this;
    info.refresh(yield* info.helper(this.how()).create(info.namespace, info.object));
    k.print(k.printer('created'), info.object);
  }

  private how(): { readonly fieldManager: string; readonly fieldValidation?: string; readonly subresource?: string } {
    const { flags } = this.k;
    const subresource = flags.has('subresource') ? flags.text('subresource') : '';
    return { fieldManager: flags.text('field-manager'), fieldValidation: validationOf(flags), ...(subresource ? { subresource } : {}) };
  }

  private *patch(info: Info, round: Round): Sim<void> {
    const { k } = this;
    const after = withoutManagedFields(info.object) as AnyItem;
    const original = this.infos.find((other) => uidOf(other.object) === uidOf(after));
    if (!original) throw new KubectlError('no original object found for the edited one');
    const before = withoutManagedFields(original.object) as AnyItem;
    if (equal(before, after)) {
      k.print(k.printer('skipped'), info.object);
      return;
    }
    if (this.mode === 'lastApplied') {
      const patch = createMergePatch(after as never, withLastApplied(after) as never);
      yield* info.helper(this.how()).patch(k.namespace, info.name, PATCH_TYPES.merge, patch);
      k.print(k.printer('edited'), info.object);
      return;
    }
    const { type, patch } = difference(before, after);
    if (k.flags.flag('output-patch')) k.out(`Patch: ${compactJson(patch)}\n`);
    try {
      info.refresh(yield* info.helper(this.how()).patch(info.namespace, info.name, type, patch));
      k.print(k.printer('edited'), info.object);
    } catch (error) {
      if (!isExpected(error)) throw error;
      k.err(`${refused(round, error, info)}\n`);
    }
  }
}

function* nothing(): Sim<void> {
  // Nothing is checked.
}

const uidOf = (object: unknown): unknown => (isObject(object) && isObject(object.metadata) ? object.metadata.uid : undefined);

export function withLastApplied(object: AnyItem): AnyItem {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: `${compactJson(object)}\n` } } };
}

function difference(before: AnyItem, after: AnyItem): { readonly type: string; readonly patch: AnyItem } {
  const known = typeOf(String(after.apiVersion), String(after.kind)) && before.apiVersion === after.apiVersion && before.kind === after.kind;
  const patch = known ? strategicPatch(before, after) : (createMergePatch(before as never, after as never) as AnyItem);
  const touches = 'apiVersion' in patch || 'kind' in patch || (isObject(patch.metadata) && 'name' in patch.metadata);
  if (touches) throw new KubectlError('At least one of apiVersion, kind and name was changed');
  return { type: known ? PATCH_TYPES.strategic : PATCH_TYPES.merge, patch };
}

/** Notes what the server said; the line that tells it. */
function refused(round: Round, error: Error, info: Info, as?: 'invalid'): string {
  const what = `${groupResource(info.mapping)} ${goQuote(info.name)}`;
  if (as === 'invalid' || (error instanceof ApiError && error.reason === 'Invalid')) {
    const causes = error instanceof ApiError ? (error.status.details?.causes ?? []).map((c) => `${c.field ?? ''}: ${c.message ?? ''}`) : [`<nil>: Invalid value: "The edited file failed validation": ${error.message}`];
    round.reasons.push({ head: `${what} was not valid`, others: causes });
    round.again = true;
    return `error: ${what} is invalid`;
  }
  if (isNotFound(error)) {
    round.notFound++;
    return `error: ${what} could not be found on the server`;
  }
  round.retryable++;
  return `error: ${what} could not be patched: ${messageOf(error)}`;
}

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;
const HEADER_LAST_APPLIED = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;

function headerText(mode: EditMode, reasons: readonly Reason[]): string {
  const hashed = (text: string): string => text.replace(/\n(?!#|$)/g, '\n# ');
  let text = mode === 'lastApplied' ? HEADER_LAST_APPLIED : HEADER;
  for (const { head, others } of reasons) text += `# ${hashed(head)}${others.length ? ':' : ''}\n${others.map((other) => `# * ${hashed(other)}\n`).join('')}#\n`;
  return text;
}

const withoutLeadingComments = (text: string): string => text.replace(/^(?:[ \t]*#[^\n]*\n)+/, '');

/** Comments do not count. */
function sameContent(a: string, b: string): boolean {
  const valueOf = (text: string): unknown => {
    const documents = parseDocuments(text);
    return documents.some((d) => d.error) ? text.split('\n').filter((line) => !line.trim().startsWith('#')) : documents.map((d) => d.value);
  };
  return equal(valueOf(a), valueOf(b));
}

// ---- what commands edit ----

export function* editToCreate(k: Invocation): Sim<void> {
  const found = yield* k.find(k.usual);
  yield* found.visit((info) => editObjects(k, [info], 'create'));
}

/** `edit` itself, and `apply edit-last-applied`. */
export function* editFound(k: Invocation, mode: 'normal' | 'lastApplied'): Sim<void> {
  const subresource = k.flags.has('subresource') ? k.flags.text('subresource') : '';
  const found = yield* k.find({
    args: k.args,
    allowEmptySelector: true,
    latest: true,
    ...k.usual,
    ...(subresource ? { subresource } : {}),
  });
  const { infos, error } = yield* found.infos();
  if (error) throw error;
  if (mode === 'normal') {
    if (infos.length === 0) throw new KubectlError('edit cancelled, no objects found');
    yield* editObjects(k, infos, mode);
    return;
  }
  const { http, mapper } = k;
  const reader = new ManifestReader({ http, mapper, local: false });
  const kept: Info[] = [];
  for (const info of infos) {
    const text = lastAppliedOf(info.object);
    if (text === undefined) continue;
    yield* reader.visitText(
      text,
      'edited-file',
      function* (one) {
        kept.push(one);
      },
      (failure) => {
        throw failure;
      },
    );
  }
  if (kept.length === 0) throw new KubectlError('no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`');
  yield* editObjects(k, kept, mode);
}
