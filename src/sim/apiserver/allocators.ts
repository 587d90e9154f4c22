// Cluster IPs and node ports: taken when a Service is stored, given back when it goes. Each cluster IP has an IPAddress
// object, as MultiCIDRServiceAllocator keeps them.
// Upstream: pkg/registry/core/service/ipallocator, pkg/registry/core/service/portallocator

import type { Prng } from '../../base/prng.ts';

export const parseIPv4 = (text: string): number | undefined => {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!m) return undefined;
  let n = 0;
  for (let i = 1; i <= 4; i++) {
    const part = m[i] as string;
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    n = n * 256 + Number(part);
  }
  return n;
};

export const formatIPv4 = (n: number): string => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');

export interface Range {
  readonly first: number;
  readonly size: number;
}

/** `10.96.0.0/12` → its addresses without the network address; undefined where it is no IPv4 CIDR. */
export function parseCIDR(text: string): Range | undefined {
  const [address = '', bits = ''] = text.split('/');
  const base = parseIPv4(address);
  if (base === undefined || !/^\d+$/.test(bits) || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  return { first: Math.floor(base / size) * size, size };
}

/** Hands out numbers of a range; the first `reserved` of them only on request or when nothing else is left. */
export class Pool {
  private readonly used = new Set<number>();
  private readonly first: number;
  private readonly size: number;
  private readonly reserved: number;

  constructor(first: number, size: number, reserved: number) {
    this.first = first;
    this.size = size;
    this.reserved = reserved;
  }

  contains(n: number): boolean {
    return n >= this.first && n < this.first + this.size;
  }

  has(n: number): boolean {
    return this.used.has(n);
  }

  take(n: number): boolean {
    if (this.used.has(n)) return false;
    this.used.add(n);
    return true;
  }

  release(n: number): void {
    this.used.delete(n);
  }

  get free(): number {
    return this.size - this.used.size;
  }

  /** A random free number, from the upper part of the range as long as there is one. */
  next(random: Prng): number | undefined {
    for (const [from, size] of [[this.first + this.reserved, this.size - this.reserved], [this.first, this.reserved]] as const) {
      if (size <= 0) continue;
      const start = random.below(size);
      for (let i = 0; i < size; i++) {
        const n = from + ((start + i) % size);
        if (!this.used.has(n)) {
          this.used.add(n);
          return n;
        }
      }
    }
    return undefined;
  }
}

export class Allocators {
  readonly addresses: Pool;
  readonly nodePorts: Pool;
  readonly cidr: Range;

  constructor(serviceCIDR: string) {
    const cidr = parseCIDR(serviceCIDR) as Range;
    this.cidr = cidr;
    // Without the network and the broadcast address.
    this.addresses = new Pool(cidr.first + 1, cidr.size - 2, Math.min(Math.max(16, Math.floor(cidr.size / 16)), 256));
    this.nodePorts = new Pool(30_000, 2768, 86);
  }
}
