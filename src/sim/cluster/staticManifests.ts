// The four files that kubeadm leaves in /etc/kubernetes/manifests of the control-plane node. They are what runs the
// control plane: the kubelet reads them, and the programs of their containers are the components.

import type { NodeFacts } from '../node/parts.ts';
import type { ClusterShape } from './shape.ts';

export const KUBERNETES_VERSION = 'v1.36.3';
export const ETCD_IMAGE = 'registry.k8s.io/etcd:3.6.5-0';
export const COREDNS_IMAGE = 'registry.k8s.io/coredns/coredns:v1.14.2';
export const CNI_IMAGE = 'docker.io/kindest/kindnetd:v20260811-3f1a2b4c';
const image = (name: string): string => `registry.k8s.io/${name}:${KUBERNETES_VERSION}`;

/** What was pulled when the machine was prepared, before the cluster began (`kubeadm config images pull`). */
export function systemImages(shape: ClusterShape, node: NodeFacts): readonly string[] {
  const addons = shape.addons ? [image('kube-proxy'), COREDNS_IMAGE, CNI_IMAGE] : [];
  const own = shape.controlPlane === 'static-pods' && node.controlPlane ? [ETCD_IMAGE, image('kube-apiserver'), image('kube-controller-manager'), image('kube-scheduler')] : [];
  return [...own, ...addons];
}

interface Part {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly cpu: string;
  readonly memory?: string;
  readonly port: number;
  readonly readiness?: string;
  readonly liveness: string;
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly startupFailures: number;
  readonly mounts: readonly (readonly [name: string, path: string, type: string, readOnly: boolean])[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly host: string;
}

const CERTS = ['k8s-certs', '/etc/kubernetes/pki', 'DirectoryOrCreate', true] as const;
const CA = ['ca-certs', '/etc/ssl/certs', 'DirectoryOrCreate', true] as const;

/** File name → YAML. */
export function staticManifests(node: NodeFacts): ReadonlyMap<string, string> {
  const kubeconfig = (name: string) => [`kubeconfig`, `/etc/kubernetes/${name}.conf`, 'FileOrCreate', true] as const;
  const parts: Part[] = [
    {
      name: 'etcd',
      image: ETCD_IMAGE,
      command: [
        'etcd',
        `--advertise-client-urls=https://${node.ip}:2379`,
        '--cert-file=/etc/kubernetes/pki/etcd/server.crt',
        '--client-cert-auth=true',
        '--data-dir=/var/lib/etcd',
        `--initial-advertise-peer-urls=https://${node.ip}:2380`,
        `--initial-cluster=${node.name}=https://${node.ip}:2380`,
        '--key-file=/etc/kubernetes/pki/etcd/server.key',
        `--listen-client-urls=https://127.0.0.1:2379,https://${node.ip}:2379`,
        '--listen-metrics-urls=http://127.0.0.1:2381',
        `--listen-peer-urls=https://${node.ip}:2380`,
        `--name=${node.name}`,
        '--snapshot-count=10000',
        '--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
      ],
      cpu: '100m',
      memory: '100Mi',
      port: 2381,
      readiness: '/readyz',
      liveness: '/livez',
      scheme: 'HTTP',
      startupFailures: 24,
      mounts: [['etcd-certs', '/etc/kubernetes/pki/etcd', 'DirectoryOrCreate', false], ['etcd-data', '/var/lib/etcd', 'DirectoryOrCreate', false]],
      annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${node.ip}:2379` },
      host: '127.0.0.1',
    },
    {
      name: 'kube-apiserver',
      image: image('kube-apiserver'),
      command: [
        'kube-apiserver',
        `--advertise-address=${node.ip}`,
        '--allow-privileged=true',
        '--authorization-mode=Node,RBAC',
        '--client-ca-file=/etc/kubernetes/pki/ca.crt',
        '--enable-admission-plugins=NodeRestriction',
        '--enable-bootstrap-token-auth=true',
        '--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt',
        '--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt',
        '--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key',
        '--etcd-servers=https://127.0.0.1:2379',
        '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
        '--secure-port=6443',
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        '--service-cluster-ip-range=10.96.0.0/12',
        '--tls-cert-file=/etc/kubernetes/pki/apiserver.crt',
        '--tls-private-key-file=/etc/kubernetes/pki/apiserver.key',
      ],
      cpu: '250m',
      port: 6443,
      readiness: '/readyz',
      liveness: '/livez',
      scheme: 'HTTPS',
      startupFailures: 24,
      mounts: [CA, CERTS],
      annotations: { 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${node.ip}:6443` },
      host: node.ip,
    },
    {
      name: 'kube-controller-manager',
      image: image('kube-controller-manager'),
      command: [
        'kube-controller-manager',
        '--allocate-node-cidrs=true',
        '--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--bind-address=127.0.0.1',
        '--cluster-cidr=10.244.0.0/16',
        '--cluster-name=kubernetes',
        '--controllers=*,bootstrapsigner,tokencleaner',
        '--kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--leader-elect=true',
        '--root-ca-file=/etc/kubernetes/pki/ca.crt',
        '--service-account-private-key-file=/etc/kubernetes/pki/sa.key',
        '--service-cluster-ip-range=10.96.0.0/12',
        '--use-service-account-credentials=true',
      ],
      cpu: '200m',
      port: 10257,
      liveness: '/healthz',
      scheme: 'HTTPS',
      startupFailures: 24,
      mounts: [CA, CERTS, kubeconfig('controller-manager')],
      host: '127.0.0.1',
    },
    {
      name: 'kube-scheduler',
      image: image('kube-scheduler'),
      command: [
        'kube-scheduler',
        '--authentication-kubeconfig=/etc/kubernetes/scheduler.conf',
        '--authorization-kubeconfig=/etc/kubernetes/scheduler.conf',
        '--bind-address=127.0.0.1',
        '--kubeconfig=/etc/kubernetes/scheduler.conf',
        '--leader-elect=true',
      ],
      cpu: '100m',
      port: 10259,
      readiness: '/readyz',
      liveness: '/livez',
      scheme: 'HTTPS',
      startupFailures: 24,
      mounts: [kubeconfig('scheduler')],
      host: '127.0.0.1',
    },
  ];
  return new Map(parts.map((part) => [`${part.name}.yaml`, manifest(part)]));
}

function manifest(part: Part): string {
  const lines: string[] = ['apiVersion: v1', 'kind: Pod', 'metadata:'];
  if (part.annotations) lines.push('  annotations:', ...Object.entries(part.annotations).map(([k, v]) => `    ${k}: ${v}`));
  lines.push('  labels:', `    component: ${part.name}`, '    tier: control-plane', `  name: ${part.name}`, '  namespace: kube-system', 'spec:', '  containers:', '  - command:');
  lines.push(...part.command.map((c) => `    - ${c}`), `    image: ${part.image}`, '    imagePullPolicy: IfNotPresent');
  lines.push(...probe('livenessProbe', part, part.liveness, 8, 10), `    name: ${part.name}`);
  if (part.readiness) lines.push(...probe('readinessProbe', part, part.readiness, 3, 1));
  lines.push('    resources:', '      requests:', `        cpu: ${part.cpu}`);
  if (part.memory) lines.push(`        memory: ${part.memory}`);
  lines.push(...probe('startupProbe', part, part.liveness, part.startupFailures, 10), '    volumeMounts:');
  for (const [name, path, , readOnly] of part.mounts) lines.push(`    - mountPath: ${path}`, `      name: ${name}`, ...(readOnly ? ['      readOnly: true'] : []));
  lines.push('  hostNetwork: true', '  priority: 2000001000', '  priorityClassName: system-node-critical', '  securityContext:', '    seccompProfile:', '      type: RuntimeDefault', '  volumes:');
  for (const [name, path, type] of part.mounts) lines.push('  - hostPath:', `      path: ${path}`, `      type: ${type}`, `    name: ${name}`);
  return `${lines.join('\n')}\n`;
}

function probe(name: string, part: Part, path: string, failures: number, delay: number): string[] {
  return [
    `    ${name}:`,
    `      failureThreshold: ${failures}`,
    '      httpGet:',
    `        host: ${part.host}`,
    `        path: ${path}`,
    `        port: ${part.port}`,
    `        scheme: ${part.scheme}`,
    ...(name === 'readinessProbe' ? [] : [`      initialDelaySeconds: ${delay}`]),
    `      periodSeconds: ${name === 'readinessProbe' ? 1 : 10}`,
    '      timeoutSeconds: 15',
  ];
}
