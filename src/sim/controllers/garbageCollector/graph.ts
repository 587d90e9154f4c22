// The graph of owners: each object that is owned or owns, with its owners and its dependents, kept up to date by watches
// on every kind. An owner that nobody has seen yet stands in it as a virtual node, until the API server says whether it
// exists.
// Upstream: pkg/controller/garbagecollector/{graph,graph_builder}.go

import type { KubeObject, ObjectMeta, OwnerReference } from '../../api/types.ts';

export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export class GraphNode {
  identity: Identity;
  owners: readonly OwnerReference[];
  readonly dependents = new Map<string, GraphNode>();
  deletingDependents = false;
  beingDeleted = false;
  /** Named by a dependent, not seen by any watch. */
  virtual: boolean;

  constructor(identity: Identity, owners: readonly OwnerReference[], virtual: boolean) {
    this.identity = identity;
    this.owners = owners;
    this.virtual = virtual;
  }

  /** Those that keep the owner from going, in a foreground deletion. */
  blockingDependents(): GraphNode[] {
    const blocking: GraphNode[] = [];
    for (const dependent of this.dependents.values()) {
      if (dependent.owners.some((owner) => owner.uid === this.identity.uid && owner.blockOwnerDeletion)) blocking.push(dependent);
    }
    return blocking;
  }
}

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

export interface GraphListener {
  attemptToDelete(node: GraphNode): void;
  attemptToDeleteLater(node: GraphNode): void;
  attemptToOrphan(node: GraphNode): void;
  /** The dependent names an owner that lives in another namespace. */
  invalidNamespace(dependent: GraphNode, ownerUid: string): void;
}

const NO_OWNERS: readonly OwnerReference[] = [];
const ownersOf = (metadata: ObjectMeta): readonly OwnerReference[] => metadata.ownerReferences ?? NO_OWNERS;
const isBeingDeleted = (metadata: ObjectMeta): boolean => metadata.deletionTimestamp !== undefined;
const hasFinalizer = (metadata: ObjectMeta, finalizer: string): boolean => metadata.finalizers?.includes(finalizer) === true;

/** How many owners that are known not to exist are remembered. */
const ABSENT_LIMIT = 500;

export class Graph {
  readonly nodes = new Map<string, GraphNode>();
  private readonly absent = new Map<string, true>();
  private readonly listener: GraphListener;

  constructor(listener: GraphListener) {
    this.listener = listener;
  }

  /** Whether an owner was found not to exist. */
  isAbsent(reference: OwnerReference, namespace: string): boolean {
    return this.absent.has(absentKey(reference, namespace)) || this.absent.has(absentKey(reference, ''));
  }

  markAbsent(reference: Pick<OwnerReference, 'apiVersion' | 'kind' | 'name' | 'uid'>, namespace: string): void {
    const key = absentKey(reference, namespace);
    this.absent.delete(key);
    this.absent.set(key, true);
    if (this.absent.size > ABSENT_LIMIT) this.absent.delete(this.absent.keys().next().value as string);
  }

  /** An object was seen, for the first time or changed. Most changes concern nothing that the graph knows. */
  seen(object: KubeObject, old: KubeObject | undefined): void {
    const { metadata } = object;
    if (old !== undefined) {
      const was = old.metadata;
      if (was.ownerReferences === metadata.ownerReferences && was.deletionTimestamp === metadata.deletionTimestamp && was.finalizers === metadata.finalizers) return;
    }
    const existing = this.nodes.get(metadata.uid);
    if (existing?.virtual) this.observe(existing, object);
    if (!existing) {
      const node = new GraphNode(identityOf(object), ownersOf(metadata), false);
      node.beingDeleted = isBeingDeleted(metadata);
      node.deletingDependents = node.beingDeleted && hasFinalizer(metadata, FOREGROUND);
      this.nodes.set(metadata.uid, node);
      this.addToOwners(node, node.owners);
      this.transition(node, undefined, metadata);
      return;
    }
    this.reconcileOwners(existing, ownersOf(metadata));
    if (isBeingDeleted(metadata)) existing.beingDeleted = true;
    this.transition(existing, old?.metadata, metadata);
  }

  /** A watch says that the object is gone. */
  gone(object: KubeObject): void {
    const node = this.nodes.get(object.metadata.uid);
    if (node) this.removeNode(node, node.identity);
  }

  /** The API server says that no object of this identity exists. */
  verifiedAbsent(identity: Identity): void {
    const node = this.nodes.get(identity.uid);
    if (!node) return;
    const [agreeing, others] = partition(node, identity);
    if (node.virtual) {
      if (others.length === 0) return this.removeNode(node, identity);
      if (agreeing.length) {
        this.markAbsent(identity, identity.namespace);
        for (const dependent of agreeing) this.listener.attemptToDelete(dependent);
      }
      // Its dependents do not agree on what it is: try what the others say.
      const alternative = sameIdentity(node.identity, identity) ? alternativeIdentity(others, identity) : undefined;
      if (alternative) {
        node.identity = alternative;
        this.listener.attemptToDeleteLater(node);
      }
      return;
    }
    if (sameIdentity(node.identity, identity)) return this.removeNode(node, identity);
    // A watch has seen it elsewhere: only those that named the wrong place lose their owner.
    if (agreeing.length) {
      this.markAbsent(identity, identity.namespace);
      for (const dependent of agreeing) this.listener.attemptToDelete(dependent);
    }
  }

  private observe(node: GraphNode, object: KubeObject): void {
    const identity = identityOf(object);
    if (!sameIdentity(node.identity, identity)) {
      const [, invalid] = partition(node, identity);
      for (const dependent of invalid) {
        if (identity.namespace && dependent.identity.namespace !== identity.namespace) this.listener.invalidNamespace(dependent, identity.uid);
        this.listener.attemptToDelete(dependent);
      }
      node.identity = identity;
    }
    node.virtual = false;
  }

  private reconcileOwners(node: GraphNode, next: readonly OwnerReference[]): void {
    const { owners } = node;
    if (owners === next) return;
    const added = next.filter((owner) => !owners.some((old) => old.uid === owner.uid));
    const removed = owners.filter((old) => !next.some((owner) => owner.uid === old.uid));
    // Whoever waited for this dependent may go on.
    for (const old of owners) {
      if (!old.blockOwnerDeletion) continue;
      const now = next.find((owner) => owner.uid === old.uid);
      const owner = now?.blockOwnerDeletion ? undefined : this.nodes.get(old.uid);
      if (owner) this.listener.attemptToDelete(owner);
    }
    node.owners = next;
    this.addToOwners(node, added);
    this.removeFromOwners(node, removed);
  }

  private addToOwners(node: GraphNode, owners: readonly OwnerReference[]): void {
    let doubtful = false;
    for (const owner of owners) {
      let found = this.nodes.get(owner.uid);
      const existed = found !== undefined;
      if (!found) {
        const { apiVersion, kind, name, uid } = owner;
        found = new GraphNode({ apiVersion, kind, name, uid, namespace: node.identity.namespace }, NO_OWNERS, true);
        this.nodes.set(uid, found);
      }
      found.dependents.set(node.identity.uid, node);
      if (!existed) {
        this.listener.attemptToDelete(found);
        continue;
      }
      const { identity } = found;
      if (identity.namespace && identity.namespace !== node.identity.namespace) {
        if (!found.virtual) this.listener.invalidNamespace(node, owner.uid);
        doubtful = true;
      } else if (identity.apiVersion !== owner.apiVersion || identity.kind !== owner.kind || identity.name !== owner.name) doubtful = true;
    }
    if (doubtful) this.listener.attemptToDelete(node);
  }

  private removeFromOwners(node: GraphNode, owners: readonly OwnerReference[]): void {
    for (const owner of owners) this.nodes.get(owner.uid)?.dependents.delete(node.identity.uid);
  }

  private transition(node: GraphNode, old: ObjectMeta | undefined, now: ObjectMeta): void {
    if (!isBeingDeleted(now)) return;
    const starts = (finalizer: string): boolean => hasFinalizer(now, finalizer) && (!old || !isBeingDeleted(old) || !hasFinalizer(old, finalizer));
    if (starts(ORPHAN)) return this.listener.attemptToOrphan(node);
    if (!starts(FOREGROUND)) return;
    node.deletingDependents = true;
    for (const dependent of node.dependents.values()) this.listener.attemptToDelete(dependent);
    this.listener.attemptToDelete(node);
  }

  private removeNode(node: GraphNode, identity: Identity): void {
    this.nodes.delete(node.identity.uid);
    this.removeFromOwners(node, node.owners);
    if (node.dependents.size) this.markAbsent(identity, identity.namespace);
    for (const dependent of node.dependents.values()) this.listener.attemptToDelete(dependent);
    for (const owner of node.owners) {
      const found = this.nodes.get(owner.uid);
      if (found?.deletingDependents) this.listener.attemptToDelete(found);
    }
  }
}

export function identityOf({ apiVersion, kind, metadata }: KubeObject): Identity {
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid };
}

const absentKey = ({ apiVersion, kind, name, uid }: Pick<OwnerReference, 'apiVersion' | 'kind' | 'name' | 'uid'>, namespace: string): string => `${apiVersion}|${kind}|${namespace}|${name}|${uid}`;

const sameIdentity = (a: Identity, b: Identity): boolean => a.apiVersion === b.apiVersion && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name && a.uid === b.uid;

/** The dependents that mean this very owner, and those that mean another by the same uid. */
function partition(node: GraphNode, identity: Identity): readonly [agreeing: GraphNode[], others: GraphNode[]] {
  const agreeing: GraphNode[] = [];
  const others: GraphNode[] = [];
  for (const dependent of node.dependents.values()) {
    const foreign = identity.namespace !== '' && dependent.identity.namespace !== identity.namespace;
    let agrees = false;
    let differs = foreign;
    for (const owner of dependent.owners) {
      if (owner.uid !== identity.uid) continue;
      if (!foreign && owner.apiVersion === identity.apiVersion && owner.kind === identity.kind && owner.name === identity.name) agrees = true;
      else differs = true;
    }
    if (agrees) agreeing.push(dependent);
    if (differs) others.push(dependent);
  }
  return [agreeing, others];
}

/** Another thing that the owner may be, by what its dependents say. */
function alternativeIdentity(dependents: readonly GraphNode[], not: Identity): Identity | undefined {
  for (const dependent of dependents) {
    for (const { apiVersion, kind, name, uid } of dependent.owners) {
      if (uid !== not.uid) continue;
      const candidate: Identity = { apiVersion, kind, name, uid, namespace: dependent.identity.namespace };
      if (!sameIdentity(candidate, not)) return candidate;
    }
  }
  return undefined;
}
