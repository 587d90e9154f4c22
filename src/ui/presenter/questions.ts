// A question to the room before it moves: what can be answered, and by which rule the run itself answers. The rules are a
// closed list, each a look at the trace; nothing here knows an answer beforehand.

import type { SceneIndex } from '../diagram/sceneIndex.ts';
import type { NodeScene } from '../diagram/sceneTypes.ts';
import type { TraceReader } from '../../trace/reader.ts';
import type { RequestSummary } from '../../trace/summary.ts';

/**
 * node        the node that the next decision of the scheduler names; '' where it names none
 * readyPods   how many Pods are ready at the gate
 * createdPods how many Pods are stored on the way to the gate
 * code        what the API server answers to kubectl's first write on the way
 * nextWriter  the component whose write comes first on the way, kubectl's apart
 */
export const ANSWER_RULES = ['node', 'readyPods', 'createdPods', 'code', 'nextWriter'] as const;
export type AnswerRule = (typeof ANSWER_RULES)[number];

/** Why a node might be chosen: one fact each. */
export type Fact = 'hasImage' | 'mostCpu' | 'mostMemory' | 'fewest' | 'cordoned' | 'notReady' | 'freeCpu' | 'stays' | 'anotherFact' | '';

export interface Option {
  readonly letter: string;
  /** As the answer rule gives it. */
  readonly value: string;
  /** In the words of a script; '' where the value or the kind of the option says it. */
  readonly text: string;
  readonly fact: Fact;
  readonly amount: number;
}

export interface AskedQuestion {
  /** '' for the built-in one. */
  readonly text: string;
  readonly rule: AnswerRule;
  readonly options: readonly Option[];
  /** Hands by letter. */
  readonly hands: Readonly<Record<string, number>>;
  /** Where it was asked; simulated microseconds. */
  readonly asked: number;
  /** Undefined until it is revealed. */
  readonly answer: string | undefined;
}

/** Stands for the nodes that have no letter. */
export const ANOTHER = '\u0000another';
const MOST_NODES = 5;
const LETTERS = 'ABCDEFGHIJ';

export function question(text: string, rule: AnswerRule, options: readonly Omit<Option, 'letter'>[], asked: number): AskedQuestion {
  return { text, rule, options: options.map((o, i) => ({ letter: LETTERS[i] ?? '?', ...o })), hands: {}, asked, answer: undefined };
}

/** The nodes, what speaks for each, and “none of them”. Of many the emptiest five have a letter, in the order of their names. */
export function nodeOptions(nodes: readonly NodeScene[]): readonly Omit<Option, 'letter'>[] {
  const cpu = (n: NodeScene): number => n.cpu.of - n.cpu.asked;
  const shown = nodes.length <= MOST_NODES ? nodes : nodes.filter((n) => [...nodes].sort((a, b) => cpu(b) - cpu(a)).slice(0, MOST_NODES).includes(n));
  const facts = factsOf(shown);
  return [
    ...shown.map((n, i) => ({ value: n.name, text: '', fact: facts[i] ?? ('freeCpu' as const), amount: Math.max(0, cpu(n)) })),
    ...(shown.length < nodes.length ? [{ value: ANOTHER, text: '', fact: 'anotherFact' as const, amount: nodes.length - shown.length }] : []),
    { value: '', text: '', fact: 'stays' as const, amount: 0 },
  ];
}

/** One fact for each node: what keeps Pods away first, then what it alone has. */
function factsOf(nodes: readonly NodeScene[]): readonly (Fact | undefined)[] {
  const facts: (Fact | undefined)[] = nodes.map((n) => (n.ready !== 'True' ? 'notReady' : n.cordoned ? 'cordoned' : undefined));
  const give = (fact: Fact, of: (n: NodeScene) => number): void => {
    const values = nodes.map(of);
    const best = Math.max(...values);
    const winners = values.flatMap((v, i) => (v === best ? [i] : []));
    const only = winners[0];
    if (winners.length === 1 && only !== undefined && facts[only] === undefined) facts[only] = fact;
  };
  const withImage = nodes.filter((n) => n.image?.state === 'here');
  if (withImage.length > 0 && withImage.length < nodes.length) nodes.forEach((n, i) => n.image?.state === 'here' && (facts[i] ??= 'hasImage'));
  give('mostCpu', (n) => n.cpu.of - n.cpu.asked);
  give('mostMemory', (n) => n.memory.of - n.memory.asked);
  give('fewest', (n) => -(n.pods.length + n.systemPods.length));
  return facts;
}

/** The scheduler's first decision that begins at or after a moment, as far as the trace is known and it is over. */
export function nextDecision(index: SceneIndex, from: number): { readonly pod: string; readonly node: string; readonly start: number; readonly end: number } | undefined {
  let found: { pod: string; node: string; start: number; end: number } | undefined;
  for (const tried of index.attempts.values()) {
    for (const { start, end, summary } of tried) {
      if (start < from || end > index.reader.now || (found && start >= found.start)) continue;
      found = { pod: summary.key.split('/').pop() ?? '', node: summary.node, start, end };
    }
  }
  return found;
}

/** What happened on the way, by a rule; undefined where nothing there answers it. */
export function answerTo(rule: AnswerRule, index: SceneIndex, from: number, to: number): string | undefined {
  const { reader } = index;
  switch (rule) {
    case 'node': {
      const decision = nextDecision(index, from);
      return decision && decision.start <= to ? decision.node : undefined;
    }
    case 'readyPods':
      return String(countPods(index, to, (ready) => ready));
    case 'createdPods': {
      let created = 0;
      for (let i = 0; i < reader.changeCount; i++) {
        const { at, key, previous, deleted } = reader.change(i);
        if (at > from && at <= to && key.startsWith('/registry/pods/') && previous < 0 && !deleted) created++;
      }
      return String(created);
    }
    case 'code':
      return firstWrite(reader, from, to, (write) => write.component === 'kubectl' && write.code > 0)?.code;
    case 'nextWriter':
      return firstWrite(reader, from, to, (write) => write.component !== 'kubectl')?.writer;
  }
}

function countPods(index: SceneIndex, at: number, counts: (ready: boolean) => boolean): number {
  let n = 0;
  for (const history of index.pods.values()) {
    const state = history.at(at);
    if (!state || state.pod.mirror || state.key.startsWith('/registry/pods/kube-system/')) continue;
    if (counts(state.pod.ready === state.pod.containers && state.pod.containers > 0)) n++;
  }
  return n;
}

function firstWrite(reader: TraceReader, from: number, to: number, of: (write: RequestSummary) => boolean): { readonly code: string; readonly writer: string } | undefined {
  for (let id = 1; id <= reader.spanCount; id++) {
    if (reader.startOf(id) < from || reader.startOf(id) > to || reader.levelOf(id) !== 'story' || reader.typeOf(id) !== 'message') continue;
    const { summary } = reader.span(id);
    if (summary.type !== 'request' || summary.method === 'GET' || summary.dryRun || !of(summary)) continue;
    return { code: String(summary.code), writer: summary.component };
  }
  return undefined;
}

/** The option that happened; undefined where it has no letter. */
export const happened = ({ options, answer }: AskedQuestion): Option | undefined =>
  answer === undefined ? undefined : (options.find((o) => o.value === answer) ?? options.find((o) => o.value === ANOTHER && answer !== ''));

/** Where most hands went; nothing where there are none. */
export function guessed({ options, hands }: AskedQuestion): readonly string[] {
  const most = Math.max(0, ...options.map((o) => hands[o.letter] ?? 0));
  return most === 0 ? [] : options.filter((o) => hands[o.letter] === most).map((o) => o.letter);
}
