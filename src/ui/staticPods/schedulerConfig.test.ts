import { expect, it } from 'vitest';
import { seconds, type Micros } from '../../base/time.ts';
import { Session } from '../../session/session.ts';
import { CONFIG_PATH, FRESH_CONFIG, withConfig } from './schedulerConfig.ts';

const NODE = 'control-plane';
const FILE = 'kube-scheduler.yaml';
const record = { version: 1, seed: 7, shape: 'default', inputs: [] } as const;

class Run {
  readonly session = new Session(record);
  readonly manifest: string;

  constructor() {
    this.session.runTo(this.session.cluster.bootEnd);
    this.manifest = this.session.cluster.firstManifests().find(({ file }) => file === FILE)?.content ?? '';
  }
  put(file: string, content: string): this {
    this.session.input({ type: 'staticPod', node: NODE, file, content });
    return this;
  }
  wait(n: number): this {
    this.session.runTo((this.session.kernel.now + seconds(n)) as Micros);
    return this;
  }
  kubectl(...args: readonly string[]): string {
    const { session } = this;
    const number = session.input({ type: 'kubectl', args, text: `kubectl ${args.join(' ')}` });
    const from = session.reader.changeCount;
    this.wait(3);
    let text = '';
    for (let i = from; i < session.reader.changeCount; i++) {
      const { summary } = session.reader.change(i);
      if (summary.kind === 'Print' && summary.input === number) text += summary.text;
    }
    return text;
  }
}

it('mounts a configuration as kubeadm would', () => {
  const manifest = new Run().manifest;
  const mounted = withConfig(manifest);
  expect(mounted.split('\n').filter((line) => !manifest.includes(line))).toEqual([
    `    - --config=${CONFIG_PATH}`,
    `    - mountPath: ${CONFIG_PATH}`,
    '      name: scheduler-config',
    `      path: ${CONFIG_PATH}`,
    '    name: scheduler-config',
  ]);
  expect(withConfig(mounted)).toBe(mounted);
  expect(withConfig('kind: Pod\n')).toBe('kind: Pod\n');
});

it('fails where the container does not see the file, and goes on once it does', () => {
  const run = new Run();
  run.put(CONFIG_PATH, FRESH_CONFIG).put(FILE, run.manifest.replace('    - --leader-elect=true\n', `    - --config=${CONFIG_PATH}\n    - --leader-elect=true\n`)).wait(45);
  expect(run.kubectl('get', 'pods', '-n', 'kube-system')).toMatch(/kube-scheduler-control-plane +0\/1 +CrashLoopBackOff/);
  expect(run.kubectl('logs', '-n', 'kube-system', 'kube-scheduler-control-plane')).toMatch(new RegExp(`^E\\d{4} [\\d:.]+ +1 run.go:72\\] "command failed" err="open ${CONFIG_PATH}: no such file or directory"\\n$`));
  run.put(FILE, withConfig(run.manifest)).wait(30);
  expect(run.kubectl('get', 'pods', '-n', 'kube-system')).toMatch(/kube-scheduler-control-plane +1\/1 +Running/);
});

it('waits for a file that is not there', () => {
  const run = new Run();
  run.put(FILE, withConfig(run.manifest)).wait(30);
  expect(run.kubectl('get', 'pods', '-n', 'kube-system')).toMatch(/kube-scheduler-control-plane +0\/1 +ContainerCreating/);
  expect(run.kubectl('describe', 'pod', '-n', 'kube-system', 'kube-scheduler-control-plane')).toContain(`MountVolume.SetUp failed for volume "scheduler-config" : hostPath type check failed: ${CONFIG_PATH} is not a file`);
});

it('lets Pods choose among several profiles', () => {
  const run = new Run();
  run.put(CONFIG_PATH, `${FRESH_CONFIG}- schedulerName: packer\n`).put(FILE, withConfig(run.manifest)).wait(40);
  run.kubectl('run', 'a', '--image=nginx:1.27', '--overrides={"spec":{"schedulerName":"packer"}}');
  run.kubectl('run', 'b', '--image=nginx:1.27', '--overrides={"spec":{"schedulerName":"nobody"}}');
  expect(run.wait(3).kubectl('get', 'events', '-o', 'custom-columns=A:.reportingComponent,B:.reason,C:.involvedObject.name')).toMatch(/packer +Scheduled +a/);
  expect(run.kubectl('get', 'pod', 'b', '-o', 'jsonpath={.status.phase} {.spec.nodeName}')).toBe('Pending ');
});
