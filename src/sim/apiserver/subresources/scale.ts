// GET, PUT and PATCH of /scale: the number of replicas of any scalable kind, in one form.
// Upstream: pkg/registry/apps/deployment/storage/storage.go (ScaleREST)

import { deepCopy, isObject } from '../../../base/json.ts';
import { badRequest, conflict, failure, invalid, invalidValue, OPTIMISTIC_LOCK } from '../../api/errors.ts';
import { PATCH_TYPES } from '../../api/http.ts';
import { defineKind, type Kind, type ScaleFields } from '../../api/kind.ts';
import { applyConfiguration } from '../../api/managedFields/apply.ts';
import { parentEntries, scaleEntries } from '../../api/managedFields/scale.ts';
import { applyJsonPatch } from '../../api/patch/jsonPatch.ts';
import { applyMergePatch } from '../../api/patch/mergePatch.ts';
import { readPatchBody } from '../../api/patch/patchBody.ts';
import { patchedText } from '../../api/patch/patchedText.ts';
import { patchRefused } from '../../api/patch/restore.ts';
import { jsonWord } from '../../api/schema/jsonText.ts';
import { typeOf } from '../../api/schema/schema.ts';
import type { SchemaType } from '../../api/schema/schemaType.ts';
import type { KubeObject } from '../../api/types.ts';
import { checkName, readObject } from '../bodies.ts';
import { appliedBody } from '../patching.ts';
import { beginUpdate, type Change } from '../updating.ts';
import { readOne } from '../reads.ts';
import type { Exchange } from '../context.ts';
import type { Subresource } from './index.ts';

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

/** The form in which bodies are read. */
const SCALE = defineKind<Scale>({ group: 'autoscaling', version: 'v1', kind: 'Scale', plural: 'scales', scope: 'Namespaced' });

export const scale: Subresource = (_serving, exchange) => {
  const { info, kind } = exchange;
  const fields = kind.scale as ScaleFields<KubeObject>;
  if (info.verb === 'get') return { kind: 'read', read: (answer) => answer({ code: 200, body: scaleOf(kind, fields, readOne(exchange, info.name)) }) };
  if (info.verb !== 'update' && info.verb !== 'patch') throw failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
  return {
    kind: 'write',
    begin: () =>
      beginUpdate(exchange, info.name, (old) => {
        const applied = info.verb === 'patch' && contentTypeOf(exchange) === PATCH_TYPES.apply ? apply(exchange, old, scaleOf(kind, fields, old)) : undefined;
        const wanted = applied?.scale ?? desired(exchange, scaleOf(kind, fields, old));
        const { resourceVersion, uid } = wanted.metadata ?? {};
        if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) throw conflict(kind.group, kind.plural, info.name, OPTIMISTIC_LOCK);
        if (uid && uid !== old.metadata.uid) throw conflict(kind.group, kind.plural, info.name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`);
        const replicas = wanted.spec?.replicas ?? 0;
        const misfit = replicasMisfit(replicas);
        if (misfit !== undefined) throw info.verb === 'patch' ? patchRefused(patchedText(wanted, scaleOf(kind, fields, old)), misfit) : badRequest(`Scale in version "v1" cannot be handled as a Scale: ${misfit}`);
        if (replicas < 0) throw invalid('autoscaling', 'Scale', info.name, [invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')]);
        const object = { ...old, metadata: { ...old.metadata }, spec: { ...(old as unknown as { spec: object }).spec } };
        fields.setReplicas(object as never, replicas);
        return { object: object as never, ...(applied?.manager ? { manager: applied.manager } : {}) };
      }),
    finish: (done) => ({ code: 200, body: scaleOf(kind, fields, done.object as KubeObject), warnings: exchange.warnings }),
  };
};

/** Server-side apply: owning the Scale's replicas is owning those of the object. */
function apply(exchange: Exchange, old: KubeObject, live: Scale): { readonly scale: Scale; readonly manager: Change['manager'] } {
  const { kind, state } = exchange;
  const { manager, force, config } = appliedBody(exchange);
  const before = state.provenance.managedFields(old);
  const { object, managedFields } = applyConfiguration({ live, managedFields: scaleEntries(before), config, type: typeOf('autoscaling/v1', 'Scale') as SchemaType, apiVersion: 'autoscaling/v1', manager, force, subresource: 'scale', time: state.kernel.timestamp() });
  return { scale: object as unknown as Scale, manager: { name: manager, entries: parentEntries(before, managedFields, kind.apiVersion) } };
}

const contentTypeOf = ({ request }: Exchange): string => (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';

function desired(exchange: Exchange, current: Scale): Scale {
  const { request, info } = exchange;
  if (info.verb === 'update') {
    const sent = readObject(exchange, SCALE) as unknown as Scale;
    checkName(exchange, sent);
    return sent;
  }
  const contentType = contentTypeOf(exchange);
  const { patch } = readPatchBody(contentType, request.body, exchange.fieldValidation);
  if (contentType === PATCH_TYPES.json) return applyJsonPatch(current, patch) as Scale;
  // Scale has no lists, so a strategic patch is a merge patch.
  const merged = applyMergePatch(current, patch) as Scale;
  return isObject(merged) ? deepCopy(merged) as Scale : current;
}

const INT32 = 2_147_483_647;

/** Why a value is no int32, in encoding/json's words. */
function replicasMisfit(replicas: unknown): string | undefined {
  if (typeof replicas === 'number' && Number.isInteger(replicas) && replicas <= INT32 && replicas >= -INT32 - 1) return undefined;
  return `json: cannot unmarshal ${typeof replicas === 'number' ? `number ${replicas}` : jsonWord(replicas)} into Go struct field ScaleSpec.spec.replicas of type int32`;
}

function scaleOf(kind: Kind, fields: ScaleFields<KubeObject>, object: KubeObject): Scale {
  void kind;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = fields.selector(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp },
    spec: fields.replicas(object) === 0 ? {} : { replicas: fields.replicas(object) },
    status: { replicas: fields.statusReplicas(object), ...(selector ? { selector } : {}) },
  };
}
