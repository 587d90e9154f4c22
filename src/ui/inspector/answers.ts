// The worker's answers about one span or one change, kept for as long as they may be looked at again. While the playhead
// runs the subject changes faster than the worker should be asked: one question at a time, and then for the latest.

import { useEffect, useState } from 'react';
import type { Answer, BranchId, Question, SpanDetail } from '../../session/protocol.ts';
import { client } from '../app/session.ts';
import { shownBranch, useApp } from '../app/store.ts';

export type ObjectAnswer = Extract<Answer, { readonly ask: 'object' }>;

const KEPT = 60;
const known = new Map<string, unknown>();
const asked = new Map<string, Promise<unknown>>();

async function ask<T>(key: string, branch: BranchId, question: Question, pick: (answer: Answer) => T): Promise<T | undefined> {
  const under = asked.get(key) as Promise<T | undefined> | undefined;
  if (under) return under;
  const asking = client()
    .ask(branch, question)
    .then(pick)
    // A branch that was closed meanwhile, a trace that no longer holds the body: there is nothing to show.
    .catch(() => undefined)
    .then((value) => {
      asked.delete(key);
      known.delete(key);
      known.set(key, value);
      for (const old of known.keys()) {
        if (known.size <= KEPT) break;
        known.delete(old);
      }
      return value;
    });
  asked.set(key, asking);
  return asking;
}

function useAnswer<T>(key: string, branch: BranchId, question: () => Question, pick: (answer: Answer) => T): T | undefined {
  const [, setArrived] = useState(0);
  const have = key === '' || known.has(key);
  useEffect(() => {
    if (have) return undefined;
    let alive = true;
    const again = (): void => {
      if (alive) setArrived((n) => n + 1);
    };
    // With one question out, this one waits; if it is no longer wanted by then, it is never asked.
    const first = asked.size > 1 ? Promise.race(asked.values()) : Promise.resolve();
    void first.then(() => (alive ? ask(key, branch, question(), pick).then(again) : undefined));
    return () => {
      alive = false;
    };
    // The key says it all.
  }, [key, have]);
  return known.get(key) as T | undefined;
}

/** Headers, bodies, scores of a span; asked again when it has ended. */
export function useSpanDetail(span: number, all = false): SpanDetail | undefined {
  const branch = useApp((s) => s.branch);
  const ended = useApp((s) => {
    const mirror = shownBranch(s)?.mirror;
    return !!mirror && span >= 1 && span <= mirror.spanCount && mirror.endOf(span) !== Infinity;
  });
  const key = span < 1 ? '' : `span ${branch} ${span} ${ended} ${all}`;
  return useAnswer(key, branch, () => ({ ask: 'span', span, all }), (answer) => (answer.ask === 'span' ? answer.detail : undefined)) as SpanDetail | undefined;
}

/** The whole object as a change left it, and as it was before. */
export function useObject(change: number): ObjectAnswer | undefined {
  const branch = useApp((s) => s.branch);
  const key = change < 0 ? '' : `object ${branch} ${change}`;
  return useAnswer(key, branch, () => ({ ask: 'object', change }), (answer) => (answer.ask === 'object' ? answer : undefined)) as ObjectAnswer | undefined;
}
