// A shell before an endpoint, without a cluster around it: for tests of commands that need only the API server, or a
// server that the test plays itself.

import { seconds, type Micros } from '../base/time.ts';
import type { Request } from '../sim/api/http.ts';
import type { RequestData } from '../sim/api/spans.ts';
import type { Endpoint } from '../sim/client/transport.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import { Link } from '../sim/kernel/link.ts';
import { TaskGroup } from '../sim/kernel/task.ts';
import { NO_SPAN, type SpanId } from '../sim/kernel/trace.ts';
import { Shell, type Command } from '../kubectl/shell.ts';
import { NO_TIMES, type ProcessTimes } from '../kubectl/process.ts';
import { splitWords } from '../kubectl/shellWords.ts';
import { ADMIN } from './ask.ts';

export interface Finished {
  /** Undefined: still running. */
  readonly exit: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly Request[];
  readonly input: number;
}

export class ShellHarness {
  readonly shell: Shell;
  readonly kernel: Kernel;
  private inputs = 0;
  private readonly outputs = new Map<number, { out: string; err: string; exit: number | undefined }>();

  constructor(kernel: Kernel, endpoint: Endpoint, options: { readonly times?: ProcessTimes; readonly epochLatency?: number } = {}) {
    this.kernel = kernel;
    const micros = options.epochLatency ?? 0;
    const link = new Link(kernel, 'shell', [[0, micros], [1, micros]]);
    const transport = { kernel, link, endpoint, server: 'https://172.18.0.2:6443' };
    this.shell = new Shell({ transport, user: ADMIN, group: new TaskGroup(kernel, 'shell') }, { times: options.times ?? NO_TIMES });
    this.shell.onPrint((input, fd, text, exit) => {
      const output = this.outputs.get(input) as { out: string; err: string; exit: number | undefined };
      if (fd === 1) output.out += text;
      if (fd === 2) output.err += text;
      if (fd === 0) output.exit = exit;
    });
  }

  start(command: Command): { readonly input: number; readonly span: SpanId } {
    const input = ++this.inputs;
    this.outputs.set(input, { out: '', err: '', exit: undefined });
    const span = this.kernel.trace.open('input', 'kubectl', 'kubectl', this.kernel.now, NO_SPAN, { level: 'story', end: this.kernel.now });
    this.shell.start(input, command, span);
    return { input, span };
  }

  /** Runs a command to its end, or for `limit` of simulated time. */
  run(line: string | readonly string[], options: Omit<Command, 'args'> & { readonly limit?: Micros } = {}): Finished {
    const words = typeof line === 'string' ? splitWords(line) : line;
    const args = words[0] === 'kubectl' ? words.slice(1) : words;
    const before = this.kernel.trace.size;
    const { input } = this.start({ args, ...options });
    const limit = this.kernel.now + (options.limit ?? seconds(600));
    while (this.shell.running.includes(input)) {
      const next = this.kernel.peek();
      if (next === undefined || next > limit) break;
      this.kernel.step();
    }
    return this.finished(input, before);
  }

  finished(input: number, since = 0): Finished {
    const { out, err, exit } = this.outputs.get(input) as { out: string; err: string; exit: number | undefined };
    const requests: Request[] = [];
    for (let id = since + 1; id <= this.kernel.trace.size; id++) {
      const span = this.kernel.trace.span(id as SpanId);
      if (span.name === 'request' && span.actor === 'kubectl') requests.push((span.data as RequestData).request);
    }
    return { exit, stdout: out, stderr: err, requests, input };
  }
}
