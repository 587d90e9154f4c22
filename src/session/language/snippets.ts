// Whole objects, for an empty document: the least with which each is worth looking at. `${1:web}` are places to fill in.
// The texts that say what each is for are `editor.snippet<kind>`.

export interface Snippet {
  readonly kind: string;
  readonly text: string;
}

const container = (indent: string): string => `${indent}containers:
${indent}  - name: \${1:web}
${indent}    image: \${2:nginx:1.27}`;

const manifest = (apiVersion: string, kind: string, name: string, rest: string): Snippet => ({ kind, text: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: \${1:${name}}\n${rest}` });

const workload = (kind: string, more: string): Snippet => manifest('apps/v1', kind, 'web', `spec:
${more}  selector:
    matchLabels:
      app: \${1:web}
  template:
    metadata:
      labels:
        app: \${1:web}
    spec:
${container('      ')}
`);

export const SNIPPETS: readonly Snippet[] = [
  manifest('v1', 'Pod', 'web', `spec:\n${container('  ')}\n`),
  workload('Deployment', '  replicas: ${3:3}\n'),
  manifest('v1', 'Service', 'web', `spec:
  selector:
    app: \${1:web}
  ports:
    - port: \${2:80}
      targetPort: \${3:80}
`),
  manifest('v1', 'ConfigMap', 'settings', 'data:\n  ${2:COLOR}: ${3:blue}\n'),
  manifest('v1', 'Secret', 'credentials', 'stringData:\n  ${2:password}: ${3:change-me}\n'),
  manifest('v1', 'Namespace', 'shop', ''),
  workload('StatefulSet', '  serviceName: ${1:web}\n  replicas: ${3:3}\n'),
  workload('DaemonSet', ''),
  manifest('batch/v1', 'Job', 'once', `spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: \${1:once}
          image: busybox:1.36
          command: ["sh", "-c", "\${2:echo done}"]
`),
  manifest('batch/v1', 'CronJob', 'tick', `spec:
  schedule: "\${2:* * * * *}"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: \${1:tick}
              image: busybox:1.36
              command: ["date"]
`),
  manifest('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', `spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: \${1:web}
  minReplicas: \${2:2}
  maxReplicas: \${3:5}
`),
  manifest('v1', 'PersistentVolumeClaim', 'data', 'spec:\n  accessModes: ["ReadWriteOnce"]\n  resources:\n    requests:\n      storage: ${2:1Gi}\n'),
  manifest('networking.k8s.io/v1', 'Ingress', 'web', `spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: \${1:web}
                port:
                  number: \${2:80}
`),
  manifest('networking.k8s.io/v1', 'NetworkPolicy', 'deny-all', 'spec:\n  podSelector: {}\n  policyTypes: ["Ingress"]\n'),
  manifest('policy/v1', 'PodDisruptionBudget', 'web', 'spec:\n  minAvailable: ${2:1}\n  selector:\n    matchLabels:\n      app: ${1:web}\n'),
];

/** Without the marks of the places. */
export const plainSnippet = (text: string): string => text.replace(/\$\{\d+:([^}]*)\}/g, '$1');
