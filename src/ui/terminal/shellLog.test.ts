import { describe, expect, it } from 'vitest';
import { Session } from '../../session/session.ts';
import { readsInput, shellLog } from './shellLog.ts';

describe('the log of the shell', () => {
  const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  const run = (ms: number): void => session.runTo((session.kernel.now + ms * 1000) as never);
  const type = (text: string): number => session.input({ type: 'kubectl', args: [], text, shell: true });
  session.runTo(session.cluster.bootEnd);
  const start = session.kernel.now;
  const first = type('kubectl get ns -o name');
  run(500);
  const watch = type('kubectl get pods -w');
  run(500);
  const during = session.kernel.now;
  run(10);
  session.input({ type: 'reply', to: watch, what: 'interrupt' });
  run(100);
  type('echo done > a.yaml');
  run(100);
  const log = shellLog(session.reader);

  it('says what was typed and printed, in order', () => {
    const words = log.entries.map(({ what, text }) => `${what} ${text.split('\n')[0]}`);
    expect(words[0]).toBe('command kubectl get ns -o name');
    expect(words[1]).toBe('out namespace/default');
    expect(words).toContain('interrupt ^C');
    expect(words.at(-2)).toBe('file a.yaml');
  });

  it('knows at every moment how much of it had been printed', () => {
    expect(log.shown(start - 1)).toBe(0);
    expect(log.shown(start)).toBe(1);
    expect(log.at(during).shown).toBeLessThan(log.entries.length);
    expect(log.at(session.kernel.now).shown).toBe(log.entries.length);
  });

  it('knows what was running', () => {
    expect(log.at(start + 1000).running?.input).toBe(first);
    expect(log.at(during).running?.text).toBe('kubectl get pods -w');
    expect(log.at(session.kernel.now).running).toBeUndefined();
  });

  it('tells which commands read what is typed', () => {
    expect(readsInput('kubectl exec -it web -- sh')).toBe(true);
    expect(readsInput('kubectl exec web -- ls')).toBe(false);
    expect(readsInput('kubectl apply -f -')).toBe(true);
    expect(readsInput('cat a.yaml | kubectl apply -f -')).toBe(false);
    expect(readsInput('kubectl get pods -w')).toBe(false);
  });
});

describe('a terminal in a container', () => {
  it('is interrupted by Ctrl+C, at the prompt and in the middle of a program', () => {
    const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
    const run = (ms: number): void => session.runTo((session.kernel.now + ms * 1000) as never);
    session.runTo(session.cluster.bootEnd);
    session.input({ type: 'kubectl', args: [], text: 'kubectl run web --image=busybox -- sleep 1000', shell: true });
    run(20_000);
    const to = session.input({ type: 'kubectl', args: [], text: 'kubectl exec -it web -- sh', shell: true });
    run(500);
    for (const text of ['', 'sleep 100\n']) {
      if (text) session.input({ type: 'reply', to, what: 'stdin', text });
      run(500);
      session.input({ type: 'reply', to, what: 'interrupt' });
      run(500);
    }
    session.input({ type: 'reply', to, what: 'stdin', text: 'echo after\n' });
    run(500);
    const log = shellLog(session.reader);
    const said = log.entries.filter(({ input, what }) => input === to && what === 'out').map(({ text }) => text);
    expect(said).toEqual(['/ # ', '/ # ', '/ # ', 'after\n', '/ # ']);
    expect(log.at(session.kernel.now).running?.input).toBe(to);
  });
});
