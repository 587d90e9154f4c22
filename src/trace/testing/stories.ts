// Real sessions for tests of everything that reads a trace: each tells one of the stories that a learner starts with.

import { seconds, type Micros } from '../../base/time.ts';
import type { Fault, Input } from '../../sim/cluster/inputs.ts';
import { Session } from '../../session/session.ts';

export interface Told {
  readonly session: Session;
  /** The end of the boot, from which the page counts. */
  readonly origin: Micros;
}

export const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        resources: { requests: { cpu: 250m, memory: 128Mi } }
`;
export const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
`;
const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { colour: blue }
`;
const pod = (name: string, image: string, more = ''): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  containers:
  - name: main
    image: ${image}
${more}`;
const AGENT = `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec:
      containers:
      - name: agent
        image: busybox:1.36
        command: [sh, -c, "while true; do sleep 30; done"]
`;
const STATEFUL = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: 2
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers: [{ name: db, image: "nginx:1.27" }]
`;
const BATCH = `apiVersion: batch/v1
kind: CronJob
metadata: { name: tick }
spec:
  schedule: "* * * * *"
  successfulJobsHistoryLimit: 1
  jobTemplate:
    spec:
      completions: 2
      parallelism: 2
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: work, image: "busybox:1.36", command: [echo, tick] }]
---
apiVersion: batch/v1
kind: Job
metadata: { name: broken }
spec:
  backoffLimit: 0
  ttlSecondsAfterFinished: 30
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: work, image: "busybox:1.36", command: ["false"] }]
`;

class Teller {
  readonly session: Session;
  readonly origin: Micros;

  constructor(shape = 'default', seed = 42) {
    this.session = new Session({ version: 1, seed, shape, inputs: [] });
    this.origin = this.session.cluster.bootEnd as Micros;
    this.session.runTo(this.origin);
  }

  give(input: Input): this {
    this.session.settle();
    this.session.input(input);
    return this;
  }

  apply(content: string, path = 'web.yaml'): this {
    this.give({ type: 'file', path, content });
    return this.kubectl(`apply -f ${path}`);
  }

  kubectl(text: string): this {
    return this.give({ type: 'kubectl', args: text.split(' '), text: `kubectl ${text}` });
  }

  fault(fault: Fault): this {
    return this.give({ type: 'fault', fault });
  }

  run(s: number): this {
    this.session.runTo((this.session.kernel.now + seconds(s)) as Micros);
    return this;
  }

  /** The Pods of the default namespace, by name. */
  pods(): string[] {
    const { reader } = this.session;
    const names = new Map<string, boolean>();
    for (let i = 0; i < reader.changeCount; i++) {
      const { key, deleted } = reader.change(i);
      if (key.startsWith('/registry/pods/default/')) names.set(key.slice(23), !deleted);
    }
    return [...names].filter(([, there]) => there).map(([name]) => name).sort();
  }

  get told(): Told {
    return { session: this.session, origin: this.origin };
  }
}

const deployed = (): Teller => new Teller().apply(DEPLOYMENT).run(15);

const STORIES = {
  deploy: () => new Teller().apply(`${DEPLOYMENT}---\n${SERVICE}`).run(15),
  scaleUp: () => deployed().kubectl('scale deployment web --replicas=5').run(15),
  scaleDown: () => deployed().kubectl('scale deployment web --replicas=1').run(45),
  scaleToZero: () => deployed().kubectl('scale deployment web --replicas=0').run(45),
  rollout: () => deployed().kubectl('set image deployment/web nginx=nginx:1.28').run(60),
  undo: () => deployed().kubectl('set image deployment/web nginx=nginx:1.28').run(60).kubectl('rollout undo deployment/web').run(60),
  restart: () => deployed().kubectl('rollout restart deployment/web').run(60),
  badImage: () => deployed().kubectl('set image deployment/web nginx=nginx:does-not-exist').run(60),
  crash: () => new Teller().apply(pod('crasher', 'busybox:1.36', '    command: [sh, -c, "echo starting; sleep 2; exit 1"]\n'), 'crasher.yaml').run(60),
  oom: () => new Teller().apply(pod('hog', 'polinux/stress', '    command: [stress, --vm, "1", --vm-bytes, 250M]\n    resources: { limits: { memory: 100Mi } }\n'), 'hog.yaml').run(8),
  once: () => new Teller().apply(pod('once', 'busybox:1.36', '    command: [sh, -c, "echo done"]\n') + '  restartPolicy: Never\n', 'once.yaml').run(15),
  pending: () => new Teller().apply(pod('giant', 'nginx:1.27', '    resources: { requests: { cpu: 64 } }\n'), 'giant.yaml').run(15),
  remove: () => deployed().kubectl('delete deployment web').run(45),
  heal: () => {
    const teller = deployed();
    return teller.kubectl(`delete pod ${teller.pods()[0] as string}`).run(45);
  },
  orphan: () => {
    const teller = deployed();
    return teller.kubectl(`label pod ${teller.pods()[0] as string} app=debug --overwrite`).run(15);
  },
  nodeDown: () => deployed().fault({ fault: 'nodeDown', node: 'worker-1' }).run(420),
  nodeBack: () => deployed().fault({ fault: 'nodeDown', node: 'worker-1' }).run(100).fault({ fault: 'nodeUp', node: 'worker-1' }).run(60),
  documents: () => new Teller().apply(`${CONFIG}---\n${DEPLOYMENT}---\n${SERVICE.replace('ports: [{ port: 80 }]', 'ports: [{ port: 80, tagetPort: 80 }]')}`).run(15),
  daemon: () => new Teller().apply(AGENT, 'agent.yaml').run(20),
  daemonRollout: () => new Teller().apply(AGENT, 'agent.yaml').run(20).kubectl('set image daemonset/agent agent=busybox:1.37').run(120),
  stateful: () => new Teller().apply(STATEFUL, 'db.yaml').run(20).kubectl('set image sts/db db=nginx:1.28').run(40).kubectl('scale sts db --replicas=1').run(20),
  batch: () => new Teller().apply(BATCH, 'batch.yaml').run(70).kubectl('delete cronjob tick').run(40),
  forbidden: () => new Teller().kubectl('create deployment web --image=nginx:1.27 --as=student').run(5),
  exists: () => deployed().kubectl('create deployment web --image=nginx:1.27').run(5),
  twice: () => deployed().apply(DEPLOYMENT).run(5),
  nothing: () => new Teller().run(30),
} as const satisfies Record<string, () => Teller>;

export type StoryName = keyof typeof STORIES;
export const storyNames = Object.keys(STORIES) as readonly StoryName[];

const told = new Map<StoryName, Told>();

/** The session of a story, run to its end once for all tests: they read it and go no further with it. */
export function tell(name: StoryName): Told {
  let story = told.get(name);
  if (!story) told.set(name, (story = STORIES[name]().told));
  return story;
}

/** The same, for a test that goes on from there. */
export const tellAnew = (name: StoryName): Told => STORIES[name]().told;
