// What the API server serves, asked of itself: the garbage collector and the namespace controller must know every kind,
// those that were defined a moment ago included.
// Upstream: k8s.io/client-go/discovery

import type { Kind } from '../../api/kind.ts';
import { defineKind } from '../../api/kind.ts';
import type { Level } from '../../kernel/trace.ts';
import type { Context } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import { KINDS } from '../../kinds/index.ts';

interface Discovery {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly freshness?: string;
      readonly resources: readonly {
        readonly resource: string;
        readonly responseKind: { readonly kind: string };
        readonly scope: 'Namespaced' | 'Cluster';
        readonly singularResource?: string;
        readonly verbs: readonly string[];
      }[];
    }[];
  }[];
}

export interface DiscoveredKind {
  readonly kind: Kind;
  /** Not one of ours by birth. */
  readonly custom: boolean;
}

const ACCEPT = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
const BUILT_IN = new Map(KINDS.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]));

/** Every kind, each in its preferred version, in the order of the server. */
export function* discoverKinds({ client }: Context, level: Level = 'detail'): Sim<readonly DiscoveredKind[]> {
  const found: DiscoveredKind[] = [];
  for (const path of ['/api', '/apis']) {
    const { body } = yield* client.request({ method: 'GET', path, headers: { accept: ACCEPT }, level });
    for (const { metadata, versions } of (body as Discovery).items ?? []) {
      const group = metadata?.name ?? '';
      const seen = new Set<string>();
      for (const { version, resources } of versions) {
        for (const { resource, responseKind, scope, verbs } of resources) {
          if (seen.has(resource)) continue;
          seen.add(resource);
          const known = BUILT_IN.get(`${group}/${version}/${resource}`);
          found.push(known ? { kind: known, custom: false } : { kind: defineKind({ group, version, kind: responseKind.kind, plural: resource, scope, verbs }), custom: true });
        }
      }
    }
  }
  return found;
}
