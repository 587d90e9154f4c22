import { describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../../testing/controllerHarness.ts';
import { QUICK } from '../../../testing/fakeNodes.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Deployment } from '../../kinds/deployment.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { ReplicaSet } from '../../kinds/replicaSet.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const WEB = `${DEPLOYMENTS}/web`;

class Rollout {
  readonly h: ControllerHarness;

  constructor(spec: object = {}, wait = 3) {
    this.h = new ControllerHarness({ instant: true, times: QUICK });
    this.h.run(1);
    this.h.create(DEPLOYMENTS, deployment(spec));
    this.h.run(wait);
  }

  image(image: string): void {
    this.h.patch(WEB, { spec: { template: { spec: { containers: [{ name: 'web', image }] } } } });
  }

  get deployment(): Deployment {
    return this.h.get<KubeObject>('/registry/deployments/default/web') as unknown as Deployment;
  }

  get sets(): ReplicaSet[] {
    return this.h.all<KubeObject>('/registry/replicasets/default/') as unknown as ReplicaSet[];
  }

  get pods(): Pod[] {
    return this.h.all<KubeObject>('/registry/pods/default/') as unknown as Pod[];
  }

  /** `image x replicas` of each ReplicaSet by its revision. */
  get sizes(): string[] {
    return this.sets.map(({ metadata, spec }) => `${metadata.annotations?.['deployment.kubernetes.io/revision']}: ${spec.template?.spec?.containers[0]?.image} x ${spec.replicas}`).sort();
  }

  condition(type: string): string | undefined {
    const found = this.deployment.status.conditions?.find((condition) => condition.type === type);
    return found && `${found.status} ${found.reason}`;
  }

  /** The numbers of Pods that were ready, and that were there, after each change since a moment. */
  counts(since: number): readonly { readonly ready: number; readonly active: number }[] {
    const { trace } = this.h.kernel;
    const now = new Map<string, Pod>();
    const out: { ready: number; active: number }[] = [];
    for (let i = 0; i < trace.changeCount; i++) {
      const { key, value } = trace.changeAt(i);
      if (!key.startsWith('/registry/pods/default/')) continue;
      if (value === undefined) now.delete(key);
      else now.set(key, value as unknown as Pod);
      if (i < since) continue;
      const active = [...now.values()].filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      out.push({ active: active.length, ready: active.filter(({ status }) => status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')).length });
    }
    return out;
  }
}

function deployment(spec: object): object {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1' }] } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3, selector: { matchLabels: labels }, template, ...spec } };
}

describe('a Deployment', () => {
  it('makes a ReplicaSet, and says when it is available', () => {
    const r = new Rollout();
    expect(r.sizes).toEqual(['1: nginx:1 x 3']);
    expect(r.deployment.status).toMatchObject({ observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
    expect([r.condition('Available'), r.condition('Progressing')]).toEqual(['True MinimumReplicasAvailable', 'True NewReplicaSetAvailable']);
    expect(r.deployment.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    expect(r.h.events('web')).toEqual([`Normal ScalingReplicaSet Scaled up replica set ${r.sets[0]?.metadata.name} from 0 to 3`]);
  });

  it('is scaled without a new ReplicaSet', () => {
    const r = new Rollout();
    r.h.patch(WEB, { spec: { replicas: 5 } });
    r.h.run(2);
    r.h.patch(WEB, { spec: { replicas: 1 } });
    r.h.run(2);
    expect(r.sizes).toEqual(['1: nginx:1 x 1']);
    expect(r.pods).toHaveLength(1);
    expect(r.h.events('web').slice(1).map((text) => text.replace(/web-\S+/, 'web-x'))).toEqual([
      'Normal ScalingReplicaSet Scaled up replica set web-x from 3 to 5',
      'Normal ScalingReplicaSet Scaled down replica set web-x from 5 to 1',
    ]);
  });

  it('never has too many or too few Pods in a rolling update', () => {
    const r = new Rollout({ replicas: 10 });
    const since = r.h.kernel.trace.changeCount;
    r.image('nginx:2');
    r.h.run(8);
    expect(r.sizes).toEqual(['1: nginx:1 x 0', '2: nginx:2 x 10']);
    const counts = r.counts(since);
    expect(Math.max(...counts.map(({ active }) => active))).toBe(13);
    expect(Math.min(...counts.map(({ ready }) => ready))).toBeGreaterThanOrEqual(8);
    expect(r.condition('Progressing')).toBe('True NewReplicaSetAvailable');
  });

  it('goes on in the new direction when the template changes again', () => {
    const r = new Rollout({ replicas: 6 });
    r.image('nginx:2');
    r.h.run(0.02);
    r.image('nginx:3');
    r.h.run(6);
    expect(r.sizes).toEqual(['1: nginx:1 x 0', '2: nginx:2 x 0', '3: nginx:3 x 6']);
  });

  it('takes up an earlier ReplicaSet when its template comes back', () => {
    const r = new Rollout();
    r.image('nginx:2');
    r.h.run(4);
    r.image('nginx:1');
    r.h.run(4);
    expect(r.sizes).toEqual(['2: nginx:2 x 0', '3: nginx:1 x 3']);
    expect(r.sets.map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision-history'])).toContain('1');
  });

  it('with Recreate has no old Pod beside a new one', () => {
    const r = new Rollout({ strategy: { type: 'Recreate' } });
    const since = r.h.kernel.trace.changeCount;
    r.image('nginx:2');
    r.h.run(6);
    expect(r.sizes).toEqual(['1: nginx:1 x 0', '2: nginx:2 x 3']);
    expect(Math.max(...r.counts(since).map(({ active }) => active))).toBe(3);
    const { trace } = r.h.kernel;
    const images = new Map<string, string>();
    for (let i = 0; i < trace.changeCount; i++) {
      const { key, value } = trace.changeAt(i);
      if (!key.startsWith('/registry/pods/default/')) continue;
      const pod = value as unknown as Pod | undefined;
      // One whose containers have ended no longer counts, although it is still there.
      if (!pod || pod.status?.phase === 'Succeeded') images.delete(key);
      else images.set(key, pod.spec.containers[0]?.image as string);
      expect(new Set(images.values()).size).toBeLessThanOrEqual(1);
    }
  });

  it('while it is paused scales, but rolls nothing out', () => {
    const r = new Rollout();
    r.h.patch(WEB, { spec: { paused: true } });
    r.h.run(1);
    expect(r.condition('Progressing')).toBe('Unknown DeploymentPaused');
    r.image('nginx:2');
    r.h.patch(WEB, { spec: { replicas: 4 } });
    r.h.run(2);
    expect(r.sizes).toEqual(['1: nginx:1 x 4']);
    r.h.patch(WEB, { spec: { paused: false } });
    r.h.run(4);
    expect(r.sizes).toEqual(['1: nginx:1 x 0', '2: nginx:2 x 4']);
  });

  it('keeps only so many old ReplicaSets', () => {
    const r = new Rollout({ revisionHistoryLimit: 1 });
    for (const n of [2, 3, 4]) {
      r.image(`nginx:${n}`);
      r.h.run(4);
    }
    expect(r.sizes).toEqual(['3: nginx:3 x 0', '4: nginx:4 x 3']);
  });

  it('says when it makes no progress, and that it does again', () => {
    const r = new Rollout({ progressDeadlineSeconds: 5 });
    r.image('missing:2');
    r.h.run(3);
    expect(r.condition('Progressing')).toBe('True ReplicaSetUpdated');
    r.h.run(6);
    expect(r.condition('Progressing')).toBe('False ProgressDeadlineExceeded');
    r.image('nginx:1');
    r.h.run(4);
    expect(r.condition('Progressing')).toBe('True NewReplicaSetAvailable');
    expect(r.sizes).toEqual(['2: missing:2 x 0', '3: nginx:1 x 3']);
  });

  it('is available only when its Pods were ready for a while', () => {
    const r = new Rollout({ minReadySeconds: 10 });
    expect(r.deployment.status).toMatchObject({ readyReplicas: 3, unavailableReplicas: 3 });
    r.h.run(12);
    expect(r.deployment.status).toMatchObject({ readyReplicas: 3, availableReplicas: 3 });
  });

  it('shares a new size among its ReplicaSets in the middle of a rollout', () => {
    const r = new Rollout({ replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
    r.image('missing:2');
    r.h.run(4);
    expect(r.sizes).toEqual(['1: nginx:1 x 8', '2: missing:2 x 5']);
    r.h.patch(WEB, { spec: { replicas: 15 } });
    r.h.run(4);
    expect(r.sizes).toEqual(['1: nginx:1 x 11', '2: missing:2 x 7']);
  });

  it('tries another name when a foreign ReplicaSet has it', () => {
    const first = new Rollout();
    const { name } = first.sets[0]?.metadata as { name: string };
    const h = new ControllerHarness({ instant: true, times: QUICK });
    h.run(1);
    const labels = { app: 'other' };
    h.create('/apis/apps/v1/namespaces/default/replicasets', { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name, labels }, spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'x', image: 'x' }] } } } });
    h.create(DEPLOYMENTS, deployment({}));
    h.run(3);
    expect((h.get('/registry/deployments/default/web') as unknown as Deployment).status).toMatchObject({ collisionCount: 1, availableReplicas: 3 });
  });

  it('adopts a ReplicaSet of its own making that lost its owner', () => {
    const r = new Rollout();
    const { name } = r.sets[0]?.metadata as { name: string };
    r.h.remove(WEB, { propagationPolicy: 'Orphan' });
    r.h.run(2);
    expect(r.sets[0]?.metadata.ownerReferences).toBeUndefined();
    r.h.create(DEPLOYMENTS, deployment({}));
    r.h.run(2);
    expect(r.sets.map(({ metadata }) => [metadata.name, metadata.ownerReferences?.[0]?.name])).toEqual([[name, 'web']]);
    expect(r.pods).toHaveLength(3);
  });

  it('leaves alone what has an empty selector', () => {
    const r = new Rollout({}, 2);
    const old = r.deployment;
    r.h.put('/registry/deployments/default/web', { ...old, spec: { ...old.spec, selector: {} } } as unknown as KubeObject);
    r.h.run(2);
    expect(r.h.events('web').pop()).toBe('Warning SelectingAll This deployment is selecting all pods. A non-empty selector is required.');
  });
});
