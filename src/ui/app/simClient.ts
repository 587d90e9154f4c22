// The page's side of the protocol: the only file that meets the worker (or, later, a socket).

import type { Advance, Answer, BranchId, FromSession, Question, SessionRecord, ToSession } from '../../session/protocol.ts';
import type { Input } from '../../sim/cluster/inputs.ts';
import { updateBranch, useApp } from './store.ts';

/** A two-way pipe to a session host. */
export interface Port {
  send(message: ToSession): void;
  receive(listener: (message: FromSession) => void): void;
  /** The other end broke, or never came. */
  fails(listener: (message: string) => void): void;
}

export function workerPort(): Port {
  const worker = new Worker(new URL('../../session/worker.ts', import.meta.url), { type: 'module', name: 'kubestage' });
  // What a module worker is sent while it is still loading is lost: until it says that it is there, messages wait here.
  let waiting: ToSession[] | undefined = [];
  return {
    send: (message) => (waiting ? void waiting.push(message) : worker.postMessage(message)),
    receive: (listener) =>
      worker.addEventListener('message', ({ data }: MessageEvent<FromSession>) => {
        if (data.type !== 'ready') return listener(data);
        for (const message of waiting ?? []) worker.postMessage(message);
        waiting = undefined;
      }),
    fails: (listener) => worker.addEventListener('error', (event) => listener(event.message || 'the simulation could not be loaded')),
  };
}

export interface Advanced {
  readonly now: number;
  readonly why: 'to' | 'until' | 'idle' | 'interrupted';
}
export interface Accepted {
  readonly input: number;
  readonly at: number;
}

type Pending = { readonly resolve: (value: never) => void };

export class SimClient {
  private readonly port: Port;
  private readonly pending = new Map<number, Pending>();
  private readonly opening = new Map<BranchId, () => void>();
  private nextRequest = 1;

  constructor(port: Port) {
    this.port = port;
    port.receive((message) => this.take(message));
    port.fails((message) => {
      for (const { id, record } of useApp.getState().branches) updateBranch(id, { halted: { message, record } });
    });
  }

  /** Opens a branch and runs it to a moment (at least to the end of its boot). */
  open(branch: BranchId, record: SessionRecord, to: number): Promise<void> {
    return new Promise((resolve) => {
      this.opening.set(branch, resolve);
      this.port.send({ type: 'open', branch, record, to });
    });
  }

  close(branch: BranchId): void {
    this.port.send({ type: 'close', branch });
  }

  /** Runs on; resolves when it is there. A second call ends the first one, which then resolves as interrupted. */
  advance(branch: BranchId, advance: Advance): Promise<Advanced> {
    return this.request((request) => ({ type: 'advance', branch, request, advance }));
  }

  input(branch: BranchId, input: Input): Promise<Accepted> {
    return this.request((request) => ({ type: 'input', branch, request, input }));
  }

  async ask<A extends Question['ask']>(branch: BranchId, question: Question & { readonly ask: A }): Promise<Extract<Answer, { readonly ask: A }>> {
    const answer = await this.request<Answer>((request) => ({ type: 'ask', branch, request, question }));
    if (answer.ask === 'failed') throw new Error(answer.message);
    return answer as Extract<Answer, { readonly ask: A }>;
  }

  private request<T>(make: (request: number) => ToSession): Promise<T> {
    const request = this.nextRequest++;
    return new Promise((resolve) => {
      this.pending.set(request, { resolve: resolve as (value: never) => void });
      this.port.send(make(request));
    });
  }

  private take(message: FromSession): void {
    switch (message.type) {
      case 'batch': {
        const state = useApp.getState();
        const branch = state.branches.find((b) => b.id === message.branch);
        branch?.mirror.take(message.batch);
        const { busy, target } = message.progress;
        if (branch && (branch.busy !== busy || branch.target !== target)) updateBranch(message.branch, { busy, target });
        if (message.branch === state.branch) useApp.setState((s) => ({ version: s.version + 1 }));
        // The credit goes back with the next frame, so that a page that cannot keep up slows the session down. A hidden
        // page draws no frames and lets nothing pile up.
        requestAnimationFrame(() => this.port.send({ type: 'credit', branch: message.branch }));
        return;
      }
      case 'opened':
        // Who has the boot told counts from its beginning.
        updateBranch(message.branch, { origin: useApp.getState().branches.find((b) => b.id === message.branch)?.record.boot ? 0 : message.bootEnd });
        this.opening.get(message.branch)?.();
        this.opening.delete(message.branch);
        return;
      case 'halted':
        updateBranch(message.branch, { halted: { message: message.message, record: message.record } });
        return;
      case 'advanced':
        this.settle(message.request, { now: message.now, why: message.why });
        return;
      case 'accepted':
        this.settle(message.request, { input: message.input, at: message.at });
        return;
      case 'answer':
        this.settle(message.request, message.answer);
    }
  }

  private settle(request: number, value: unknown): void {
    const pending = this.pending.get(request);
    this.pending.delete(request);
    pending?.resolve(value as never);
  }
}
