// Requests at a steady rate, as a load generator beside the cluster or in a Pod sends them: each when its time has come,
// whether the one before was answered or not, over the same network as anybody's (names, rules, latencies), and each gives
// up after five seconds as `curl -m 5` does.
//
// The trace: one span `requests` for a run, under it one `load` for each request, under that its hops. All are detail, so
// that thousands of them are no steps of a story; whoever draws them counts.
// Simplified: a connection each; a Pod sends them without a program of its own that would need CPU, and none where it is on
// the network of its node.

import { seconds, type Micros } from '../../base/time.ts';
import type { LoadData, RunData } from '../api/spans.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { running, sleep, type Sim, type Task } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import { NetworkError, parseUrl, type HttpResponse } from '../network/http.ts';
import type { ClusterNetwork } from '../network/network.ts';
import type { Network } from '../programs/program.ts';
import { FAULTS, failureWords } from '../programs/busybox/curl.ts';
import type { RequestsInput } from './inputs.ts';

const LIMIT = seconds(5);
/** So many runs go on at once; another one ends the oldest. */
const MOST_RUNS = 8;

type Send = () => Sim<HttpResponse>;

export class RequestRuns {
  private readonly kernel: Kernel;
  private readonly network: ClusterNetwork;
  /** That of the learner's machine. */
  private readonly outside: () => Network;
  private readonly runs = new Map<string, { readonly task: Task; readonly data: RunData }>();

  constructor(kernel: Kernel, network: ClusterNetwork, outside: () => Network) {
    this.kernel = kernel;
    this.network = network;
    this.outside = outside;
  }

  start(input: RequestsInput): void {
    const { kernel, runs } = this;
    const { name, from, url, host = '', perSecond, seconds: length } = input;
    this.stop(name);
    for (const oldest of runs.keys()) if (runs.size >= MOST_RUNS) this.stop(oldest);
    const data: RunData = { type: 'requests', name, from: from === 'outside' ? 'you' : `pod/${from.namespace}/${from.pod}`, url, host, perSecond, seconds: length };
    const span = kernel.trace.open('wait', data.from, 'requests', kernel.now, kernel.span, { level: 'detail', data });
    const task: Task = kernel.spawn(`requests/${name}`, this.run(input, data, span), span);
    runs.set(name, { task, data });
    task.onEnd(() => {
      if (runs.get(name)?.task === task) runs.delete(name);
    });
  }

  stop(name: string): void {
    const run = this.runs.get(name);
    if (!run) return;
    this.runs.delete(name);
    run.data.ended = 'stopped';
    run.task.cancel();
  }

  private *run(input: RequestsInput, data: RunData, span: SpanId): Sim<void> {
    const { kernel } = this;
    const begin = kernel.now;
    const total = input.perSecond * input.seconds;
    let number = 0;
    try {
      while (number < total) {
        const send = this.sender(input);
        if (!send) {
          data.ended = 'gone';
          return;
        }
        // What is under way when a run is stopped still gets its answer.
        kernel.spawn(`load/${data.name}/${++number}`, this.one(send, data, number), span);
        yield* sleep((begin + Math.round((number * 1e6) / input.perSecond) - kernel.now) as Micros);
      }
      data.ended = 'done';
    } finally {
      data.sent = number;
      kernel.trace.close(span, kernel.now);
    }
  }

  private *one(send: Send, run: RunData, number: number): Sim<void> {
    const { kernel } = this;
    const data: LoadData = { type: 'load', run: run.name, number };
    const span = kernel.trace.open('work', run.from, 'load', kernel.now, running().span, { data });
    running().span = kernel.span = span;
    const began = kernel.now;
    const target = parseUrl(run.url);
    try {
      const { status, by } = yield* send();
      data.status = status;
      if (by !== undefined) data.by = by;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      data.fault = error.kind;
      data.exit = FAULTS[error.kind];
      data.error = `curl: ${failureWords(error, target?.host ?? run.url, target?.port ?? 80, Math.round((kernel.now - began) / 1000), true)}`;
    } finally {
      kernel.trace.close(span, kernel.now);
    }
  }

  /** How a request is sent from where the input says; undefined: nobody is there. */
  private sender({ from, url, host }: RequestsInput): Send | undefined {
    const headers: Record<string, string> = { 'User-Agent': 'curl/8.14.1', Accept: '*/*', ...(host === undefined ? {} : { Host: host }) };
    const place = from === 'outside' ? this.outside() : this.network.ofPod(from.namespace, from.pod);
    return place && (() => place.http({ method: 'GET', url, headers, timeout: LIMIT }));
  }
}
