// One attempt to place one Pod: the Pod, the cluster, and the notes that plugins leave for their later extension points.
// Upstream: pkg/scheduler/framework/cycle_state.go

import type { PodInfo } from './podInfo.ts';
import type { Snapshot } from './snapshot.ts';

/** Names a plugin's notes; `clone` copies them where a trial on a copy of a node would change them. */
export interface NotesKey<T> {
  readonly name: string;
  clone?(notes: T): T;
}

export class Cycle {
  private readonly notes: Map<NotesKey<unknown>, unknown>;

  constructor(
    readonly pod: PodInfo,
    readonly snapshot: Snapshot,
    /** Milliseconds since 1970: a Pod that has not started counts as started now. */
    readonly nowMs: number,
    notes?: Map<NotesKey<unknown>, unknown>,
  ) {
    this.notes = notes ?? new Map();
  }

  read<T>(key: NotesKey<T>): T | undefined {
    return this.notes.get(key) as T | undefined;
  }

  write<T>(key: NotesKey<T>, notes: T): T {
    this.notes.set(key as NotesKey<unknown>, notes);
    return notes;
  }

  /** For trials: whatever they note is lost. */
  clone(): Cycle {
    const copy = new Map<NotesKey<unknown>, unknown>();
    for (const [key, notes] of this.notes) copy.set(key, key.clone ? key.clone(notes) : notes);
    return new Cycle(this.pod, this.snapshot, this.nowMs, copy);
  }
}
