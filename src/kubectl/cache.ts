// What kubectl keeps on disk between commands (~/.kube/cache): discovery for six hours, OpenAPI documents for ever, since
// their addresses carry a hash.
// Upstream: k8s.io/client-go/discovery/cached/disk

import { minutes, type Micros } from '../base/time.ts';

const DISCOVERY_TTL = minutes(6 * 60);

/** One resource as discovery lists it. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly ApiSubresource[];
}

export interface ApiSubresource {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
}

export interface ApiGroup {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
}

export interface DiscoveryDocument {
  readonly groups: readonly ApiGroup[];
  readonly resources: readonly ApiResource[];
}

export class ClientCache {
  /** By server, as there is a folder for each. */
  private readonly stored = new Map<string, { readonly document: DiscoveryDocument; readonly at: Micros }>();
  readonly openApi = new Map<string, object>();

  discovery(server: string, now: Micros): DiscoveryDocument | undefined {
    const kept = this.stored.get(server);
    return kept && now - kept.at < DISCOVERY_TTL ? kept.document : undefined;
  }

  keepDiscovery(server: string, document: DiscoveryDocument, now: Micros): void {
    this.stored.set(server, { document, at: now });
  }

  dropDiscovery(server: string): void {
    this.stored.delete(server);
  }
}
