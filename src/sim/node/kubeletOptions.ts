// What a kubelet is started with.

import type { UserInfo } from '../api/http.ts';
import type { Client } from '../client/client.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { DnsSettings } from './hosts.ts';
import type { NodeFlavour } from './nodeObject.ts';
import type { NodeFacts } from './parts.ts';
import type { Runtime } from './runtime.ts';
import type { PodNetwork } from './runtimeTypes.ts';
import type { Storage } from './hostPath.ts';

export interface KubeletOptions {
  readonly kernel: Kernel;
  readonly facts: NodeFacts;
  readonly flavour: NodeFlavour;
  /** The node's connection to the API server, as any user. */
  readonly client: Client;
  readonly runtime: Runtime;
  readonly network: PodNetwork;
  readonly storage: Storage;
  readonly dns: DnsSettings;
  /** Whether containers read files (not on a hollow runtime). */
  readonly keepFiles: boolean;
}

export const kubeletUser = (node: string): UserInfo => ({ name: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] });
