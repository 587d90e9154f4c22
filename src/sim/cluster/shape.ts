// The shape of a cluster: its nodes, what runs on them from the beginning, and how its container runtime behaves.

import type { NodeFacts } from '../node/parts.ts';

export interface ClusterShape {
  readonly name: string;
  readonly nodes: readonly NodeFacts[];
  /**
   * static-pods: the control plane runs as static Pods of the control-plane node, as kubeadm sets it up.
   * processes: it runs beside the nodes, as in the recordings.
   */
  readonly controlPlane: 'static-pods' | 'processes';
  /** kube-proxy and the CNI agent as DaemonSets, CoreDNS as a Deployment. */
  readonly addons: boolean;
  /**
   * default: programs run, images are pulled in realistic times.
   * hollow: the runtime of the hollow-3 recordings, which starts nothing (golden/README.md).
   * real: the images and the registry of the real-1 recordings.
   */
  readonly runtime: 'default' | 'hollow' | 'real';
  /** Absent: kubeadm's, 10.96.0.0/12. */
  readonly serviceCIDR?: string;
  /** fitted: latencies of a real control plane; zero: everything takes no time. */
  readonly latency: 'fitted' | 'zero';
}

const worker = (n: number, cpu: string, memory: string, images: readonly string[] = []): NodeFacts => ({
  name: `worker-${n}`,
  cpu,
  memory,
  pods: 110,
  podCIDR: `10.244.${n}.0/24`,
  ip: `172.18.0.${n + 2}`,
  images,
});

const controlPlane: NodeFacts = { name: 'control-plane', controlPlane: true, cpu: '4', memory: '8Gi', pods: 110, podCIDR: '10.244.0.0/24', ip: '172.18.0.2' };

/** The cluster a visitor gets. */
export const DEFAULT_SHAPE: ClusterShape = {
  name: 'default',
  nodes: [controlPlane, worker(1, '2', '4Gi', ['docker.io/library/nginx:1.27']), worker(2, '4', '8Gi'), worker(3, '2', '4Gi', ['docker.io/library/nginx:1.27'])],
  controlPlane: 'static-pods',
  addons: true,
  runtime: 'default',
  latency: 'fitted',
};

/** Any number of equal workers, for benchmarks and large examples. */
export function wideShape(workers: number): ClusterShape {
  return {
    ...DEFAULT_SHAPE,
    name: `wide-${workers}`,
    nodes: [
      controlPlane,
      ...Array.from({ length: workers }, (_, i): NodeFacts => ({
        name: `worker-${i + 1}`,
        cpu: '32',
        memory: '64Gi',
        pods: 250,
        podCIDR: `10.${244 + Math.floor((i + 1) / 256)}.${(i + 1) % 256}.0/24`,
        ip: `172.18.${Math.floor((i + 3) / 256)}.${(i + 3) % 256}`,
      })),
    ],
  };
}

/** Four nodes of the hollow-3 recordings. */
export const HOLLOW_3: ClusterShape = {
  name: 'hollow-3',
  nodes: [controlPlane, worker(1, '4', '8Gi'), worker(2, '4', '8Gi'), worker(3, '4', '8Gi')],
  controlPlane: 'processes',
  addons: false,
  runtime: 'hollow',
  serviceCIDR: '10.96.0.0/16',
  latency: 'fitted',
};

/** The one node of the real-1 recordings. */
export const REAL_1: ClusterShape = {
  name: 'real-1',
  nodes: [{ name: 'worker-1', cpu: '2', memory: '8Gi', pods: 110, podCIDR: '10.244.0.0/24', ip: '172.18.0.3' }],
  controlPlane: 'processes',
  addons: false,
  runtime: 'real',
  serviceCIDR: '10.96.0.0/16',
  latency: 'fitted',
};

export const SHAPES: Readonly<Record<string, ClusterShape>> = { default: DEFAULT_SHAPE, 'hollow-3': HOLLOW_3, 'real-1': REAL_1 };
