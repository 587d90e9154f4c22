// Which addresses an ingress controller writes into the status of its Ingresses: those it was told, those of a Service, or
// those of the nodes on which its ready Pods run.
// Upstream: kubernetes/ingress-nginx internal/ingress/status/status.go (runningAddresses), internal/k8s/main.go (GetNodeIPs)

import { compareText } from '../../../base/text.ts';
import type { Client } from '../../client/client.ts';
import type { Sim } from '../../kernel/task.ts';
import { Node } from '../../kinds/node.ts';
import { Pod } from '../../kinds/pod.ts';
import { Service } from '../../kinds/service.ts';
import { isAddress } from '../http.ts';

export interface Address {
  readonly ip?: string | undefined;
  readonly hostname?: string | undefined;
}

interface Published {
  readonly namespace: string;
  readonly publishService: string;
  readonly publishAddress: string;
}

export function* addressesOf(client: Client, { namespace, publishService, publishAddress }: Published, podSelector: string): Sim<readonly Address[]> {
  if (publishAddress !== '') return sorted(publishAddress.split(/,\s*/).map((text) => (isAddress(text) ? { ip: text } : { hostname: text })));
  if (publishService !== '') return sorted(yield* ofService(client, publishService));
  const pods = yield* client.list(Pod, { namespace, labelSelector: podSelector });
  const nodes = pods.items.flatMap(({ spec, status }) => (status.phase === 'Running' && status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') && spec.nodeName ? [spec.nodeName] : []));
  const found = new Set<string>();
  for (const name of new Set(nodes)) {
    const all = (yield* client.get(Node, undefined, name)).status.addresses ?? [];
    const external = all.filter((a) => a.type === 'ExternalIP');
    for (const { address } of external.length ? external : all.filter((a) => a.type === 'InternalIP')) found.add(address);
  }
  return sorted([...found].map((ip) => ({ ip })));
}

function* ofService(client: Client, key: string): Sim<readonly Address[]> {
  const [namespace = '', name = ''] = key.split('/');
  const { spec, status } = yield* client.get(Service, namespace, name);
  const external = (spec.externalIPs ?? []).map((ip) => ({ ip }));
  if (spec.type === 'LoadBalancer') return [...(status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ({ ...(ip ? { ip } : {}), ...(hostname ? { hostname } : {}) })), ...external];
  if (spec.type === 'ExternalName') return [{ hostname: spec.externalName ?? '' }];
  return spec.type === 'NodePort' && external.length ? external : [{ ip: spec.clusterIP ?? '' }];
}

const textOf = ({ ip = '', hostname = '' }: Address): string => `${hostname} ${ip}`;

const sorted = (addresses: readonly Address[]): readonly Address[] => [...addresses].sort((a, b) => compareText(textOf(a), textOf(b)));

export const sameAddresses = (a: readonly Address[], b: readonly Address[]): boolean => sorted(a).map(textOf).join() === sorted(b).map(textOf).join();
