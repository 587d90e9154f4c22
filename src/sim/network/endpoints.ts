// What stands behind a Service's port, read from its EndpointSlices.

import type { EndpointSlice } from '../kinds/endpointSlice.ts';

export interface Backend {
  readonly address: string;
  readonly port: number;
  readonly node: string;
  readonly hostname: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** Slices never change, so what they hold is read once, for every node. */
const read = new WeakMap<EndpointSlice, Map<string, readonly Backend[]>>();

export function endpointsOf(slices: readonly EndpointSlice[], portName: string): readonly Backend[] {
  if (slices.length === 1) return ofSlice(slices[0] as EndpointSlice, portName);
  const out = new Map<string, Backend>();
  for (const slice of slices) for (const backend of ofSlice(slice, portName)) out.set(`${backend.address}:${backend.port}`, backend);
  return [...out.values()];
}

function ofSlice(slice: EndpointSlice, portName: string): readonly Backend[] {
  let byPort = read.get(slice);
  if (!byPort) read.set(slice, (byPort = new Map()));
  let backends = byPort.get(portName);
  if (!backends) byPort.set(portName, (backends = slice.addressType === 'IPv4' ? [...backendsOf(slice, portName)] : []));
  return backends;
}

function* backendsOf({ endpoints, ports }: EndpointSlice, portName: string): Generator<Backend> {
  const port = ports?.find(({ name }) => (name ?? '') === portName)?.port;
  if (!port) return;
  for (const { addresses, conditions, nodeName = '', hostname = '' } of endpoints ?? []) {
    const ready = conditions?.ready !== false;
    const [address] = addresses;
    if (address !== undefined) yield { address, port, node: nodeName, hostname, ready, serving: conditions?.serving ?? ready, terminating: conditions?.terminating === true };
  }
}

/** Ready ones; only where there is none, those that still serve while they end. */
export function usableOf(backends: readonly Backend[]): readonly Backend[] {
  const ready = backends.filter((b) => b.ready);
  return ready.length > 0 ? ready : backends.filter((b) => b.serving && b.terminating);
}
