// kubectl apply --server-side: the server merges. What a client-side apply left behind is taken over.
// Upstream: k8s.io/kubectl/pkg/cmd/apply/apply.go (saveLastApplyAnnotationIfNecessary, migrateToSSAIfNecessary),
// k8s.io/client-go/util/csaupgrade

import { isObject } from '../../base/json.ts';
import { ApiError } from '../../sim/api/errors.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import { difference, fieldSetOf, isEmpty, namedPath, union, type FieldSet } from '../../sim/api/managedFields/fieldSet.ts';
import { decodeFields, encodeFields } from '../../sim/api/managedFields/fieldsV1.ts';
import type { ManagedFieldsEntry } from '../../sim/api/types.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError, isConflict, isExpected, messageOf } from '../errors.ts';
import { LAST_APPLIED, lastAppliedOf } from '../generators/lastApplied.ts';
import type { Helper } from '../helper.ts';
import type { AnyItem, Info } from '../info.ts';
import type { Invocation } from '../invocation.ts';
import { nameOf, namespaceOf } from '../output/object.ts';
import { groupVersion } from '../restMapper.ts';

const ANNOTATION: FieldSet = fieldSetOf(namedPath('metadata', 'annotations', LAST_APPLIED));

const REVIEW = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

export function* applyServerSide(k: Invocation, info: Info, helper: Helper, manager: string): Sim<void> {
  const subresource = k.flags.text('subresource');
  const target = subresource ? helper.with({ subresource }) : helper;
  const query = { force: String(k.flags.flag('force-conflicts')) };
  const object = info.object as AnyItem;
  try {
    info.refresh(yield* target.patch(info.namespace, info.name, PATCH_TYPES.apply, object, query));
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'UnsupportedMediaType') throw new KubectlError(`Server-side apply not available on the server: (${error.message})`);
    throw isConflict(error) ? new KubectlError(`${error.message}\n${REVIEW}`) : error;
  }
  yield* takeOver(k, info, helper, manager, object, query);
}

function* takeOver(k: Invocation, info: Info, helper: Helper, manager: string, applied: AnyItem, query: Readonly<Record<string, string>>): Sim<void> {
  try {
    yield* saveAnnotation(info, helper, manager);
  } catch (error) {
    if (!isExpected(error)) throw error;
    k.err(`Warning: failed to migrate ${LAST_APPLIED} for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${messageOf(error)}\n`);
    return;
  }
  try {
    if (!(yield* migrate(info, helper, manager))) return;
  } catch (error) {
    if (!isExpected(error)) throw error;
    k.err(`Warning: server rejected managed fields migration to Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${messageOf(error)}\n`);
    return;
  }
  try {
    info.refresh(yield* helper.patch(info.namespace, info.name, PATCH_TYPES.apply, applied, query));
  } catch (error) {
    if (!isExpected(error)) throw error;
    k.err(`Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${messageOf(error)}\n`);
  }
}

/** The annotation of client-side applies gets an owner of its own. */
function* saveAnnotation(info: Info, helper: Helper, manager: string): Sim<void> {
  const object = info.object as AnyItem;
  const annotation = lastAppliedOf(object);
  if (manager !== 'kubectl' || annotation === undefined || ownersOf(object, 'Apply').length > 0) return;
  const namespace = namespaceOf(object);
  const only = { apiVersion: groupVersion(info.mapping), kind: info.mapping.kind, metadata: { annotations: { [LAST_APPLIED]: annotation }, name: nameOf(object), ...(namespace ? { namespace } : {}) } };
  info.refresh(yield* helper.with({ fieldManager: 'kubectl-last-applied' }).patch(info.namespace, info.name, PATCH_TYPES.apply, only));
}

/** Fields of client-side applies become fields of this one. */
function* migrate(info: Info, helper: Helper, manager: string): Sim<boolean> {
  const managers = [...new Set(ownersOf(info.object as AnyItem, 'Update').map((entry) => entry.manager ?? ''))];
  for (let attempt = 0; attempt < 5; attempt++) {
    const object = info.object as AnyItem;
    const before = entriesOf(object);
    const after = managers.reduce((entries, name) => upgraded(entries, name, manager), before);
    if (after === before) return false;
    const metadata = isObject(object.metadata) ? object.metadata : {};
    const patch = [
      { op: 'replace', path: '/metadata/managedFields', value: after },
      { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    ];
    try {
      info.refresh(yield* helper.patch(info.namespace, info.name, PATCH_TYPES.json, patch));
      return true;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    yield* info.get();
  }
  return false;
}

function entriesOf(object: AnyItem): readonly ManagedFieldsEntry[] {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  return Array.isArray(metadata.managedFields) ? (metadata.managedFields as ManagedFieldsEntry[]) : [];
}

function ownersOf(object: AnyItem, operation: 'Apply' | 'Update'): readonly ManagedFieldsEntry[] {
  return entriesOf(object).filter((entry) => entry.operation === operation && isEmpty(difference(ANNOTATION, decodeFields(entry.fieldsV1 ?? {}))));
}

function upgraded(entries: readonly ManagedFieldsEntry[], from: string, to: string): readonly ManagedFieldsEntry[] {
  const isOld = (e: ManagedFieldsEntry): boolean => e.manager === from && e.operation === 'Update' && !e.subresource;
  const out = [...entries];
  let at = out.findIndex((e) => e.manager === to && e.operation === 'Apply' && !e.subresource);
  if (at < 0) {
    at = out.findIndex(isOld);
    if (at < 0) return entries;
    out[at] = { ...(out[at] as ManagedFieldsEntry), manager: to, operation: 'Apply' };
  }
  const target = out[at] as ManagedFieldsEntry;
  const old = out.find((e) => isOld(e) && e.apiVersion === target.apiVersion);
  if (!old && !out.some(isOld)) return entries;
  const fields = old ? union(decodeFields(target.fieldsV1 ?? {}), decodeFields(old.fieldsV1 ?? {})) : decodeFields(target.fieldsV1 ?? {});
  out[at] = { ...target, fieldsV1: encodeFields(fields) };
  return out.filter((e) => !isOld(e));
}
