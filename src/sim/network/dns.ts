// CoreDNS with its kubernetes plugin: what it watches. What it answers is in dnsAnswers.ts.
// Upstream: coredns/plugin/kubernetes

import type { Client } from '../client/client.ts';
import { Informer } from '../client/informer.ts';
import type { TaskGroup } from '../kernel/task.ts';
import { EndpointSlice } from '../kinds/endpointSlice.ts';
import { Namespace } from '../kinds/namespace.ts';
import { Service } from '../kinds/service.ts';
import { answerDns } from './dnsAnswers.ts';
import type { HttpHandler } from './http.ts';

export class ClusterDns {
  readonly services: Informer<Service>;
  readonly slices: Informer<EndpointSlice>;
  readonly namespaces: Informer<Namespace>;
  readonly slicesOf;
  readonly byAddress;
  readonly byClusterIP;
  private readonly group: TaskGroup;
  /** Each answer begins with another address (the loadbalance plugin). */
  turn = 0;

  constructor(client: Client, group: TaskGroup) {
    this.group = group;
    this.services = new Informer(client, Service);
    this.slices = new Informer(client, EndpointSlice);
    this.namespaces = new Informer(client, Namespace);
    this.slicesOf = this.slices.index('service', ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`]);
    this.byAddress = this.slices.index('address', ({ endpoints }) => (endpoints ?? []).flatMap((e) => e.addresses));
    this.byClusterIP = this.services.index('clusterIP', ({ spec }) => spec.clusterIPs ?? []);
  }

  start(): void {
    for (const informer of [this.services, this.slices, this.namespaces]) this.group.spawn(`informer/${informer.kind.plural}`, informer.run());
  }

  /** It has seen what there is. */
  get ready(): boolean {
    return this.services.synced && this.slices.synced && this.namespaces.synced;
  }

  /** Answers questions on port 53: `DNS /A/web.default.svc.cluster.local`. */
  readonly handler: HttpHandler = (request) => answerDns(this, request);
}
