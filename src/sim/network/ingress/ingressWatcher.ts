// The watching half of ingress-nginx: a client of the API server with its Pod's own service account, which keeps what nginx
// is to know and writes into the status of its Ingresses where they are reached.
// Upstream: kubernetes/ingress-nginx internal/ingress (controller/nginx.go, controller/controller.go, controller/store/store.go,
// status/status.go), rootfs/etc/nginx/lua/balancer.lua
//
// How late nginx knows of a Pod: a sync at most every 3.3 seconds (--sync-rate-limit), and its workers look for new endpoints
// once a second.
// Simplified: Secrets are not read; no admission webhook; the lease is renewed as the control plane's are.

import { compareText } from '../../../base/text.ts';
import { milliseconds, seconds, type Micros } from '../../../base/time.ts';
import { ApiError } from '../../api/errors.ts';
import type { UserInfo } from '../../api/http.ts';
import type { KubeObject } from '../../api/types.ts';
import { Client } from '../../client/client.ts';
import { elect, type ElectionOptions } from '../../client/election.ts';
import { Informer, keyFor } from '../../client/informer.ts';
import { Recorder, referenceTo } from '../../client/recorder.ts';
import { ConnectionError, type Transport } from '../../client/transport.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Signal } from '../../kernel/signal.ts';
import { running, sleep, TaskGroup, type Sim } from '../../kernel/task.ts';
import { NO_SPAN, type SpanId } from '../../kernel/trace.ts';
import { EndpointSlice } from '../../kinds/endpointSlice.ts';
import { Ingress } from '../../kinds/ingress.ts';
import { IngressClass } from '../../kinds/ingressClass.ts';
import { Pod } from '../../kinds/pod.ts';
import { Service } from '../../kinds/service.ts';
import type { IngressPart, IngressPlace, IngressRoute } from '../../programs/program.ts';
import { configurationOf, DEFAULT_UPSTREAM, match, serverOf, shapeOf, type Configuration } from './configuration.ts';
import { addressesOf, sameAddresses, type Address } from './statusAddresses.ts';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
/** 0.3 a second. */
const SYNC_EVERY = seconds(10 / 3);
const WORKERS_LOOK = seconds(1);
const STATUS_EVERY = seconds(60);
const EMPTY: Configuration = configurationOf([], { service: () => undefined, slices: () => [] }, () => undefined);

export class IngressWatcher implements IngressPart {
  ready = false;
  private readonly kernel: Kernel;
  private readonly place: IngressPlace;
  private readonly client: Client;
  private readonly group: TaskGroup;
  private readonly ingresses: Informer<Ingress>;
  private readonly classes: Informer<IngressClass>;
  private readonly services: Informer<Service>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly slicesOf;
  /** Keys of those that were ours when they were last heard of: a class that goes takes none away. */
  private readonly accepted = new Set<string>();
  private recorder: Recorder | undefined;
  private pod: Pod | undefined;
  private readonly changed = new Signal();
  private dirty: { readonly cause: SpanId } | undefined;
  /** What nginx has loaded, and who stands behind it as far as its workers know. */
  private loaded = EMPTY;
  private shape = '';
  private upstreams: Configuration['upstreams'] = EMPTY.upstreams;
  private workersBegan = 0;
  private readonly turns = new Map<string, number>();
  private ending = false;

  constructor(kernel: Kernel, transport: Transport, place: IngressPlace) {
    this.kernel = kernel;
    this.place = place;
    const actor = `pod/${place.namespace}/${place.pod}`;
    this.client = new Client(transport, { actor, component: actor, user: userOf(place.token), userAgent: place.userAgent });
    this.group = new TaskGroup(kernel, actor);
    this.ingresses = new Informer(this.client, Ingress);
    this.classes = new Informer(this.client, IngressClass);
    this.services = new Informer(this.client, Service);
    this.slices = new Informer(this.client, EndpointSlice);
    this.slicesOf = this.slices.index('service', ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`]);
  }

  *connect(): Sim<string | undefined> {
    const { namespace, pod } = this.place;
    try {
      this.pod = yield* this.client.get(Pod, namespace, pod);
      return undefined;
    } catch (error) {
      if (error instanceof ConnectionError) return `Error while initiating a connection to the Kubernetes API server. This could mean the cluster is misconfigured (e.g. it has invalid API server certificates or Service Accounts configuration). Reason: ${error.message}`;
      if (!(error instanceof ApiError)) throw error;
      return `Unexpected error obtaining ingress-nginx pod: unable to get POD information: ${error.message}`;
    }
  }

  start(): void {
    const { group, place } = this;
    this.recorder = new Recorder(this.client, group, { component: 'nginx-ingress-controller' });
    const touch = (): void => this.touch();
    this.ingresses.handle({ added: (o) => this.added(o), updated: (o) => this.updated(o), deleted: (o) => void (this.accepted.delete(keyFor(o)) && touch()) });
    // A class may come after the Ingresses that name it; those are looked at again when they change.
    this.services.handle({ updated: touch });
    this.slices.handle({ added: touch, updated: (o, old) => void (JSON.stringify([o.endpoints, o.ports]) !== JSON.stringify([old.endpoints, old.ports]) && touch()), deleted: touch });
    group.spawn('main', this.main());
    const options: ElectionOptions = {
      client: this.client,
      namespace: place.namespace,
      name: place.electionId,
      identity: place.pod,
      onElected: () => {
        place.log('I', 'status.go:85', `"New leader elected" identity="${place.pod}"`);
        group.spawn('status', this.keepStatus());
      },
      onLost: () => undefined,
    };
    group.spawn('election', elect(options));
  }

  route(host: string, target: string): IngressRoute {
    const name = host.toLowerCase().replace(/:\d+$/, '');
    const server = serverOf(this.loaded, name);
    const { upstream, path } = match(server, target);
    return {
      server: server.host,
      redirect: server.redirect,
      upstream,
      isDefault: upstream === DEFAULT_UPSTREAM,
      path,
      next: () => {
        const peers = this.upstreams.get(upstream) ?? [];
        if (peers.length === 0) return undefined;
        const turn = (this.turns.get(upstream) ?? this.kernel.stream(`ingress/${this.place.pod}/${upstream}`).below(peers.length)) % peers.length;
        this.turns.set(upstream, turn + 1);
        return peers[turn];
      },
    };
  }

  *shutDown(): Sim<void> {
    this.ending = true;
    const { place } = this;
    place.log('I', 'nginx.go:395', '"Shutting down controller queues"');
    try {
      const pods = yield* this.client.list(Pod, { namespace: place.namespace, labelSelector: this.podSelector() });
      if (pods.items.length > 1) return;
      place.log('I', 'status.go:140', `"removing value from ingress status" address=${JSON.stringify(yield* this.addresses())}`);
      yield* this.write([]);
    } catch (error) {
      tolerate(error);
    }
  }

  stop(): void {
    this.group.cancel();
  }

  // ---- what it hears ----

  /** The class under which an Ingress is ours, or why it is not. */
  private classOf({ metadata, spec }: Ingress): { readonly name: string } | { readonly problem: string } {
    const { ingressClass, controllerClass, watchWithoutClass } = this.place;
    const { ingressClassName } = spec;
    if (ingressClassName !== undefined) {
      return this.classes.get(ingressClassName)?.spec.controller === controllerClass ? { name: ingressClassName } : { problem: `no object matching key "${ingressClassName}" in local store` };
    }
    const annotation = metadata.annotations?.[CLASS_ANNOTATION];
    if (annotation !== undefined) return annotation === ingressClass ? { name: annotation } : { problem: 'ingress class annotation is not equal to the expected by Ingress Controller' };
    return watchWithoutClass ? { name: '_' } : { problem: 'ingress does not contain a valid IngressClass' };
  }

  private own(): readonly Ingress[] {
    return [...this.ingresses.list()].filter((o) => this.accepted.has(keyFor(o)));
  }

  private added(ingress: Ingress): void {
    if (!this.classes.synced) return;
    const found = this.classOf(ingress);
    const key = keyFor(ingress);
    if ('problem' in found) {
      this.place.log('I', 'store.go:439', `"Ignoring ingress because of error while validating ingress class" ingress="${key}" error="${found.problem.replace(/"/g, '\\"')}"`);
      return;
    }
    this.place.log('I', 'store.go:443', `"Found valid IngressClass" ingress="${key}" ingressclass="${found.name}"`);
    this.scheduled(ingress);
  }

  private updated(ingress: Ingress): void {
    const found = this.classOf(ingress);
    const key = keyFor(ingress);
    if ('problem' in found) {
      if (!this.accepted.delete(key)) return;
      this.place.log('I', 'store.go:492', `"removing ingress because of unknown ingressclass" ingress="${key}"`);
      this.touch();
      return;
    }
    if (!this.accepted.has(key)) this.place.log('I', 'store.go:489', `"creating ingress" ingress="${key}" ingressclass="${found.name}"`);
    this.scheduled(ingress);
  }

  private scheduled(ingress: Ingress): void {
    this.accepted.add(keyFor(ingress));
    this.recorder?.event(referenceTo(ingress as KubeObject), 'Normal', 'Sync', 'Scheduled for sync');
    this.touch();
  }

  private touch(): void {
    this.dirty ??= { cause: this.kernel.span };
    this.changed.notify();
  }

  // ---- what nginx is told ----

  private *main(): Sim<void> {
    const { group, place } = this;
    // Classes first: without them no Ingress would be known as ours.
    group.spawn('ingressclasses', this.classes.run());
    yield* this.classes.waitForSync();
    for (const informer of [this.services, this.slices, this.ingresses]) group.spawn(informer.kind.plural, informer.run());
    yield* this.services.waitForSync();
    yield* this.slices.waitForSync();
    yield* this.ingresses.waitForSync();
    place.log('I', 'nginx.go:319', '"Starting NGINX process"');
    this.touch();
    let nextAt = this.kernel.now as number;
    for (;;) {
      while (!this.dirty) yield* this.changed.wait();
      if (this.kernel.now < nextAt) yield* sleep((nextAt - this.kernel.now) as Micros);
      nextAt = Math.max(nextAt, this.kernel.now) + SYNC_EVERY;
      const { cause } = this.dirty;
      this.dirty = undefined;
      running().span = cause;
      this.kernel.span = cause;
      yield* this.sync();
    }
  }

  private *sync(): Sim<void> {
    const { kernel, place } = this;
    const actor = this.client.options.actor;
    const span = kernel.trace.open('work', actor, 'syncIngress', kernel.now, running().span, { level: 'detail' });
    const next = configurationOf(this.own(), { service: (key) => this.services.get(key), slices: (key) => this.slicesOf.get(key) }, (text) => place.log('W', `controller.go:${text.startsWith('Error') ? 1135 : 1225}`, text));
    const shape = shapeOf(next);
    const first = !this.ready;
    if (shape !== this.shape) {
      place.log('I', 'controller.go:217', '"Configuration changes detected, backend reload required"');
      yield* sleep(milliseconds(120 + kernel.stream(`ingress/${place.pod}`).below(120)));
      this.shape = shape;
      this.loaded = next;
      // New workers read what is known of endpoints; their clocks begin anew.
      this.workersBegan = kernel.now;
      place.log('I', 'controller.go:231', '"Backend successfully reloaded"');
      if (this.pod) this.recorder?.event(referenceTo(this.pod), 'Normal', 'RELOAD', 'NGINX reload triggered due to a change in configuration');
    }
    if (first) {
      place.listen();
      place.log('I', 'controller.go:243', '"Initial sync, sleeping for 1 second"');
      yield* sleep(seconds(1));
      this.ready = true;
    }
    const looks = Math.ceil((kernel.now - this.workersBegan) / WORKERS_LOOK) * WORKERS_LOOK + this.workersBegan;
    kernel.after((looks - kernel.now) as Micros, () => (this.upstreams = next.upstreams), span);
    kernel.trace.close(span, kernel.now);
  }

  // ---- where the Ingresses are reached ----

  private *keepStatus(): Sim<void> {
    const { kernel } = this;
    for (;;) {
      const timer = kernel.trace.open('timer', this.client.options.actor, 'ingressStatus', kernel.now, NO_SPAN, { level: 'heartbeat', end: kernel.now });
      running().span = timer;
      kernel.span = timer;
      try {
        const addresses = yield* this.addresses();
        if (this.ending) return;
        // Worth a look only where there is something to write.
        if (this.outdated(addresses).length > 0) kernel.trace.raise(timer, 'story');
        yield* this.write(addresses);
      } catch (error) {
        tolerate(error);
      }
      yield* sleep(STATUS_EVERY);
    }
  }

  private outdated(addresses: readonly Address[]): readonly Ingress[] {
    return this.own().filter((o) => !sameAddresses(o.status.loadBalancer?.ingress ?? [], addresses)).sort((a, b) => compareText(keyFor(a), keyFor(b)));
  }

  private *write(addresses: readonly Address[]): Sim<void> {
    for (const { metadata } of this.outdated(addresses)) {
      const current = yield* this.client.get(Ingress, metadata.namespace, metadata.name);
      this.place.log('I', 'status.go:311', `"updating Ingress status" namespace="${metadata.namespace}" ingress="${metadata.name}" currentValue=${JSON.stringify(current.status.loadBalancer?.ingress ?? null)} newValue=${JSON.stringify(addresses)}`);
      yield* this.client.updateStatus(Ingress, { ...current, status: { ...current.status, loadBalancer: addresses.length ? { ingress: addresses } : {} } } as Ingress);
    }
  }

  private *addresses(): Sim<readonly Address[]> {
    return yield* addressesOf(this.client, this.place, this.podSelector());
  }

  private podSelector(): string {
    return Object.entries(this.pod?.metadata.labels ?? {})
      .filter(([name]) => name !== 'pod-template-hash')
      .map(([name, value]) => `${name}=${value}`)
      .join(',');
  }
}

function tolerate(error: unknown): void {
  if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
}

function userOf(token: string): UserInfo {
  const [, namespace = '', name = ''] = /^simulated\.([^.\s]+)\.(\S+)/.exec(token) ?? [];
  return { name: `system:serviceaccount:${namespace}:${name}`, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] };
}

