// The addresses behind one Service as Endpoints have them: in groups that offer the same ports, each in the order of the
// addresses. Kept as Pods change, so that one Pod among a thousand costs one place in a list.
// Upstream: pkg/api/v1/endpoints/util.go (RepackSubsets)

import { compareText } from '../../../base/text.ts';
import type { Endpoints } from '../../kinds/endpoints.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { Service } from '../../kinds/service.ts';
import { md5 } from '../shared/md5.ts';
import { isReady } from '../shared/pods.ts';
import { belongsToEndpoints, setsHostname, targetPort } from './members.ts';

export type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

interface Group {
  readonly ports: readonly Port[];
  readonly ready: Address[];
  readonly notReady: Address[];
  /** As it was listed last, while nothing has changed. */
  listed: Subset | undefined;
}

interface Place {
  readonly group: string;
  readonly ports: readonly Port[];
  readonly ready: boolean;
  readonly address: Address;
}

export class Subsets {
  readonly service: Service;
  private readonly groups = new Map<string, Group>();
  private readonly places = new Map<string, Place>();
  private readonly fixedPorts: { readonly key: string; readonly ports: readonly Port[] } | undefined;

  constructor(service: Service) {
    this.service = service;
    // Only a port with a name can be another one in each Pod.
    const named = service.spec.ports?.some(({ targetPort: target }) => typeof target === 'string');
    if (!named) this.fixedPorts = withKey(offeredPorts(service, undefined));
  }

  /** What becomes of a Pod; undefined where it is no longer among those of the Service. Tells whether that shows. */
  put(key: string, pod: Pod | undefined): boolean {
    const before = this.places.get(key);
    const after = pod && this.placeOf(pod, before);
    if (before === after) return false;
    if (before) this.take(before);
    if (after) {
      let group = this.groups.get(after.group);
      if (!group) this.groups.set(after.group, (group = { ports: after.ports, ready: [], notReady: [], listed: undefined }));
      const list = after.ready ? group.ready : group.notReady;
      list.splice(position(list, after.address), 0, after.address);
      group.listed = undefined;
      this.places.set(key, after);
    } else this.places.delete(key);
    return true;
  }

  list(): readonly Subset[] {
    const subsets: Subset[] = [];
    for (const group of this.groups.values()) subsets.push((group.listed ??= listed(group)));
    return subsets.sort((a, b) => compareText(firstAddress(a), firstAddress(b)));
  }

  private placeOf(pod: Pod, before: Place | undefined): Place | undefined {
    const { publishNotReadyAddresses = false, ports: declared = [], clusterIP } = this.service.spec;
    if (!belongsToEndpoints(pod, publishNotReadyAddresses)) return undefined;
    const { key, ports } = this.fixedPorts ?? withKey(offeredPorts(this.service, pod));
    if (ports.length === 0 && !(declared.length === 0 && clusterIP === 'None')) return undefined;
    const ready = publishNotReadyAddresses || isReady(pod);
    const address = this.addressOf(pod, before?.address);
    if (before && before.group === key && before.ready === ready && before.address === address) return before;
    return { group: key, ports, ready, address };
  }

  /** The former one where it is still right. */
  private addressOf({ metadata, spec, status }: Pod, before: Address | undefined): Address {
    const { namespace, name, uid } = metadata;
    const { nodeName } = spec;
    const ip = status.podIP ?? (status.podIPs?.[0]?.ip as string);
    const hostname = setsHostname({ metadata, spec } as Pod, this.service) ? spec.hostname : undefined;
    if (before && before.ip === ip && before.nodeName === nodeName && before.hostname === hostname && before.targetRef?.uid === uid) return before;
    const targetRef = Object.freeze({ kind: 'Pod', ...(namespace ? { namespace } : {}), name, uid });
    return Object.freeze({ ip, ...(hostname ? { hostname } : {}), ...(nodeName ? { nodeName } : {}), targetRef });
  }

  private take({ group: key, ready, address }: Place): void {
    const group = this.groups.get(key) as Group;
    const list = ready ? group.ready : group.notReady;
    list.splice(list.indexOf(address), 1);
    group.listed = undefined;
    if (group.ready.length === 0 && group.notReady.length === 0) this.groups.delete(key);
  }
}

const byAddress = (a: Address, b: Address): number => compareText(a.ip, b.ip) || compareText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');
const firstAddress = ({ addresses = [], notReadyAddresses = [] }: Subset): string => (addresses[0] ?? notReadyAddresses[0])?.ip ?? '';

/** Where in the sorted list it belongs. */
function position(list: readonly Address[], address: Address): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byAddress(list[middle] as Address, address) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function listed({ ports, ready, notReady }: Group): Subset {
  return Object.freeze({
    ...(ready.length ? { addresses: Object.freeze([...ready]) } : {}),
    ...(notReady.length ? { notReadyAddresses: Object.freeze([...notReady]) } : {}),
    ...(ports.length ? { ports } : {}),
  }) as Subset;
}

const withKey = (ports: readonly Port[]): { readonly key: string; readonly ports: readonly Port[] } => ({ key: ports.map(portText).join(), ports });

/** The ports of the Service as numbers; of a Pod, where they have names. */
function offeredPorts(service: Service, pod: Pod | undefined): readonly Port[] {
  const ports: Port[] = [];
  for (const port of service.spec.ports ?? []) {
    const number = pod ? targetPort(pod, port) : ((port.targetPort ?? port.port) as number);
    if (number !== undefined) ports.push(Object.freeze({ ...(port.name ? { name: port.name } : {}), port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) }));
  }
  if (ports.length > 1) {
    const hashes = new Map(ports.map((port) => [port, md5(portText(port))]));
    ports.sort((a, b) => compareText(hashes.get(a) as string, hashes.get(b) as string));
  }
  return Object.freeze(ports);
}

/** As Go prints the struct; the order of ports is that of its hash. */
const portText = ({ name = '', port, protocol = 'TCP', appProtocol }: Port): string =>
  `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol ?? '<nil>'}}`;

const MAX_ADDRESSES = 1000;

export interface Limited {
  readonly subsets: readonly Subset[];
  readonly ready: number;
  readonly notReady: number;
  /** There were more than fit. */
  readonly over: boolean;
}

/** At most a thousand addresses, the ready ones first. */
export function limited(subsets: readonly Subset[]): Limited {
  let [ready, notReady] = [0, 0];
  for (const { addresses, notReadyAddresses } of subsets) {
    ready += addresses?.length ?? 0;
    notReady += notReadyAddresses?.length ?? 0;
  }
  if (ready + notReady <= MAX_ADDRESSES) return { subsets, ready, notReady, over: false };
  const share = (n: number, of: number, limit: number): number => (of <= limit ? n : Math.floor((n * limit) / of));
  const left = Math.max(0, MAX_ADDRESSES - ready);
  const cut = subsets.map(({ addresses = [], notReadyAddresses = [], ports }) => {
    const kept = addresses.slice(0, share(addresses.length, ready, MAX_ADDRESSES));
    const others = notReadyAddresses.slice(0, share(notReadyAddresses.length, notReady, left));
    return { ...(kept.length ? { addresses: kept } : {}), ...(others.length ? { notReadyAddresses: others } : {}), ...(ports ? { ports } : {}) };
  });
  return { subsets: cut, ready, notReady, over: true };
}
