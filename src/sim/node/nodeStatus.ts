// The kubelet's own life in the API: it registers its Node, keeps its status and its Lease up to date, and says what
// changed in Events.
// Upstream: pkg/kubelet/kubelet_node_status.go, k8s.io/component-helpers/apimachinery/lease, pkg/volume/csi/nodeinfomanager

import { minutes, milliseconds, seconds, type Micros } from '../../base/time.ts';
import { equal } from '../../base/json.ts';
import { ApiError } from '../api/errors.ts';
import { PATCH_TYPES } from '../api/http.ts';
import { createTwoWayPatch } from '../api/patch/strategicDiff.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { SchemaType } from '../api/schema/schemaType.ts';
import type { Client } from '../client/client.ts';
import type { EventType, Recorder } from '../client/recorder.ts';
import { ConnectionError } from '../client/transport.ts';
import { running, sleep, type Sim } from '../kernel/task.ts';
import { NO_SPAN } from '../kernel/trace.ts';
import { CSINode } from '../kinds/csiNode.ts';
import { Lease } from '../kinds/lease.ts';
import { Node } from '../kinds/node.ts';
import { bootID, conditionList, imageList, newNode, nodeLabels, READY, SUFFICIENT, type ConditionState, type NodeFlavour } from './nodeObject.ts';
import type { NodeFacts } from './parts.ts';
import type { Runtime } from './runtime.ts';

export interface NodeStatusOptions {
  readonly client: Client;
  readonly recorder: Recorder;
  readonly facts: NodeFacts;
  readonly flavour: NodeFlavour;
  readonly runtime: Runtime;
  /** Why the node's network is not ready, if it is not. */
  readonly networkProblem: () => string | undefined;
  readonly pressure: () => readonly ConditionState[];
}

const STATUS_PERIOD = seconds(10);
const REPORT_PERIOD = minutes(5);
const LEASE_PERIOD = seconds(10);
const LEASE_SECONDS = 40;
/** How often the image manager looks at what is there; the Node's status tells what it saw last. */
const IMAGES_PERIOD = seconds(30);
const MIGRATED = 'kubernetes.io/aws-ebs,kubernetes.io/azure-disk,kubernetes.io/azure-file,kubernetes.io/cinder,kubernetes.io/gce-pd,kubernetes.io/portworx-volume,kubernetes.io/vsphere-volume';

export class NodeStatus {
  private readonly options: NodeStatusOptions;
  private csiReady = false;
  private registered = false;
  private reportedAt = 0 as Micros;
  private jitter = 1;
  private lease: Lease | undefined;
  private readonly said = new Map<string, string>();
  private runtimeDownAt: Micros | undefined;
  private imagesSeenAt: Micros | undefined;
  private images: object[] | undefined;

  constructor(options: NodeStatusOptions) {
    this.options = options;
  }

  event(type: EventType, reason: string, message: string): void {
    this.options.recorder.event({ kind: 'Node', name: this.options.facts.name, apiVersion: 'v1' }, type, reason, message);
  }

  *run(): Sim<void> {
    yield* this.register();
    for (;;) {
      yield* this.tick('nodeStatus', () => this.update());
      yield* this.untilNext();
    }
  }

  /** A node that has never been ready says so at once. Upstream: fastStatusUpdateOnce */
  private *untilNext(): Sim<void> {
    const { now } = this.options.client.transport.kernel;
    const ready = (): boolean => this.states().at(-1)?.status === 'True';
    if (this.said.get('Ready') === 'True') this.wasReady = true;
    if (this.wasReady) {
      yield* sleep(STATUS_PERIOD);
      return;
    }
    const next = now + STATUS_PERIOD;
    while (this.options.client.transport.kernel.now < next && !ready()) yield* sleep(milliseconds(100));
  }
  private wasReady = false;

  *runLease(): Sim<void> {
    const { kernel } = this.options.client.transport;
    const random = kernel.stream(`lease/${this.options.facts.name}`);
    for (;;) {
      yield* this.tick('lease', () => this.renew());
      yield* sleep(Math.round(LEASE_PERIOD * (1 + 0.04 * random.float())) as Micros);
    }
  }

  *runCsiNode(): Sim<void> {
    for (;;) {
      try {
        yield* this.ensureCsiNode();
        this.csiReady = true;
        return;
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
        yield* sleep(milliseconds(this.registered ? 150 : 250));
      }
    }
  }

  /** Each round begins with the clock, not with whatever began the one before. */
  private *tick(name: string, body: () => Sim<void>): Sim<void> {
    const { kernel } = this.options.client.transport;
    const span = kernel.trace.open('timer', `kubelet/${this.options.facts.name}`, name, kernel.now, NO_SPAN, { level: this.registered ? 'heartbeat' : 'detail' });
    running().span = span;
    kernel.span = span;
    try {
      yield* body();
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
    } finally {
      kernel.trace.close(span, kernel.now);
    }
  }

  private *register(): Sim<void> {
    const { client, facts, flavour, runtime } = this.options;
    const { kernel } = client.transport;
    let wait = 100;
    for (;;) {
      const states = this.states();
      this.say(states, []);
      const node = newNode(facts, flavour, runtime.boots, conditionList(states, kernel.timestamp(), []), this.seenImages());
      try {
        yield* client.create(Node, undefined, node);
        break;
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
        if (error instanceof ApiError && error.reason === 'AlreadyExists' && (yield* this.adopt())) break;
      }
      yield* sleep(milliseconds(wait));
      wait = Math.min(wait * 2, 7000);
    }
    this.registered = true;
  }

  /** A Node of our name is there: we go on with it. */
  private *adopt(): Sim<boolean> {
    const { client, facts } = this.options;
    try {
      const node = yield* client.get(Node, undefined, facts.name);
      const labels = nodeLabels(facts, this.options.flavour.kind);
      const missing = Object.keys(labels).filter((key) => node.metadata.labels?.[key] !== labels[key] && key.includes('kubernetes.io/') && !key.startsWith('node'));
      if (missing.length) {
        const patch = { metadata: { labels: Object.fromEntries(missing.map((key) => [key, labels[key]])) } };
        yield* client.patch(Node, undefined, facts.name, PATCH_TYPES.strategic, patch);
      }
      this.say(this.states(), node.status.conditions ?? []);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
      return false;
    }
  }

  private *update(): Sim<void> {
    const { client, facts } = this.options;
    const { kernel } = client.transport;
    const node = yield* client.get(Node, undefined, facts.name, { level: 'heartbeat' });
    const { status } = node;
    const states = this.states();
    this.say(states, status.conditions ?? []);
    const images = this.seenImages();
    const nodeInfo = this.rebooted(status.nodeInfo);
    const changed = nodeInfo !== status.nodeInfo || states.some((s) => {
      const old = status.conditions?.find((c) => c.type === s.type);
      return !old || old.status !== s.status || old.reason !== s.reason || old.message !== s.message;
    }) || !equal(status.images, images);
    if (!changed && this.reportedAt > 0 && kernel.now - this.reportedAt < REPORT_PERIOD * this.jitter) return;
    const now = kernel.timestamp();
    const own = conditionList(states, now, (status.conditions ?? []) as { type: string; status: string; lastTransitionTime?: string }[]);
    const others = (status.conditions ?? []).filter((c) => !states.some((s) => s.type === c.type));
    const next = { ...status, conditions: [...own, ...others], nodeInfo, ...(images ? { images } : {}) };
    const patch = createTwoWayPatch({ status }, { status: next }, (nodeType ??= typeOf('v1', 'Node') as SchemaType));
    yield* client.patch(Node, undefined, facts.name, PATCH_TYPES.strategic, patch, 'status', { query: { timeout: '10s' }, level: changed ? 'detail' : 'heartbeat' });
    this.reportedAt = kernel.now;
    // Nodes that start together do not report together for ever.
    this.jitter = 0.5 + kernel.stream(`nodeStatus/${facts.name}`).float();
  }

  /** Upstream: pkg/kubelet/images/image_gc_manager.go (the image cache) */
  private seenImages(): object[] | undefined {
    const { client, runtime } = this.options;
    const { now } = client.transport.kernel;
    if (this.imagesSeenAt === undefined || now - this.imagesSeenAt >= IMAGES_PERIOD) {
      this.imagesSeenAt = (this.imagesSeenAt === undefined ? now : now - ((now - this.imagesSeenAt) % IMAGES_PERIOD)) as Micros;
      this.images = imageList(runtime.images);
    }
    return this.images;
  }

  /** What the machine says of itself; after a reboot something new. */
  private rebooted<T extends { readonly bootID: string } | undefined>(info: T): T {
    const { facts, flavour, runtime } = this.options;
    if (flavour.kind === 'hollow' || !info) return info;
    const id = bootID(facts.name, runtime.boots);
    if (info.bootID === id) return info;
    this.event('Warning', 'Rebooted', `Node ${facts.name} has been rebooted, boot id: ${id}`);
    return { ...info, bootID: id };
  }

  private states(): ConditionState[] {
    const { pressure, networkProblem, runtime, client } = this.options;
    const { now } = client.transport.kernel;
    if (runtime.available) this.runtimeDownAt = undefined;
    else this.runtimeDownAt ??= now;
    const problems: string[] = [];
    const down = this.runtimeDownAt === undefined ? 0 : now - this.runtimeDownAt;
    if (down > 30e6) problems.push('container runtime is down');
    if (down > 180e6) problems.push(`PLEG is not healthy: pleg was last seen active ${pleg(down)} ago; threshold is 3m0s`);
    const network = networkProblem();
    if (network !== undefined) problems.push(`container runtime network not ready: ${network}`);
    if (!this.csiReady) problems.push('CSINode is not yet initialized');
    const ready: ConditionState = problems.length ? { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: problems.length === 1 ? (problems[0] as string) : `[${problems.join(', ')}]` } : READY;
    const squeezed = pressure();
    return [...SUFFICIENT.map((s) => squeezed.find((p) => p.type === s.type) ?? s), ready];
  }

  /** Events for what changed. */
  private say(states: readonly ConditionState[], before: readonly { readonly type: string; readonly status: string }[]): void {
    for (const { type, status } of states) {
      const known = this.said.get(type) ?? before.find((c) => c.type === type)?.status;
      this.said.set(type, status);
      const reason = EVENTS[`${type}/${status}`];
      if (!reason || (type === 'Ready' ? known === undefined || known === status : known === status && before.length > 0)) continue;
      this.event('Normal', reason, `Node ${this.options.facts.name} status is now: ${reason}`);
    }
  }

  private *renew(): Sim<void> {
    const { client, facts } = this.options;
    const { kernel } = client.transport;
    const options = { level: 'heartbeat' as const, timeout: seconds(10), query: { timeout: '10s' } };
    const namespace = 'kube-node-lease';
    const spec = { holderIdentity: facts.name, leaseDurationSeconds: LEASE_SECONDS, renewTime: kernel.microTimestamp() };
    try {
      if (!this.lease) {
        try {
          this.lease = yield* client.get(Lease, namespace, facts.name, options);
        } catch (error) {
          if (!(error instanceof ApiError) || error.code !== 404) throw error;
          const node = yield* client.get(Node, undefined, facts.name, options);
          const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: facts.name, uid: node.metadata.uid }];
          this.lease = yield* client.create(Lease, namespace, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: facts.name, namespace, ownerReferences }, spec }, options);
          return;
        }
      }
      this.lease = yield* client.update(Lease, { ...this.lease, spec: { ...this.lease.spec, ...spec } } as Lease, options);
    } catch (error) {
      // Somebody else wrote, or it is gone: next time from the beginning.
      if (error instanceof ApiError) this.lease = undefined;
      throw error;
    }
  }

  private *ensureCsiNode(): Sim<void> {
    const { client, facts } = this.options;
    try {
      yield* client.get(CSINode, undefined, facts.name);
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 404) throw error;
    }
    const node = yield* client.get(Node, undefined, facts.name);
    yield* client.create(CSINode, undefined, {
      kind: 'CSINode',
      apiVersion: 'storage.k8s.io/v1',
      metadata: { name: facts.name, annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': MIGRATED }, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: facts.name, uid: node.metadata.uid }] },
      spec: { drivers: null },
    });
  }
}

let nodeType: SchemaType | undefined;

const EVENTS: Readonly<Record<string, string>> = {
  'MemoryPressure/False': 'NodeHasSufficientMemory',
  'MemoryPressure/True': 'NodeHasInsufficientMemory',
  'DiskPressure/False': 'NodeHasNoDiskPressure',
  'DiskPressure/True': 'NodeHasDiskPressure',
  'PIDPressure/False': 'NodeHasSufficientPID',
  'PIDPressure/True': 'NodeHasInsufficientPID',
  'Ready/True': 'NodeReady',
  'Ready/False': 'NodeNotReady',
};

const pleg = (micros: number): string => {
  const s = Math.floor(micros / 1e6);
  return `${Math.floor(s / 60)}m${s % 60}s`;
};
