import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { presenter as en } from '../../locales/late/en/presenter.ts';
import { presenter as ko } from '../../locales/late/ko/presenter.ts';
import { tell, tellAnew } from '../../trace/testing/stories.ts';
import { Boundaries } from '../../trace/boundaries.ts';
import type { Micros } from '../../base/time.ts';
import { Session } from '../../session/session.ts';
import { inputsOf } from './acts.ts';
import { gateMoment } from './gates.ts';
import { draftOf } from './recorder.ts';
import { localText, looksLikeScript, readScript, type Gate, type Problem, type Script } from './script.ts';

const sample = readFileSync(join(import.meta.dirname, 'sample.yaml'), 'utf8');

const HEAD = 'apiVersion: kubestage/v1\nkind: Presentation\n';
const script = (text: string): Script => {
  const read = readScript(text);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.script;
};
const problems = (text: string): readonly Problem[] => {
  const read = readScript(text);
  return 'problems' in read ? read.problems : [];
};
const told = (text: string): readonly string[] => problems(text).map(({ line, field, code }) => `${line} ${field} ${code}`);

describe('a script', () => {
  it('is read: the one that is shipped', () => {
    expect(looksLikeScript(sample)).toBe(true);
    const { steps, cluster, title } = script(sample);
    expect(cluster).toEqual({ seed: 42, shape: 'default' });
    expect(localText(title, 'ko')).toBe('디플로이먼트, 파드 세 개');
    expect(steps.map((s) => s.gate && Object.values(s.gate).join(' '))).toEqual([undefined, 'milestone 1', 'milestone 2', 'milestone 3', undefined, undefined, 'milestone 4', 'quiet']);
    for (const { narration } of steps) {
      expect(narration.en).toMatch(/\S/);
      expect(narration.ko).toMatch(/[가-힣]/);
    }
  });

  it('may have a text for both languages, and need not have a cluster', () => {
    const { steps, cluster } = script(`${HEAD}steps:\n- narration: Hello\n  gate: { until: bind }\n`);
    expect(cluster).toBeUndefined();
    expect(steps[0]?.gate).toEqual({ until: 'breakpoint', name: 'bind' });
    expect(localText(steps[0]?.narration ?? { en: '', ko: '' }, 'ko')).toBe('Hello');
  });

  it.each([
    ['a: [b', ['1  notYaml']],
    ['- a', ['1  notMap']],
    ['apiVersion: v1\nkind: Pod\n', ['2 kind notPresentation']],
    ['apiVersion: kubestage/v2\nkind: Presentation\nsteps: []\n', ['1 apiVersion wrongVersion']],
    [HEAD, ['1 steps missing']],
    [`${HEAD}steps: 5\n`, ['3 steps notList']],
    [`${HEAD}steps: []\n`, ['3 steps missing']],
    [`${HEAD}onload: alert(1)\nsteps:\n- narration: x\n`, ['3 onload unknownField']],
    [`${HEAD}steps:\n- narration: x\n  script: y\n`, ['5 steps[0].script unknownField']],
    [`${HEAD}steps:\n- narration: 5\n`, ['4 steps[0].narration notMap']],
    [`${HEAD}steps:\n- narration: {en: 5}\n`, ['4 steps[0].narration.en notText']],
    [`${HEAD}steps:\n- narration: x\n  gate:\n    until: someday\n`, ['6 steps[0].gate.until unknownWord']],
    [`${HEAD}steps:\n- narration: x\n  gate: {until: milestone 0}\n`, ['5 steps[0].gate.until unknownWord']],
    [`${HEAD}steps:\n- narration: x\n  camera: body\n`, ['5 steps[0].camera unknownWord']],
    [`${HEAD}steps:\n- narration: x\n  command: ls\n  manifest: {file: a.yaml, text: x}\n`, ['6 steps[0].manifest onlyOne']],
    [`${HEAD}steps:\n- narration: x\n  manifest: {file: ../../etc/passwd, text: x}\n`, ['5 steps[0].manifest.file unknownWord']],
    [`${HEAD}steps:\n- narration: x\n  question: {ask: Why}\n`, ['5 steps[0].question answerNeedsOptions']],
    [`${HEAD}steps:\n- narration: x\n  question:\n    ask: Why\n    options: [{text: a, value: 1}]\n    answer: constructor\n`, ['8 steps[0].question.answer unknownWord']],
    [`${HEAD}cluster: {seed: -1}\nsteps:\n- narration: x\n`, ['3 cluster.seed notNumber']],
    [`${HEAD}cluster: {shape: ../x}\nsteps:\n- narration: x\n`, ['3 cluster.shape unknownWord']],
    [`${HEAD}__proto__: {a: 1}\nsteps:\n- narration: x\n`, ['3 __proto__ unknownField']],
  ])('is refused with line and field: %s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  it('is refused where it is too long, or has too many steps or mistakes', () => {
    expect(told(`${HEAD}#${'x'.repeat(200_000)}`)).toEqual(['1  tooLong']);
    expect(told(`${HEAD}steps:\n${'- narration: x\n'.repeat(201)}`)).toEqual(['4 steps tooMany']);
    expect(problems(`${HEAD}steps:\n${'- narration: 5\n'.repeat(100)}`).length).toBe(20);
  });

  it('has a sentence for every mistake, in both languages', () => {
    for (const code of ['tooLong', 'notYaml', 'notPresentation', 'wrongVersion', 'unknownField', 'missing', 'notText', 'notNumber', 'notList', 'notMap', 'tooMany', 'unknownWord', 'onlyOne', 'answerNeedsOptions', 'badRequests'] as const satisfies readonly Problem['code'][]) {
      expect(en[code]).toMatch(/\.|:/);
      expect(ko[code]).toMatch(/[가-힣]/);
    }
  });
});

describe('what a step does', () => {
  const step = (text: string): Script['steps'][number] | undefined => script(`${HEAD}steps:\n- narration: x\n  ${text}\n`).steps[0];

  it('may be a fault, a static Pod, requests, files, an answer, and may wait', () => {
    expect(inputsOf(step('fault: {fault: stopComponent, component: kube-scheduler}') as never)).toEqual([{ type: 'fault', fault: { fault: 'stopComponent', component: 'kube-scheduler' } }]);
    expect(inputsOf(step('staticPod: {node: worker-1, file: a.yaml}') as never)).toEqual([{ type: 'staticPod', node: 'worker-1', file: 'a.yaml' }]);
    expect(inputsOf(step('staticPod: {node: control-plane, file: /etc/kubernetes/scheduler-config.yaml}') as never)).toEqual([{ type: 'staticPod', node: 'control-plane', file: '/etc/kubernetes/scheduler-config.yaml' }]);
    expect(inputsOf(step('requests: {url: "http://web/", perSecond: 20}') as never)).toEqual([{ type: 'requests', name: 'requests', from: 'outside', url: 'http://web/', perSecond: 20, seconds: 60 }]);
    expect(inputsOf(step('files: [{file: a.yaml, text: b}, {file: c.yaml}]\n  command: cat a.yaml') as never).map(({ type }) => type)).toEqual(['file', 'file', 'kubectl']);
    const answer = step('reply: {what: stdin, text: exit}');
    expect(inputsOf(answer as never, 7)).toEqual([{ type: 'reply', to: 7, what: 'stdin', text: 'exit' }]);
    expect(inputsOf(answer as never)).toEqual([]);
    expect(step('after: 1.5s')?.after).toBe(1.5e6);
    expect(step('gate: {until: 250ms}')?.gate).toEqual({ until: 'time', lasts: 250_000 });
  });

  it('may show the inside of a box', () => {
    expect(step('camera: zoom kube-scheduler')).toMatchObject({ zoom: 'kube-scheduler', camera: undefined });
    expect(step('camera: zoom node/worker-1')?.zoom).toBe('node/worker-1');
    expect(step('camera: etcd')).toMatchObject({ zoom: '', camera: 'etcd' });
  });

  it.each([
    ['fault: nodeDown', 'fault notMap'],
    ['fault: {fault: meteor}', 'fault.fault unknownWord'],
    ['fault: {node: worker-1}', 'fault.fault missing'],
    ['fault: {fault: nodeDown}', 'fault.node missing'],
    ['fault: {fault: nodeDown, node: "../x"}', 'fault.node unknownWord'],
    ['fault: {fault: nodeDown, node: worker-1, component: etcd}', 'fault.component unknownField'],
    ['fault: {fault: stopComponent, component: bash}', 'fault.component unknownWord'],
    ['staticPod: {node: "a b", file: a.yaml}', 'staticPod.node unknownWord'],
    ['staticPod: {node: worker-1, file: a/b}', 'staticPod.file unknownWord'],
    ['staticPod: {node: worker-1, file: /etc/../a}', 'staticPod.file unknownWord'],
    ['requests: {url: "javascript:alert(1)"}', 'requests badRequests'],
    ['requests: {}', 'requests missing'],
    ['reply: {what: shout}', 'reply.what unknownWord'],
    ['files: [{text: x}]', 'files[0].file missing'],
    ['after: soon', 'after unknownWord'],
    ['gate: {until: 9999999s}', 'gate.until unknownWord'],
    ['camera: zoom body', 'camera unknownWord'],
    ['camera: zoom node/../x', 'camera unknownWord'],
  ])('is refused: %s', (text, expected) => {
    expect(problems(`${HEAD}steps:\n- narration: x\n  ${text}\n`).map(({ field, code }) => `${field.replace('steps[0].', '')} ${code}`)).toEqual([expected]);
  });
});

/** What the store holds in the end: names and all, but for what counts versions and moments. */
function stored(session: Session): readonly string[] {
  const { reader } = session;
  const last = new Map<string, string>();
  for (let i = 0; i < reader.changeCount; i++) {
    const { key, deleted, summary, revision } = reader.change(i);
    if (revision === 0 || /\/(?:events|leases)\//.test(key)) continue;
    if (deleted) last.delete(key);
    else last.set(key, summary.kind === 'Pod' ? `${summary.status} ${summary.ready} ${summary.node}` : summary.kind === 'Workload' ? JSON.stringify({ ...summary, observed: undefined }) : summary.kind);
  }
  return [...last].map(([key, what]) => `${key} ${what}`).sort();
}

/** A script as the presenter plays it, without the page. */
function played({ cluster, steps }: Script): Session {
  const session = new Session({ version: 1, seed: cluster?.seed ?? 42, shape: cluster?.shape ?? 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  const boundaries = new Boundaries(session.reader);
  let command = 0;
  const toGate = (gate: Gate): void => {
    const from = session.kernel.now;
    for (const end = from + 900e6; gateMoment(gate, session.reader, boundaries, from, 0) === undefined && session.kernel.now < end; ) session.runTo((session.kernel.now + 1000) as Micros);
  };
  for (const step of steps) {
    if (step.after > 0) toGate({ until: 'time', lasts: step.after });
    for (const input of inputsOf(step, command)) {
      const number = session.input(input);
      if (input.type === 'kubectl') command = number;
    }
    if (step.gate) toGate(step.gate);
  }
  return session;
}

describe('the recorder', () => {
  const drafted = (session: Session): string => {
    const { milestones } = new Boundaries(session.reader);
    milestones.update();
    return draftOf({ title: 'Scaling', record: session.record(), milestones: milestones.list, origin: session.cluster.bootEnd, until: session.kernel.now, told: (at) => ({ en: `at ${at}`, ko: `${at}에서` }) });
  };

  it('makes a draft that can be read: inputs and milestones in their order', () => {
    const { session } = tell('scaleUp');
    const { milestones } = new Boundaries(session.reader);
    milestones.update();
    const { steps, cluster } = script(drafted(session));
    expect(cluster).toEqual({ seed: 42, shape: 'default' });
    expect(steps[0]?.manifest?.text).toContain('kind: Deployment');
    expect(steps.filter((s) => s.command !== '').map((s) => s.command)).toEqual(['kubectl scale deployment web --replicas=5']);
    expect(steps.flatMap((s) => (s.gate?.until === 'milestone' ? [s.gate.n] : []))).toEqual(milestones.list.map((m) => m.number));
  });

  it('makes a draft that comes to the same cluster when it is played', () => {
    const { session } = tellAnew('scaleUp');
    const waited = (lasts: number): void => session.runTo((session.kernel.now + lasts) as Micros);
    // A file that is written and used otherwise, a command without a milestone, an answer, a fault that is felt late.
    session.input({ type: 'file', path: 'settings.yaml', content: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue}\n' });
    session.input({ type: 'kubectl', args: ['create', '-f', 'settings.yaml'], text: 'kubectl create -f settings.yaml' });
    waited(3e6);
    session.input({ type: 'kubectl', args: [], text: 'kubectl get pods', shell: true });
    waited(2.345678e6);
    const shell = session.input({ type: 'kubectl', args: [], text: 'kubectl exec -it deploy/web -- sh', shell: true });
    waited(2e6);
    session.input({ type: 'reply', to: shell, what: 'stdin', text: 'exit\n' });
    waited(2e6);
    session.input({ type: 'fault', fault: { fault: 'nodeDown', node: 'worker-1' } });
    waited(60e6);
    session.input({ type: 'staticPod', node: 'worker-2', file: 'own.yaml', content: 'apiVersion: v1\nkind: Pod\nmetadata: {name: own}\nspec: {containers: [{name: a, image: "nginx:1.27"}]}\n' });
    waited(20e6);
    const text = drafted(session);
    const again = played(script(text));
    expect(again.record().inputs.map(({ input }) => input.type)).toEqual(session.record().inputs.map(({ input }) => input.type));
    expect(stored(session).length).toBeGreaterThan(50);
    expect(stored(again)).toEqual(stored(session));
  });
});
