import { describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../testing/controllerHarness.ts';
import { HOLLOW, QUICK } from '../../testing/fakeNodes.ts';
import type { KubeObject } from '../api/types.ts';
import { CONTROLLERS } from './index.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const labels = { app: 'web' };
const web = (replicas: number): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1' }] } } },
});
const lease = (h: ControllerHarness): string => (h.get<KubeObject & { spec: { holderIdentity: string } }>('/registry/leases/kube-system/kube-controller-manager') as { spec: { holderIdentity: string } }).spec.holderIdentity;

describe('the controller manager', () => {
  it('leads, says so, and makes the accounts of its controllers', () => {
    const h = new ControllerHarness({ instant: true, times: QUICK });
    h.run(1);
    expect(h.manager.leading).toBe(true);
    expect(h.manager.running.map(({ name }) => name)).toEqual(CONTROLLERS.map(({ name }) => name));
    expect(h.events('kube-controller-manager')).toEqual([`Normal LeaderElection ${lease(h)} became leader`]);
    const accounts = h.all<KubeObject>('/registry/serviceaccounts/kube-system/').map(({ metadata }) => metadata.name);
    for (const { account, asManager } of CONTROLLERS) if (!asManager) expect(accounts).toContain(account);
  });

  it('does nothing while another leads, and takes over when that one is silent', () => {
    const h = new ControllerHarness({ instant: true, times: QUICK });
    h.run(1);
    const first = h.manager;
    const second = h.startManager();
    h.run(60);
    expect([first.leading, second.leading]).toEqual([true, false]);
    first.stop();
    h.create(DEPLOYMENTS, web(1));
    h.run(5);
    expect(h.all('/registry/replicasets/default/')).toHaveLength(0);
    h.run(20);
    expect(second.leading).toBe(true);
    expect(h.all('/registry/pods/default/')).toHaveLength(1);
  });

  it('catches up with what changed while it was away', () => {
    const h = new ControllerHarness({ instant: true, times: QUICK });
    h.run(1);
    h.create(DEPLOYMENTS, web(3));
    h.run(3);
    h.manager.stop();
    h.patch(`${DEPLOYMENTS}/web`, { spec: { replicas: 5 } });
    h.remove(`/api/v1/namespaces/default/pods/${h.all<KubeObject>('/registry/pods/default/')[0]?.metadata.name}`);
    h.run(10);
    expect(h.all('/registry/pods/default/')).toHaveLength(2);
    h.startManager();
    h.run(25);
    expect(h.all('/registry/pods/default/')).toHaveLength(5);
  });

  it('plays the same twice from the same seed, and another with another', () => {
    const play = (seed: number): string[] => {
      const h = new ControllerHarness({ seed, times: HOLLOW });
      h.run(5);
      h.create(DEPLOYMENTS, web(5));
      h.run(4);
      h.patch(`${DEPLOYMENTS}/web`, { spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx:2' }] } } } });
      h.run(10);
      return h.requests().map(({ t, data }) => `${t} ${data.component} ${data.verb} ${data.request.path}`);
    };
    const first = play(7);
    expect(first.length).toBeGreaterThan(200);
    expect(play(7)).toEqual(first);
    expect(play(8)).not.toEqual(first);
  });
});
