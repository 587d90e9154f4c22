// The network plugin of a node: one address for each sandbox, out of the node's podCIDR. Addresses are given out in turn,
// so that one that was given back is not used again at once.
// Upstream: the host-local plugin (containernetworking/plugins)

export class AddressPool {
  private readonly base: number;
  private readonly size: number;
  private readonly cidr: string;
  private readonly owners = new Map<number, string>();
  private last: number;

  constructor(cidr: string) {
    const [address = '', bits = '24'] = cidr.split('/');
    this.cidr = cidr;
    this.base = toNumber(address);
    this.size = 2 ** (32 - Number(bits));
    // .0 is the network, .1 the node's end of the bridge.
    this.last = 1;
  }

  /** Throws where all are in use. */
  take(owner: string): string {
    for (let tried = 0; tried < this.size; tried++) {
      this.last = this.last + 1 >= this.size - 1 ? 2 : this.last + 1;
      if (this.owners.has(this.last)) continue;
      this.owners.set(this.last, owner);
      return toAddress(this.base + this.last);
    }
    throw new Error(`plugin type="ptp" failed (add): failed to allocate for range 0: no IP addresses available in range set: ${toAddress(this.base + 1)}-${toAddress(this.base + this.size - 2)}`);
  }

  giveBack(address: string, owner: string): void {
    const offset = toNumber(address) - this.base;
    if (this.owners.get(offset) === owner) this.owners.delete(offset);
  }

  contains(address: string): boolean {
    const offset = toNumber(address) - this.base;
    return offset >= 0 && offset < this.size;
  }

  get inUse(): number {
    return this.owners.size;
  }

  get range(): string {
    return this.cidr;
  }
}

const toNumber = (address: string): number => address.split('.').reduce((n, part) => n * 256 + Number(part), 0);
const toAddress = (n: number): string => [n / 2 ** 24, n / 2 ** 16, n / 256, n].map((part) => Math.floor(part) % 256).join('.');
