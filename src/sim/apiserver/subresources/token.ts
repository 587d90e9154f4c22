// POST serviceaccounts/NAME/token: a token for a Pod. Nothing is stored.
// Upstream: pkg/registry/core/serviceaccount/storage/token.go, pkg/apis/authentication/validation
//
// Simplified: the token is an opaque text that names its account; nothing signs or checks it.

import { rfc3339 } from '../../../base/time.ts';
import { badRequest, conflict, invalid, invalidValue, notFound, type FieldError } from '../../api/errors.ts';
import { decode } from '../../api/schema/decode.ts';
import { typeOf } from '../../api/schema/schema.ts';
import type { SchemaType } from '../../api/schema/schemaType.ts';
import type { AnyObject, KubeObject } from '../../api/types.ts';
import type { Exchange } from '../context.ts';
import { readOne } from '../reads.ts';
import type { Subresource } from './index.ts';

interface TokenRequest {
  readonly metadata: { readonly name?: string; readonly namespace?: string };
  readonly spec: {
    readonly audiences: readonly string[] | null;
    readonly expirationSeconds: number | null;
    readonly boundObjectRef: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string; readonly uid?: string } | null;
  };
}

const GROUP = 'authentication.k8s.io';
const DEFAULT_SECONDS = 3600;
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';

export const token: Subresource = (_serving, exchange) => ({
  kind: 'read',
  read(answer) {
    const { info, request, state } = exchange;
    const { metadata, spec } = decode(typeOf(`${GROUP}/v1`, 'TokenRequest') as SchemaType, request.body, exchange.fieldValidation).object as unknown as TokenRequest;
    readOne(exchange, info.name);
    const { boundObjectRef } = spec;
    const expirationSeconds = spec.expirationSeconds ?? DEFAULT_SECONDS;
    check(info.name, metadata, expirationSeconds);
    if (boundObjectRef) checkBound(exchange, boundObjectRef);
    answer({
      code: 201,
      body: {
        kind: 'TokenRequest',
        apiVersion: `${GROUP}/v1`,
        metadata: { name: info.name, namespace: info.namespace, creationTimestamp: state.kernel.timestamp() },
        spec: { audiences: spec.audiences?.length ? spec.audiences : [AUDIENCE], expirationSeconds, boundObjectRef },
        status: { token: `simulated.${info.namespace}.${info.name}`, expirationTimestamp: rfc3339(state.kernel.wallMs + expirationSeconds * 1000) },
      },
    });
  },
});

function check(account: string, { name = '' }: TokenRequest['metadata'], seconds: number): void {
  if (name && name !== account) throw invalid(GROUP, 'TokenRequest', account, [invalidValue('metadata.name', name, 'must match the service account name if specified')]);
  const errors: FieldError[] = [];
  if (seconds < 600) errors.push(invalidValue('spec.expirationSeconds', seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32) errors.push(invalidValue('spec.expirationSeconds', seconds, 'may not specify a duration larger than 2^32 seconds'));
  if (errors.length) throw invalid(GROUP, 'TokenRequest', name, errors);
}

/** What the token dies with must be there. */
function checkBound({ info, state }: Exchange, ref: NonNullable<TokenRequest['spec']['boundObjectRef']>): void {
  const { apiVersion = '', kind = '', name = '', uid } = ref;
  const bindable = BINDABLE[`${apiVersion}/${kind}`];
  if (!bindable) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  const object: KubeObject | undefined = state.store.get(`/registry/${bindable.storage}/${bindable.namespaced ? `${info.namespace}/` : ''}${name}`)?.value;
  if (!object) throw notFound('', bindable.plural, name);
  const account = (object as AnyObject).spec?.serviceAccountName;
  if (kind === 'Pod' && account !== info.name) {
    throw badRequest(`cannot bind token for serviceaccount ${JSON.stringify(info.name)} to pod running with different serviceaccount name.`);
  }
  if (uid && uid !== object.metadata.uid) {
    throw conflict('', kind, name, `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`);
  }
}

const BINDABLE: Readonly<Record<string, { readonly storage: string; readonly plural: string; readonly namespaced: boolean }>> = {
  'v1/Pod': { storage: 'pods', plural: 'pods', namespaced: true },
  'v1/Secret': { storage: 'secrets', plural: 'secrets', namespaced: true },
  'v1/Node': { storage: 'minions', plural: 'nodes', namespaced: false },
};
