// The scheduler's configuration as a file of the control-plane node, and the manifest that hands it to the scheduler: a flag
// that names it, and a mount, without which the container would not see it. As kubeadm writes both
// (ClusterConfiguration.scheduler.extraArgs and extraVolumes).

export const CONFIG_PATH = '/etc/kubernetes/scheduler-config.yaml';
export const SCHEDULER_FILE = 'kube-scheduler.yaml';

/** What a new configuration begins with: the defaults, spelled out where one would change them. */
export const FRESH_CONFIG = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection:
  kubeconfig: /etc/kubernetes/scheduler.conf
profiles:
- schedulerName: default-scheduler
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: LeastAllocated
        resources:
        - { name: cpu, weight: 1 }
        - { name: memory, weight: 1 }
`;

/** The manifest with the flag, the mount and the volume; the same text where it has them, or is not as kubeadm wrote it. */
export function withConfig(manifest: string): string {
  if (manifest.includes('--config')) return manifest;
  const added = manifest
    .replace(/^( *)- --bind-address=.*\n/m, (line: string, indent: string) => `${line}${indent}- --config=${CONFIG_PATH}\n`)
    .replace(/^( *)volumeMounts:\n/m, (line: string, indent: string) => `${line}${indent}- mountPath: ${CONFIG_PATH}\n${indent}  name: scheduler-config\n${indent}  readOnly: true\n`)
    .replace(/^( *)volumes:\n/m, (line: string, indent: string) => `${line}${indent}- hostPath:\n${indent}    path: ${CONFIG_PATH}\n${indent}    type: File\n${indent}  name: scheduler-config\n`);
  return added.split(CONFIG_PATH).length === 4 ? added : manifest;
}
