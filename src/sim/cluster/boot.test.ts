// The default cluster as a visitor gets it: booted, with its system Pods, its network and its kube-proxies at work.

import { beforeAll, describe, expect, it } from 'vitest';
import { seconds, type Micros } from '../../base/time.ts';
import { splitWords } from '../../kubectl/shellWords.ts';
import { Session } from '../../session/session.ts';

class Visitor {
  readonly session = new Session({ version: 1, seed: 7, shape: 'default', inputs: [] });
  private text = '';

  constructor() {
    this.session.shell.onPrint((_input, fd, text) => {
      if (fd === 1 || fd === 2) this.text += text;
    });
    this.session.runTo(this.session.cluster.bootEnd);
  }

  run(line: string): string {
    const { session } = this;
    this.text = '';
    session.settle();
    const number = session.input({ type: 'kubectl', args: splitWords(line).slice(1), text: line });
    while (session.shell.running.includes(number)) session.kernel.step();
    return this.text;
  }

  wait(forSeconds: number): void {
    this.session.runTo((this.session.kernel.now + seconds(forSeconds)) as Micros);
  }

  write(path: string, content: string): void {
    this.session.input({ type: 'file', path, content });
  }

  /** What a node's kube-proxy believes of a Service's port. */
  proxied(node: string, port: string): unknown {
    return this.session.kernel.trace.latest(`node/${node}/proxy/${port}`)?.value;
  }
}

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: 'nginx:1.27'}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: nobody}
spec: {selector: {app: nobody}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: box}
spec: {containers: [{name: box, image: 'busybox:1.36', command: [sleep, 1d]}]}
`;

describe('the default cluster', () => {
  let visitor: Visitor;
  beforeAll(() => {
    visitor = new Visitor();
  });

  it('has every node and every system Pod ready when its boot is over', () => {
    const nodes = visitor.run('kubectl get nodes --no-headers').trim().split('\n');
    expect(nodes.map((line) => line.split(/\s+/).slice(0, 2).join(' '))).toEqual(['control-plane Ready', 'worker-1 Ready', 'worker-2 Ready', 'worker-3 Ready']);
    const pods = visitor.run('kubectl get pods -A --no-headers').trim().split('\n').map((line) => line.split(/\s+/));
    for (const pod of pods) expect(pod.slice(2, 5), pod[1]).toEqual(['1/1', 'Running', '0']);
    const count = (prefix: string): number => pods.filter(([, name]) => name?.startsWith(prefix)).length;
    for (const name of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) expect(count(`${name}-control-plane`), name).toBe(1);
    expect([count('kube-proxy-'), count('kindnet-'), count('coredns-'), pods.length]).toEqual([4, 4, 2, 14]);
  });

  it('answers for the Pods that mirror static ones, by logs and exec', () => {
    expect(visitor.run('kubectl logs -n kube-system etcd-control-plane')).toContain('ready to serve client requests');
  });

  it('resolves names, finds what is behind a Service, and is refused where nothing is', () => {
    visitor.write('web.yaml', MANIFEST);
    visitor.run('kubectl apply -f web.yaml');
    visitor.wait(15);
    for (const host of ['web', 'web.default', 'web.default.svc.cluster.local']) expect(visitor.run(`kubectl exec box -- wget -qO- http://${host}`)).toContain('Welcome to nginx!');
    expect(visitor.run('kubectl exec box -- wget -qO- http://nobody')).toMatch(/^wget: can't connect to remote host \(10\.\d+\.\d+\.\d+\): Connection refused/);
    expect(visitor.run('kubectl exec box -- wget -qO- http://nowhere')).toMatch(/^wget: bad address 'nowhere'/);
    expect(visitor.run('kubectl get --raw /api/v1/namespaces/default/services/web/proxy/')).toContain('Welcome to nginx!');
  });

  it("shows each kube-proxy's table, which stays as it is while the proxy stands still", () => {
    const address = visitor.run('kubectl get service web -o jsonpath={.spec.clusterIP}');
    const table = (node: string): { state: string; detail: string } => visitor.proxied(node, 'default/web:80') as { state: string; detail: string };
    expect(table('worker-1').state).toBe(`${address}:80`);
    expect(table('worker-1').detail.split(',')).toHaveLength(2);
    expect(visitor.proxied('worker-1', 'default/nobody:80')).toMatchObject({ detail: '' });
    visitor.session.input({ type: 'fault', fault: { fault: 'stopComponent', component: 'kube-proxy', node: 'worker-2' } });
    visitor.run('kubectl scale deployment web --replicas=1');
    visitor.wait(5);
    expect(table('worker-1').detail.split(',')).toHaveLength(1);
    expect(table('worker-2').detail.split(',')).toHaveLength(2);
    visitor.session.input({ type: 'fault', fault: { fault: 'startComponent', component: 'kube-proxy', node: 'worker-2' } });
    visitor.wait(5);
    expect(table('worker-2').detail).toBe(table('worker-1').detail);
    visitor.run('kubectl delete service web');
    visitor.wait(3);
    expect(visitor.proxied('worker-1', 'default/web:80')).toBeUndefined();
  });
});
