// Which Pod a connection to a Service gets, as a node's rules choose: any that is ready, with the same chance, unless the
// Service keeps clients where they were or traffic on its node.
// Upstream: pkg/proxy/topology.go, pkg/proxy/iptables/proxier.go

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import { usableOf, type Backend } from './endpoints.ts';
import type { Rule } from './kubeProxy.ts';
import type { Origin, Route } from './network.ts';

/** Whom a client got last, by Service, port and client. */
export type Affinity = Map<string, { readonly to: Backend; readonly until: number }>;

export function chosenOf({ service: { spec, metadata }, port, external, backends }: Rule, node: string, origin: Origin, random: Prng, affinity: Affinity, now: Micros): Route {
  const service = `${metadata.namespace}/${metadata.name}`;
  const usable = usableOf(backends);
  // What comes from the node itself may go anywhere, also by an external address.
  const localOnly = external ? spec.externalTrafficPolicy === 'Local' && !origin.sameNode : spec.internalTrafficPolicy === 'Local';
  const among = localOnly ? usableOf(backends.filter((b) => b.node === node)) : usable;
  if (among.length === 0) return { to: usable.length === 0 ? 'reject' : 'drop', service, among };
  const seconds = spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0;
  if (!seconds) return { to: among[random.below(among.length)] as Backend, service, among };
  const key = `${service}:${port.port} ${origin.address}`;
  const known = affinity.get(key);
  const still = known && known.until > now ? among.find((c) => c.address === known.to.address && c.port === known.to.port) : undefined;
  const to = still ?? (among[random.below(among.length)] as Backend);
  affinity.set(key, { to, until: now + seconds * 1e6 });
  return { to, service, among };
}
