// Node IPAM: gives each node the range from which its Pods get their addresses.
// Upstream: pkg/controller/nodeipam/ipam/{range_allocator,cidrset}.go
//
// What a reconcile notes:  allocate { node, cidr }

import { deepFreeze } from '../../../base/json.ts';
import { PATCH_TYPES } from '../../api/http.ts';
import { defineController, RetryLater, watch, type Context } from '../../client/controller.ts';
import type { Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Node } from '../../kinds/node.ts';

/** The ranges of one size inside a larger one, given out in turn. */
export class CidrSet {
  private readonly base: number;
  private readonly size: number;
  private readonly bits: number;
  private readonly count: number;
  private readonly used = new Set<number>();
  private next = 0;

  constructor(range: string, bits: number) {
    const [address = '', prefix = ''] = range.split('/');
    this.bits = bits;
    this.size = powerOfTwo(32 - bits);
    this.base = Math.floor(addressNumber(address) / powerOfTwo(32 - Number(prefix))) * powerOfTwo(32 - Number(prefix));
    this.count = powerOfTwo(bits - Number(prefix));
  }

  occupy(cidr: string): void {
    const index = this.indexOf(cidr);
    if (index !== undefined) this.used.add(index);
  }

  release(cidr: string): void {
    const index = this.indexOf(cidr);
    if (index !== undefined) this.used.delete(index);
  }

  /** The next that is free after the one given out last. */
  allocate(): string | undefined {
    for (let i = 0; i < this.count; i++) {
      const index = (this.next + i) % this.count;
      if (this.used.has(index)) continue;
      this.used.add(index);
      this.next = (index + 1) % this.count;
      return `${addressText(this.base + index * this.size)}/${this.bits}`;
    }
    return undefined;
  }

  private indexOf(cidr: string): number | undefined {
    const index = (addressNumber(cidr.split('/')[0] as string) - this.base) / this.size;
    return Number.isInteger(index) && index >= 0 && index < this.count ? index : undefined;
  }
}

function powerOfTwo(n: number): number {
  let out = 1;
  for (let i = 0; i < n; i++) out *= 2;
  return out;
}
const addressNumber = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const addressText = (n: number): string => [24, 16, 8, 0].map((shift) => Math.floor(n / powerOfTwo(shift)) % 256).join('.');

interface State {
  readonly nodes: Informer<Node>;
  readonly ranges: CidrSet;
  /** What a node was promised, until the node says so itself. */
  readonly promised: Map<string, string>;
}

export const nodeIpam = defineController<State>({
  name: 'nodeipam',
  account: 'node-controller',
  source: 'cidrAllocator',
  workers: 1,
  state: (context) => ({ nodes: context.informer(Node), ranges: new CidrSet(context.settings.clusterCIDR, context.settings.nodeMaskSize), promised: new Map() }),
  watches: [
    watch<Node, State>(Node, (node, { state }, old, gone) => {
      const { podCIDR } = node.spec;
      if (gone) {
        if (podCIDR) state.ranges.release(podCIDR);
        state.promised.delete(node.metadata.name);
        return NONE;
      }
      if (podCIDR && podCIDR !== old?.spec.podCIDR) state.ranges.occupy(podCIDR);
      return podCIDR ? NONE : [node.metadata.name];
    }),
  ],
  *reconcile(context, name): Sim<void> {
    const { state, client } = context;
    const node = state.nodes.get(name);
    if (!node || node.spec.podCIDR) return;
    const cidr = state.promised.get(name) ?? state.ranges.allocate();
    if (!cidr) return noneLeft(context, node);
    state.promised.set(name, cidr);
    context.note('allocate', { node: name, cidr });
    yield* client.patch(Node, undefined, name, PATCH_TYPES.strategic, deepFreeze({ spec: { podCIDR: cidr, podCIDRs: [cidr] } }));
  },
});
const NONE: readonly string[] = [];

function noneLeft({ recorder }: Context<State>, { metadata }: Node): never {
  recorder.event({ kind: 'Node', apiVersion: 'v1', name: metadata.name, uid: metadata.uid }, 'Normal', 'CIDRNotAvailable', `Node ${metadata.name} status is now: CIDRNotAvailable`);
  throw new RetryLater('failed to allocate cidr: CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range');
}
