// Putting endpoints into slices of at most 100, with as few writes as can be: a slice that must change anyway is filled
// up first, then the one where the rest just fits, then a new one is made.
// Upstream: k8s.io/endpointslice/reconciler.go
//
// Where only some Pods have changed, only their slices are looked at: the outcome is the same.

import type { EndpointSlice } from '../../kinds/endpointSlice.ts';

export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];
export type EndpointPort = NonNullable<EndpointSlice['ports']>[number];

export const MAX_ENDPOINTS = 100;

/** Which endpoint it is, whatever its state. */
export const endpointKey = ({ addresses, targetRef }: Endpoint): string => `${addresses.join(',')}/${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''}`;

/** The same in all that may change. */
export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return (
    a === b ||
    (a.nodeName === b.nodeName &&
      a.zone === b.zone &&
      a.hostname === b.hostname &&
      a.targetRef?.uid === b.targetRef?.uid &&
      a.conditions?.ready === b.conditions?.ready &&
      a.conditions?.serving === b.conditions?.serving &&
      a.conditions?.terminating === b.conditions?.terminating)
  );
}

export interface Wanted {
  readonly endpoint: Endpoint;
  /** Endpoints with the same ports share slices. */
  readonly portKey: string;
}

/** A slice while it is being filled; without a name it is a new one. */
export interface Filling {
  readonly slice: EndpointSlice | undefined;
  endpoints: readonly Endpoint[];
  changed: boolean;
}

/**
 * The slices of one set of ports after `added` were put somewhere. `slices` are those that stay, each with the endpoints
 * that it keeps; new ones are appended.
 */
export function fill(slices: readonly Filling[], added: readonly Endpoint[]): readonly Filling[] {
  let at = 0;
  const rest = (): number => added.length - at;
  const put = (filling: Filling): void => {
    const more = added.slice(at, at + MAX_ENDPOINTS - filling.endpoints.length);
    at += more.length;
    if (more.length) filling.endpoints = [...filling.endpoints, ...more];
    filling.changed = true;
  };
  const touched = slices.filter((filling) => filling.changed).sort((a, b) => b.endpoints.length - a.endpoints.length);
  for (const filling of touched) if (rest() > 0) put(filling);
  const unchanged = slices.filter((filling) => !filling.changed);
  const result = [...slices];
  while (rest() > 0) {
    const fitting = rest() < MAX_ENDPOINTS ? closest(unchanged, rest()) : undefined;
    if (fitting) {
      unchanged.splice(unchanged.indexOf(fitting), 1);
      put(fitting);
    } else {
      const fresh: Filling = { slice: undefined, endpoints: [], changed: true };
      put(fresh);
      result.push(fresh);
    }
  }
  return result;
}

/** The slice that would be fullest with so many more. */
function closest(slices: readonly Filling[], more: number): Filling | undefined {
  let best: Filling | undefined;
  for (const filling of slices) {
    const length = filling.endpoints.length + more;
    if (length <= MAX_ENDPOINTS && (!best || length > best.endpoints.length + more)) best = filling;
  }
  return best;
}
