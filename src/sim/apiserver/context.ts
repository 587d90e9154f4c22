// What the parts of the API server share: the store, the kinds, and the request that is being served.

import type { Kernel } from '../kernel/kernel.ts';
import type { Store } from '../etcd/store.ts';
import type { Request, RequestInfo, UserInfo } from '../api/http.ts';
import type { Kind } from '../api/kind.ts';
import type { Scheme } from '../api/scheme.ts';
import type { KubeObject } from '../api/types.ts';
import type { Provenance } from './provenance.ts';
import type { Allocators } from './allocators.ts';

/** The server's state, as its handlers see it. */
export interface ServerState {
  readonly kernel: Kernel;
  readonly store: Store<KubeObject>;
  readonly scheme: Scheme;
  readonly provenance: Provenance;
  readonly allocators: Allocators;
  readonly config: ServerConfig;
}

export interface ServerConfig {
  /** `10.96.0.0/12` */
  readonly serviceCIDR: string;
  /** `172.18.0.2:6443` */
  readonly advertise: string;
  /** `v1.36.3` */
  readonly version: string;
  /** How long Events are kept, in seconds. */
  readonly eventTtlSeconds: number;
  /** Admission plugins switched on besides those that are on by default. */
  readonly admission: readonly string[];
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** One request on its way through the stages. */
export interface Exchange {
  readonly state: ServerState;
  readonly request: Request;
  readonly info: RequestInfo;
  /** Who acts, after impersonation. */
  readonly user: UserInfo;
  readonly kind: Kind;
  readonly dryRun: boolean;
  readonly fieldValidation: FieldValidation;
  readonly fieldManager: string;
  /** Collected on the way; sent as Warning headers. */
  readonly warnings: string[];
}

/**
 * What it takes to read a body a second time: an exchange without its request, shared by all that are alike. Most writes
 * are remembered by it, so it must not keep what only one of them had.
 */
export function rereading(exchange: Exchange): Exchange {
  const { state, kind, info, fieldValidation } = exchange;
  let known = rereaders.get(state);
  if (!known) rereaders.set(state, (known = new Map()));
  const name = `${kind.apiVersion}/${kind.kind}/${info.subresource}/${fieldValidation}`;
  let found = known.get(name);
  if (!found) {
    const { verb, group, version, resource, subresource, isResource } = info;
    const blank: RequestInfo = { isResource, verb, group, version, namespace: '', resource, subresource, name: '', path: '', rest: [] };
    const request: Request = { method: 'GET', path: '', query: {}, headers: {}, user: NOBODY };
    known.set(name, (found = { state, request, info: blank, user: NOBODY, kind, dryRun: false, fieldValidation, fieldManager: '', warnings: [] }));
  }
  return found;
}
const rereaders = new WeakMap<ServerState, Map<string, Exchange>>();
const NOBODY: UserInfo = { name: '', groups: [] };

export function get(state: ServerState, kind: Kind, namespace: string, name: string): KubeObject | undefined {
  return state.store.get(kind.namespaced ? `/registry/${kind.storage}/${namespace}/${name}` : `/registry/${kind.storage}/${name}`)?.value;
}
