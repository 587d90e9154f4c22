import { describe, expect, it } from 'vitest';
import type { KubeObject, OwnerReference } from '../../api/types.ts';
import { Graph } from './graph.ts';

class Log {
  readonly lines: string[] = [];
  readonly graph = new Graph({
    attemptToDelete: ({ identity, virtual }) => this.lines.push(`${virtual ? 'verify' : 'try'} ${identity.name}`),
    attemptToDeleteLater: ({ identity }) => this.lines.push(`later ${identity.name}`),
    attemptToOrphan: ({ identity }) => this.lines.push(`orphan ${identity.name}`),
    invalidNamespace: ({ identity }) => this.lines.push(`invalid ${identity.name}`),
  });
  take(): string[] {
    return this.lines.splice(0);
  }
}

const object = (name: string, owners: readonly string[] = [], metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, uid: name, namespace: 'default', resourceVersion: '1', creationTimestamp: '', ...(owners.length ? { ownerReferences: owners.map((owner) => reference(owner)) } : {}), ...metadata } as KubeObject['metadata'],
});
const reference = (name: string, more: Partial<OwnerReference> = {}): OwnerReference => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid: name, ...more });

describe('the graph of owners', () => {
  it('tries the dependents when their owner goes', () => {
    const log = new Log();
    log.graph.seen(object('owner'), undefined);
    log.graph.seen(object('a', ['owner']), undefined);
    log.graph.seen(object('b', ['owner']), undefined);
    expect(log.take()).toEqual([]);
    log.graph.gone(object('owner'));
    expect(log.take()).toEqual(['try a', 'try b']);
    expect(log.graph.isAbsent(reference('owner'), 'default')).toBe(true);
  });

  it('asks about an owner that nobody has seen, and lets its dependents go when it does not exist', () => {
    const log = new Log();
    log.graph.seen(object('a', ['ghost']), undefined);
    expect(log.take()).toEqual(['verify ghost']);
    const ghost = log.graph.nodes.get('ghost');
    log.graph.verifiedAbsent((ghost as NonNullable<typeof ghost>).identity);
    expect(log.take()).toEqual(['try a']);
    expect(log.graph.nodes.has('ghost')).toBe(false);
  });

  it('no longer doubts it when a watch has seen it', () => {
    const log = new Log();
    log.graph.seen(object('a', ['late']), undefined);
    log.take();
    log.graph.seen(object('late'), undefined);
    expect(log.take()).toEqual([]);
    expect(log.graph.nodes.get('late')?.virtual).toBe(false);
  });

  it('an owner in another namespace is none', () => {
    const log = new Log();
    log.graph.seen(object('owner'), undefined);
    log.graph.seen(object('a', ['owner'], { namespace: 'other' }), undefined);
    expect(log.take()).toEqual(['invalid a', 'try a']);
  });

  it('the same where the dependent came first', () => {
    const log = new Log();
    log.graph.seen(object('a', ['owner'], { namespace: 'other' }), undefined);
    log.graph.seen(object('owner'), undefined);
    expect(log.take()).toEqual(['verify owner', 'invalid a', 'try a']);
  });

  it('a foreground deletion tries all dependents and then the owner', () => {
    const log = new Log();
    const owner = object('owner');
    log.graph.seen(owner, undefined);
    log.graph.seen(object('a', ['owner']), undefined);
    log.graph.seen(object('owner', [], { deletionTimestamp: 'now', finalizers: ['foregroundDeletion'] }), owner);
    expect(log.take()).toEqual(['try a', 'try owner']);
    log.graph.gone(object('a', ['owner']));
    expect(log.take()).toEqual(['try owner']);
  });

  it('an owner that waits goes on when a dependent no longer blocks it', () => {
    const log = new Log();
    const a = { ...object('a'), metadata: { ...object('a').metadata, ownerReferences: [reference('owner', { blockOwnerDeletion: true })] } };
    log.graph.seen(object('owner'), undefined);
    log.graph.seen(a, undefined);
    expect(log.graph.nodes.get('owner')?.blockingDependents().map(({ identity }) => identity.name)).toEqual(['a']);
    log.graph.seen(object('a', ['owner']), a);
    expect(log.take()).toEqual(['try owner']);
    expect(log.graph.nodes.get('owner')?.blockingDependents()).toEqual([]);
  });

  it('orphaning is for the worker', () => {
    const log = new Log();
    log.graph.seen(object('owner', [], { deletionTimestamp: 'now', finalizers: ['orphan'] }), undefined);
    expect(log.take()).toEqual(['orphan owner']);
  });

  it('changes that concern no owner do nothing', () => {
    const log = new Log();
    const owner = object('owner');
    log.graph.seen(owner, undefined);
    log.graph.seen({ ...owner, metadata: { ...owner.metadata, resourceVersion: '2' } }, owner);
    expect(log.take()).toEqual([]);
  });
});
