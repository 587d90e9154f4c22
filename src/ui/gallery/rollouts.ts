// A rollout under requests, careless and careful: the same two versions, with and without a readiness probe and time to hand
// over. What is done and how long each is looked at, in microseconds.

import type { Input } from '../../sim/cluster/inputs.ts';

export const ROLLOUT_FILE = 'web.yaml';
const apply: Input = { type: 'kubectl', args: ['apply', '-f', ROLLOUT_FILE], text: `kubectl apply -f ${ROLLOUT_FILE}` };
const CARE = `        readinessProbe:
          httpGet: { path: /actuator/health, port: 8080 }
          periodSeconds: 1
        lifecycle:
          preStop: { sleep: { seconds: 5 } }
`;

/** A program that takes seconds to listen, behind a node port. */
export const rolloutManifest = (version: 1 | 2, careful: boolean): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
      - name: web
        image: kubestage/hello:${version}.0
        ports:
        - containerPort: 8080
${careful ? CARE : ''}---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector: { app: web }
  ports:
  - { port: 80, targetPort: 8080, nodePort: 30080 }
`;

export interface Part {
  readonly inputs: readonly Input[];
  readonly delay: number;
  readonly lasts: number;
}

/** The first part is there when the reader comes. */
export const rolloutParts = (careful: boolean): readonly Part[] => [
  { inputs: [{ type: 'file', path: ROLLOUT_FILE, content: rolloutManifest(1, careful) }, apply], delay: 1000, lasts: 30e6 },
  { inputs: [{ type: 'requests', name: 'visitors', from: 'outside', url: 'http://172.18.0.3:30080/', perSecond: 20, seconds: 50 }], delay: 0, lasts: 2e6 },
  { inputs: [{ type: 'file', path: ROLLOUT_FILE, content: rolloutManifest(2, careful) }, apply], delay: 0, lasts: 52e6 },
];
