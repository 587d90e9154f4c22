// What a learner types with a tutorial open beside the page, and all that is answered: the transcripts of this folder are
// played line by line. Times, addresses and generated names are hidden as in the recordings of a real cluster.
//
// UPDATE=1 writes down what is answered now (read it before you keep it); ONLY=name plays one.
//
//   $ line          a line of the shell; below it what it prints, and how it ends where that is not with 0
//   % wait 10       seconds of simulated time
//   % file web.yaml … % end
//   > text          a line for the command that waits for input
//   % interrupt     Ctrl+C for what runs longest
//   % fault {…}     as in sim/cluster/inputs.ts
//   % folder worker-1 web.yaml … % end      a file in a node's folder of static Pods
//   % remove worker-1 web.yaml

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { normalizeText } from '../../../tools/golden/normalize.mjs';
import { seconds, type Micros } from '../../base/time.ts';
import { loadDescriptions } from '../../sim/api/schema/loadDescriptions.ts';
import type { PrintSummary } from '../../trace/summary.ts';
import type { Fault, Input } from '../../sim/cluster/inputs.ts';
import { Session } from '../session.ts';

// For `kubectl explain`.
loadDescriptions();

const { UPDATE, ONLY = '' } = process.env;
const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt') && name.includes(ONLY));

test.each(names)('%s', (name) => {
  const path = join(import.meta.dirname, name);
  const want = readFileSync(path, 'utf8');
  const got = new Transcript(want).play();
  if (UPDATE) writeFileSync(path, got);
  else expect(got.split('\n')).toEqual(want.split('\n'));
});

interface Said {
  text: string;
  exit: number;
}

class Transcript {
  private readonly lines: readonly string[];
  private readonly session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  private readonly said = new Map<number, Said>();
  private readonly out: (string | number)[] = [];
  private readonly running: number[] = [];
  private seen = 0;
  private last = 0;

  constructor(text: string) {
    this.lines = text.replace(/\n$/, '').split('\n');
    this.session.runTo(this.session.cluster.bootEnd);
  }

  play(): string {
    const { lines } = this;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] as string;
      const [, verb, rest = ''] = /^% (\w+) ?(.*)$/.exec(line) ?? [];
      if (/^[$>%#]/.test(line) || line === '') this.out.push(line);
      if (line.startsWith('$ ')) {
        this.last = this.session.input({ type: 'kubectl', args: [], text: line.slice(2), shell: true });
        this.out.push(this.last);
        this.running.push(this.last);
        this.wait(5);
      } else if (line.startsWith('> ')) {
        this.input({ type: 'reply', to: this.last, what: 'stdin', text: `${line.slice(2)}\n` });
        this.wait(3);
      } else if (verb === 'wait') this.wait(Number(rest));
      else if (verb === 'interrupt') {
        this.input({ type: 'reply', to: this.running[0] ?? this.last, what: 'interrupt' });
        this.wait(1);
      } else if (verb === 'fault') this.input({ type: 'fault', fault: JSON.parse(rest) as Fault });
      else if (verb === 'remove') this.input({ type: 'staticPod', ...inFolder(rest) });
      else if (verb === 'file' || verb === 'folder') {
        const end = lines.indexOf('% end', i);
        const written = lines.slice(i + 1, end);
        this.out.push(...written);
        const content = `${written.join('\n')}\n`;
        this.input(verb === 'file' ? { type: 'file', path: rest, content } : { type: 'staticPod', ...inFolder(rest), content });
        i = end - 1;
      }
    }
    return `${this.out.flatMap((line) => (typeof line === 'number' ? this.answer(line) : [line])).join('\n')}\n`;
  }

  private input(input: Input): void {
    this.session.input(input);
  }

  private wait(length: number): void {
    this.session.runTo((this.session.kernel.now + seconds(length)) as Micros);
    const { reader } = this.session;
    for (; this.seen < reader.changeCount; this.seen++) {
      const { summary } = reader.change(this.seen);
      if (summary.kind === 'Print') this.hear(summary as PrintSummary);
    }
  }

  private hear({ input, fd, text, exit }: PrintSummary): void {
    const said = this.said.get(input) ?? { text: '', exit: 0 };
    this.said.set(input, said);
    said.text += text;
    if (fd !== 0) return;
    said.exit = exit ?? 0;
    this.running.splice(this.running.indexOf(input), 1);
  }

  private answer(input: number): readonly string[] {
    const { text, exit } = this.said.get(input) ?? { text: '', exit: 0 };
    const lines = settled(normalizeText(text.replace(/\n$/, '')).filter((line, i, all) => line !== '' || i < all.length - 1));
    // What begins like a line of a transcript, or with nothing, is set in.
    return [...lines.map((line) => (/^([$>%#]|$)/.test(line) ? ` ${line}` : line)), ...(exit ? [`[exit ${exit}]`] : [])];
  }
}

/** `worker-1 web.yaml` */
function inFolder(text: string): { readonly node: string; readonly file: string } {
  const [node = '', file = ''] = text.split(' ');
  return { node, file };
}

/** Rows of generated names have no order of their own. */
function settled(lines: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (let i = 0; i < lines.length; ) {
    let j = i;
    while (j < lines.length && /<rand>/.test(lines[j] as string)) j++;
    if (j === i) out.push(lines[i++] as string);
    else {
      out.push(...lines.slice(i, j).sort());
      i = j;
    }
  }
  return out;
}
