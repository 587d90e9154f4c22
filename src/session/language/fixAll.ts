// One click after the other, all at once: what is left of a text when every fix that is offered has been taken, again and
// again, until there is nothing left to fix. Shared by tests and by whoever asks for "fix all".

import type { Problem } from '../protocol.ts';
import { applyEdits, type Edit } from './textEdits.ts';

const ROUNDS = 12;

/** `document`: only the fixes of this one. */
export function fixAll(text: string, problemsOf: (text: string) => readonly Problem[], document?: number): string {
  let now = text;
  for (let round = 0; round < ROUNDS; round++) {
    const edits = fixEdits(problemsOf(now).filter((p) => document === undefined || p.document === document));
    const next = applyEdits(now, edits);
    if (next === now) break;
    now = next;
  }
  return now;
}

/** The edits of all fixes that do not touch each other; two that are the same are one. */
export function fixEdits(problems: readonly Problem[]): readonly Edit[] {
  const taken: Edit[] = [];
  for (const { fix } of problems) {
    if (!fix) continue;
    const known = (edit: Edit): boolean => taken.some((t) => t.from === edit.from && t.to === edit.to && t.text === edit.text);
    if (fix.edits.every(known)) continue;
    if (fix.edits.some((edit) => taken.some((t) => edit.from <= t.to && t.from <= edit.to))) continue;
    taken.push(...fix.edits);
  }
  return taken;
}
