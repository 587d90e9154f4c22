// What became of the last `kubectl apply` of a file, document by document, at a moment of the run: read from the trace, so
// the marks in the gutter go back in time with everything else.

import type { LintedDocument } from '../../session/protocol.ts';
import type { TraceReader } from '../../trace/reader.ts';
import { Roots } from '../../trace/roots.ts';
import type { RequestSummary } from '../../trace/summary.ts';

export interface DocumentMark {
  readonly state: 'created' | 'configured' | 'unchanged' | 'rejected' | 'not sent';
  /** What the server wrote; 0 for nothing. */
  readonly revision: number;
  readonly code: number;
  readonly dryRun: boolean;
}

interface Apply {
  readonly input: number;
  readonly at: number;
  readonly file: string;
  readonly dryRun: boolean;
  /** Spans of its writes. */
  readonly writes: number[];
  out: string;
  /** When its command was done; Infinity before. */
  ended: number;
  exit: number;
}

/** Follows the applies of a trace as it grows. */
export class ApplyLog {
  private readonly reader: TraceReader;
  private readonly roots: Roots;
  private readonly applies: Apply[] = [];
  private readonly byInput = new Map<number, Apply>();
  private spans = 0;
  private changes = 0;

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.roots = new Roots(reader);
  }

  /** How many commands have begun and ended: grows whenever the cluster may have heard something new from here. */
  get ended(): number {
    this.update();
    return this.applies.filter((a) => a.ended < Infinity).length;
  }

  last(file: string, at: number): Apply | undefined {
    this.update();
    for (let i = this.applies.length - 1; i >= 0; i--) {
      const apply = this.applies[i] as Apply;
      if (apply.file === file && apply.at <= at) return apply;
    }
    return undefined;
  }

  private update(): void {
    const { reader } = this;
    for (let id = this.spans + 1; id <= reader.spanCount; id++) {
      const type = reader.typeOf(id);
      if (type !== 'input' && (type !== 'message' || this.byInput.size === 0 || reader.levelOf(id) === 'heartbeat')) continue;
      if (type === 'input') this.takeInput(id);
      else this.takeMessage(id);
    }
    this.spans = reader.spanCount;
    for (; this.changes < reader.changeCount; this.changes++) this.takeChange(this.changes);
  }

  private takeInput(id: number): void {
    const { summary, start } = this.reader.span(id);
    if (summary.type !== 'input' || summary.what !== 'kubectl') return;
    const file = fileOfApply(summary.text);
    if (file === undefined) return;
    const apply: Apply = { input: id, at: start, file, dryRun: /--dry-run=server/.test(summary.text), writes: [], out: '', ended: Infinity, exit: 0 };
    this.applies.push(apply);
    this.byInput.set(id, apply);
  }

  private takeMessage(id: number): void {
    const apply = this.byInput.get(this.roots.of(id as never));
    if (!apply) return;
    const { summary } = this.reader.span(id);
    if (summary.type === 'request' && summary.component === 'kubectl' && summary.method !== 'GET') apply.writes.push(id);
  }

  private takeChange(index: number): void {
    if (this.byInput.size === 0) return;
    const change = this.reader.change(index);
    const apply = this.byInput.get(change.span);
    if (!apply || change.summary.kind !== 'Print') return;
    if (change.summary.fd === 1) apply.out += change.summary.text;
    if (change.summary.fd !== 0) return;
    apply.ended = change.at;
    apply.exit = change.summary.exit;
  }

  /** One mark for each document; undefined where nothing is known of it yet. */
  marks(file: string, documents: readonly LintedDocument[], at: number): readonly (DocumentMark | undefined)[] {
    const apply = this.last(file, at);
    if (!apply) return documents.map(() => undefined);
    const writes = apply.writes.map((id) => this.reader.span(id).summary as RequestSummary).filter((w) => w.answered >= 0 && w.answered <= at);
    return documents.map((document) => {
      const i = writes.findIndex((w) => w.resource === document.resource && w.namespace === document.namespace && (w.name === document.name || w.name === ''));
      const write = i < 0 ? undefined : writes.splice(i, 1)[0];
      return markOf(apply, document, write, at);
    });
  }
}

function markOf(apply: Apply, document: LintedDocument, write: RequestSummary | undefined, at: number): DocumentMark | undefined {
  const { dryRun } = apply;
  if (write && write.code >= 400) return { state: 'rejected', revision: 0, code: write.code, dryRun };
  if (write) return { state: write.method === 'POST' ? 'created' : 'configured', revision: Math.max(0, write.revision), code: write.code, dryRun };
  if (apply.ended > at) return undefined;
  const said = new RegExp(`^${document.kind.toLowerCase()}(?:\\.\\S+?)?/${escaped(document.name)} unchanged`, 'm').test(apply.out);
  if (said) return { state: 'unchanged', revision: 0, code: 0, dryRun };
  return apply.exit === 0 ? undefined : { state: 'not sent', revision: 0, code: 0, dryRun };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `kubectl apply -f nginx.yaml` → nginx.yaml */
export function fileOfApply(line: string): string | undefined {
  const words = line.trim().split(/\s+/);
  if (words[0] !== 'kubectl' || !words.includes('apply')) return undefined;
  const at = words.findIndex((w) => w === '-f' || w === '--filename');
  const joined = words.map((w) => /^(?:-f=?|--filename=)(.+)$/.exec(w)?.[1]).find((f) => f !== undefined);
  return at >= 0 ? words[at + 1] : joined;
}

const logs = new WeakMap<TraceReader, ApplyLog>();

export function applyLog(reader: TraceReader): ApplyLog {
  let log = logs.get(reader);
  if (!log) logs.set(reader, (log = new ApplyLog(reader)));
  return log;
}
