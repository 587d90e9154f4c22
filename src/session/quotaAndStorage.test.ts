// Whole clusters in which a quota counts and refuses, and in which volumes are made, bound, released and deleted: what
// kubectl prints is what the real cluster's texts are.

import { expect, test } from 'vitest';
import { seconds, type Micros } from '../base/time.ts';
import { splitWords } from '../kubectl/shellWords.ts';
import { Session } from './session.ts';

/** A booted cluster to which one command after the other is said. */
class Talk {
  readonly session = new Session({ version: 1, seed: 5, shape: 'default', inputs: [] });
  private readonly printed = new Map<number, string>();

  constructor() {
    this.session.runTo(this.session.cluster.bootEnd as Micros);
    this.session.shell.onPrint((input, fd, text) => void (fd !== 0 && this.printed.set(input, (this.printed.get(input) ?? '') + text)));
  }

  say(text: string, wait = 1): string {
    const { session } = this;
    session.settle();
    const number = session.input({ type: 'kubectl', args: splitWords(text).slice(1), text });
    session.run((session.kernel.now + seconds(30)) as Micros, () => session.shell.running.includes(number));
    session.runTo((session.kernel.now + seconds(wait)) as Micros);
    return this.printed.get(number) ?? '';
  }

  apply(content: string, wait = 3): string {
    this.session.settle();
    this.session.input({ type: 'file', path: 'x.yaml', content });
    return this.say('kubectl apply -f x.yaml', wait);
  }
}

const pod = (name: string, cpu: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{name: app, image: nginx, resources: {requests: {cpu: ${cpu}}}}]}
`;

const volume = (name: string, policy: string, path: string): string => `apiVersion: v1
kind: PersistentVolume
metadata: {name: ${name}}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: ${policy}, storageClassName: manual, hostPath: {path: ${path}}}
`;

const claim = (size: string, className = 'manual'): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: ${className}, resources: {requests: {storage: ${size}}}}
`;

test('a quota refuses what says too little or asks too much, and gives back what went', () => {
  const talk = new Talk();
  talk.say('kubectl create quota compute --hard=pods=2,requests.cpu=500m,count/deployments.apps=1', 2);
  expect(talk.say('kubectl run bare --image=nginx')).toContain('pods "bare" is forbidden: failed quota: compute: must specify requests.cpu for: bare');
  expect(talk.apply(pod('one', '300m'))).toContain('pod/one created');
  expect(talk.apply(pod('two', '300m'))).toContain('pods "two" is forbidden: exceeded quota: compute, requested: requests.cpu=300m, used: requests.cpu=300m, limited: requests.cpu=500m');
  talk.say('kubectl create deployment a --image=nginx');
  expect(talk.say('kubectl create deployment b --image=nginx')).toContain('deployments.apps "b" is forbidden: exceeded quota: compute, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1');
  talk.say('kubectl delete pod one --now', 5);
  expect(talk.say('kubectl describe quota compute').replace(/ +/g, ' ')).toContain('count/deployments.apps 1 1\npods 0 2\nrequests.cpu 0 500m\n');
});

test('a volume takes the smallest fit, is released with its claim, and its policy says what becomes of it', () => {
  const talk = new Talk();
  talk.apply(`${volume('kept', 'Delete', '/srv/data')}---\n${volume('gone', 'Delete', '/tmp/data').replace('1Gi', '2Gi')}`);
  talk.apply(claim('500Mi'));
  expect(talk.say('kubectl get pvc')).toMatch(/data +Bound +kept +1Gi +RWO +manual/);
  talk.say('kubectl delete pvc data', 3);
  expect(talk.say('kubectl get pv')).toMatch(/kept +1Gi +RWO +Delete +Failed +default\/data/);
  expect(talk.say('kubectl describe pv kept')).toContain('host_path deleter only supports /tmp/.+ but received provided /srv/data');
  talk.apply(claim('1500Mi'));
  expect(talk.say('kubectl get pvc')).toMatch(/data +Bound +gone +2Gi/);
  talk.say('kubectl delete pvc data', 3);
  expect(talk.say('kubectl get pv gone')).toContain('persistentvolumes "gone" not found');
});

test('a class says who makes a volume, and that is waited for', () => {
  const talk = new Talk();
  talk.apply('apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: far}\nprovisioner: example.com/disk\n');
  talk.apply(claim('1Gi', 'far'));
  const text = talk.say('kubectl describe pvc data');
  expect(text).toContain("Waiting for a volume to be created either by the external provisioner 'example.com/disk' or manually by the system administrator.");
  expect(text).toContain('volume.kubernetes.io/storage-provisioner: example.com/disk');
});
