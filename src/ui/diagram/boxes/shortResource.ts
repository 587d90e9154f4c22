/** As kubectl abbreviates them: deploy, svc, rs. */
const SHORT: Readonly<Record<string, string>> = {
  deployments: 'deploy',
  replicasets: 'rs',
  pods: 'po',
  services: 'svc',
  statefulsets: 'sts',
  daemonsets: 'ds',
  jobs: 'job',
  cronjobs: 'cj',
  configmaps: 'cm',
  secrets: 'secret',
  namespaces: 'ns',
  nodes: 'node',
  ingresses: 'ing',
  serviceaccounts: 'sa',
  persistentvolumeclaims: 'pvc',
  persistentvolumes: 'pv',
  horizontalpodautoscalers: 'hpa',
  poddisruptionbudgets: 'pdb',
  networkpolicies: 'netpol',
};

export const shortResource = (resource: string): string => SHORT[resource] ?? resource;
