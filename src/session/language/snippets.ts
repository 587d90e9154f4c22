// Whole objects, for an empty document: the least with which each is worth looking at. `${1:web}` are places to fill in.
// The texts that say what each is for are `editor.snippet<kind>`.

export interface Snippet {
  readonly kind: string;
  readonly text: string;
}

const container = (indent: string): string => `${indent}containers:
${indent}  - name: \${1:web}
${indent}    image: \${2:nginx:1.27}`;

const workload = (kind: string, more: string): string => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: \${1:web}
spec:
${more}  selector:
    matchLabels:
      app: \${1:web}
  template:
    metadata:
      labels:
        app: \${1:web}
    spec:
${container('      ')}
`;

export const SNIPPETS: readonly Snippet[] = [
  { kind: 'Pod', text: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: \${1:web}\nspec:\n${container('  ')}\n` },
  { kind: 'Deployment', text: workload('Deployment', '  replicas: ${3:3}\n') },
  {
    kind: 'Service',
    text: `apiVersion: v1
kind: Service
metadata:
  name: \${1:web}
spec:
  selector:
    app: \${1:web}
  ports:
    - port: \${2:80}
      targetPort: \${3:80}
`,
  },
  { kind: 'ConfigMap', text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${1:settings}\ndata:\n  ${2:COLOR}: ${3:blue}\n' },
  { kind: 'Secret', text: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${1:credentials}\nstringData:\n  ${2:password}: ${3:change-me}\n' },
  { kind: 'Namespace', text: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${1:shop}\n' },
  { kind: 'StatefulSet', text: workload('StatefulSet', '  serviceName: ${1:web}\n  replicas: ${3:3}\n') },
  { kind: 'DaemonSet', text: workload('DaemonSet', '') },
  {
    kind: 'Job',
    text: `apiVersion: batch/v1
kind: Job
metadata:
  name: \${1:once}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: \${1:once}
          image: busybox:1.36
          command: ["sh", "-c", "\${2:echo done}"]
`,
  },
  {
    kind: 'CronJob',
    text: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: \${1:tick}
spec:
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
`,
  },
  {
    kind: 'HorizontalPodAutoscaler',
    text: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: \${1:web}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: \${1:web}
  minReplicas: \${2:2}
  maxReplicas: \${3:5}
`,
  },
  {
    kind: 'PersistentVolumeClaim',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${1:data}\nspec:\n  accessModes: ["ReadWriteOnce"]\n  resources:\n    requests:\n      storage: ${2:1Gi}\n',
  },
  {
    kind: 'Ingress',
    text: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: \${1:web}
spec:
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
`,
  },
  {
    kind: 'NetworkPolicy',
    text: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${1:deny-all}\nspec:\n  podSelector: {}\n  policyTypes: ["Ingress"]\n',
  },
  { kind: 'PodDisruptionBudget', text: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: ${1:web}\nspec:\n  minAvailable: ${2:1}\n  selector:\n    matchLabels:\n      app: ${1:web}\n' },
];

/** Without the marks of the places. */
export const plainSnippet = (text: string): string => text.replace(/\$\{\d+:([^}]*)\}/g, '$1');
