// A session is its record: the same record gives the same trace, however it is cut into slices; and whatever is in a trace
// goes back to an input, the boot or a timer.

import { describe, expect, test } from 'vitest';
import { seconds, type Micros } from '../base/time.ts';
import type { Fault, Input, TimedInput } from '../sim/cluster/inputs.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import { traceHash } from '../trace/hash.ts';
import { Roots } from '../trace/roots.ts';
import { DEPLOYMENT, SERVICE, storyNames, tell } from '../trace/testing/stories.ts';
import type { SessionRecord } from './protocol.ts';
import { Session } from './session.ts';

const at = (s: number, input: Input): TimedInput => ({ at: seconds(s), input });
const kubectl = (s: number, line: string): TimedInput => at(s, { type: 'kubectl', args: line.split(' '), text: `kubectl ${line}` });
const file = (s: number, path: string, content: string): TimedInput => at(s, { type: 'file', path, content });
const fault = (s: number, what: Fault): TimedInput => at(s, { type: 'fault', fault: what });
const CRASHER = 'apiVersion: v1\nkind: Pod\nmetadata: { name: crasher }\nspec: { containers: [{ name: c, image: busybox, command: [sh, -c, "exit 1"] }] }\n';

const RECORDS: Readonly<Record<string, { readonly inputs: readonly TimedInput[]; readonly to: number }>> = {
  'a node goes and comes back': {
    inputs: [file(40, 'web.yaml', `${DEPLOYMENT}---\n${SERVICE}`), kubectl(40, 'apply -f web.yaml'), fault(50, { fault: 'nodeDown', node: 'worker-1' }), kubectl(55, 'scale deployment web --replicas=6'), fault(112, { fault: 'nodeUp', node: 'worker-1' })],
    to: 125,
  },
  'the control plane loses its parts': {
    inputs: [
      file(40, 'web.yaml', DEPLOYMENT),
      kubectl(40, 'apply -f web.yaml'),
      fault(50, { fault: 'stopComponent', component: 'etcd' }),
      kubectl(55, 'get pods'),
      fault(65, { fault: 'startComponent', component: 'etcd' }),
      fault(75, { fault: 'killContainer', namespace: 'kube-system', pod: 'kube-scheduler-control-plane', container: 'kube-scheduler' }),
      kubectl(76, 'scale deployment web --replicas=5'),
      fault(85, { fault: 'nodeDown', node: 'control-plane' }),
      fault(95, { fault: 'nodeUp', node: 'control-plane' }),
    ],
    to: 115,
  },
  'crashes, a registry that is away, a cut cable': {
    inputs: [
      fault(40, { fault: 'registryDown' }),
      file(41, 'crasher.yaml', CRASHER),
      kubectl(41, 'apply -f crasher.yaml'),
      fault(60, { fault: 'registryUp' }),
      file(61, 'web.yaml', DEPLOYMENT),
      kubectl(61, 'apply -f web.yaml'),
      fault(75, { fault: 'cutNetwork', node: 'worker-2' }),
      kubectl(80, 'rollout restart deployment/web'),
      fault(90, { fault: 'healNetwork', node: 'worker-2' }),
      kubectl(91, 'delete deployment web'),
    ],
    to: 105,
  },
};

function played(record: SessionRecord, to: number, slice: (session: Session, end: Micros) => void): Session {
  const session = new Session(record);
  slice(session, seconds(to));
  return session;
}
const atOnce = (session: Session, end: Micros): void => session.runTo(end);
/** A few steps at a time, towards ends that lie anywhere. */
function inSlices(session: Session, end: Micros): void {
  let left = 7;
  let to = 0 as Micros;
  while (to < end) {
    to = Math.min(end, to + 777_777) as Micros;
    while (!session.run(to, () => left-- > 0)) left = 1 + (session.kernel.trace.size % 61);
  }
}

describe.each(Object.keys(RECORDS))('%s', (name) => {
  const { inputs, to } = RECORDS[name] as (typeof RECORDS)[string];
  const record: SessionRecord = { version: 1, seed: 11, shape: 'default', inputs };
  const first = played(record, to, atOnce);
  const hash = traceHash(first.kernel);

  test('the same record gives the same trace, at once or in slices', () => {
    expect(traceHash(played(record, to, atOnce).kernel)).toBe(hash);
    expect(traceHash(played(record, to, inSlices).kernel)).toBe(hash);
  });

  test('another seed gives another', () => {
    expect(traceHash(played({ ...record, seed: 12 }, to, atOnce).kernel)).not.toBe(hash);
  });

  test('its record, taken at the end, is what it was made from', () => {
    expect(first.record()).toEqual(record);
  });

  test('every chain of causes begins with an input or a timer', () => {
    expect(rootless(first)).toEqual([]);
  });
});

test('by hand and from the record: the same trace', () => {
  const { inputs, to } = RECORDS['crashes, a registry that is away, a cut cable'] as (typeof RECORDS)[string];
  const hand = new Session({ version: 1, seed: 5, shape: 'default', inputs: [] });
  for (const { at: when, input } of inputs) {
    hand.runTo(when);
    hand.settle();
    hand.input(input);
  }
  hand.runTo(seconds(to));
  expect(traceHash(played(hand.record(), to, atOnce).kernel)).toBe(traceHash(hand.kernel));
});

test.each(storyNames)('the story %s: every chain of causes begins with an input or a timer', (name) => {
  expect(rootless(tell(name).session)).toEqual([]);
});

/** Roots that are neither an input nor a timer, and causes that come after what they caused. */
function rootless({ kernel, reader }: Session): string[] {
  const { trace } = kernel;
  const roots = new Roots(reader);
  const out = new Set<string>();
  for (let id = 1; id <= trace.size; id++) {
    const span = trace.span(id as SpanId);
    const root = trace.span(roots.of(id as SpanId));
    if (root.type !== 'input' && root.type !== 'timer') out.add(`${span.type} ${span.name} of ${span.actor} goes back to ${root.type} ${root.name} of ${root.actor}`);
    for (const cause of span.causes) {
      if (cause === 0) out.add(`${span.type} ${span.name} of ${span.actor} has a cause that is none`);
      else if (cause >= id || trace.span(cause).start > span.start) out.add(`${span.type} ${span.name} of ${span.actor} was caused by what came later`);
    }
  }
  for (let i = 0; i < trace.changeCount; i++) {
    const { span, key, at: when } = trace.changeAt(i);
    // What was there before the boot (images on the nodes) nobody wrote.
    if (span === 0 && when > 0) out.add(`nobody wrote ${key}`);
  }
  return [...out].slice(0, 20);
}
