// The log of one container: lines with the time at which they were written, as the runtime keeps them in a file.
// Rotation: beyond ten million bytes a new file begins, and readers see the newest one only.
// Upstream: CRI log format (pkg/kubelet/kuberuntime/logs), containerLogMaxSize
// Simplified: in memory no more than the newest part of a file is kept, 256 KiB.

import type { Micros } from '../../base/time.ts';

export interface LogLine {
  readonly at: Micros;
  readonly stream: 'stdout' | 'stderr';
  /** With its newline, unless the container ended in the middle of a line. */
  readonly text: string;
}

const MAX_FILE = 10 * 1024 * 1024;
const MAX_KEPT = 256 * 1024;

export class ContainerLog {
  private kept: LogLine[] = [];
  private keptBytes = 0;
  private fileBytes = 0;
  private open: { stdout: string; stderr: string } | undefined;
  private followers: ((line: LogLine | undefined) => void)[] | undefined;
  closed = false;

  get lines(): readonly LogLine[] {
    return this.kept;
  }

  write(stream: 'stdout' | 'stderr', text: string, at: Micros): void {
    if (this.closed || text === '') return;
    const rest = (this.open?.[stream] ?? '') + text;
    let from = 0;
    for (;;) {
      const end = rest.indexOf('\n', from);
      if (end < 0) break;
      this.add({ at, stream, text: rest.slice(from, end + 1) });
      from = end + 1;
    }
    const partial = rest.slice(from);
    if (partial !== '' || this.open) {
      this.open ??= { stdout: '', stderr: '' };
      this.open[stream] = partial;
    }
  }

  /** The container has ended: what was half a line becomes one. */
  close(at: Micros): void {
    if (this.closed) return;
    const { open } = this;
    this.open = undefined;
    for (const stream of ['stdout', 'stderr'] as const) if (open?.[stream]) this.add({ at, stream, text: open[stream] });
    this.closed = true;
    const { followers } = this;
    this.followers = undefined;
    for (const follower of followers ?? []) follower(undefined);
  }

  /** Hears of each new line, and of the end; returns how to stop listening. */
  follow(listener: (line: LogLine | undefined) => void): () => void {
    if (this.closed) {
      listener(undefined);
      return () => {};
    }
    (this.followers ??= []).push(listener);
    return () => {
      this.followers = this.followers?.filter((f) => f !== listener);
    };
  }

  /** The last lines, for a termination message. */
  tail(lines: number, bytes: number): string {
    const text = this.kept.slice(-lines).map((l) => l.text).join('');
    return text.length > bytes ? text.slice(-bytes) : text;
  }

  private add(line: LogLine): void {
    const size = line.text.length;
    if (this.fileBytes + size > MAX_FILE) {
      this.kept = [];
      this.keptBytes = 0;
      this.fileBytes = 0;
    }
    this.kept.push(line);
    this.keptBytes += size;
    this.fileBytes += size;
    if (this.keptBytes > 2 * MAX_KEPT) {
      let drop = 0;
      while (this.keptBytes > MAX_KEPT && drop < this.kept.length - 1) this.keptBytes -= (this.kept[drop++] as LogLine).text.length;
      this.kept = this.kept.slice(drop);
    }
    if (this.followers) for (const follower of [...this.followers]) follower(line);
  }
}
