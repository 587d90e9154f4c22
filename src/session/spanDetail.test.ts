import { describe, expect, it } from 'vitest';
import { tell, type StoryName } from '../trace/testing/stories.ts';
import { answer } from './questions.ts';
import type { RequestDetail } from './protocol.ts';
import type { Session } from './session.ts';

const STORIES: readonly StoryName[] = ['deploy', 'pending'];

function requests(session: Session, from: number): readonly number[] {
  const ids: number[] = [];
  for (let id = 1; id <= session.reader.spanCount; id++) if (session.reader.startOf(id) >= from && session.reader.span(id).summary.type === 'request') ids.push(id);
  return ids;
}

function detail(session: Session, span: number, all = false): RequestDetail {
  const reply = answer(session, { ask: 'span', span, all });
  if (reply.ask !== 'span' || reply.detail.type !== 'request') throw new Error(`no request: ${span}`);
  return reply.detail;
}

describe('what the worker says of spans and objects', () => {
  it.each(STORIES)('can be sent for every span and change of %s, and is short', (name) => {
    const { session } = tell(name);
    for (let span = 0; span <= session.reader.spanCount + 1; span++) {
      const reply = answer(session, { ask: 'span', span });
      // What cannot be cloned cannot leave the worker.
      expect(JSON.stringify(structuredClone(reply)).length).toBeLessThan(200_000);
    }
    for (let change = -1; change <= session.reader.changeCount; change++) structuredClone(answer(session, { ask: 'object', change }));
  });

  it('changes nothing by being asked', () => {
    const { session } = tell('deploy');
    const before = session.reader.spanCount + session.reader.changeCount;
    for (const id of requests(session, 0)) answer(session, { ask: 'span', span: id });
    expect(session.reader.spanCount + session.reader.changeCount).toBe(before);
  });

  it('tells what was sent, what defaulting made of it and what was stored', () => {
    const { session, origin } = tell('deploy');
    const id = requests(session, origin).find((r) => {
      const { summary } = session.reader.span(r);
      return summary.type === 'request' && summary.verb === 'create' && summary.resource === 'pods' && summary.subresource === '';
    }) as number;
    const it = detail(session, id);
    expect(it.method).toBe('POST');
    expect(it.path).toBe('/api/v1/namespaces/default/pods');
    expect(it.user.name).toBe('system:serviceaccount:kube-system:replicaset-controller');
    const spec = (value: unknown): Record<string, unknown> => (value as { spec: Record<string, unknown> }).spec;
    expect(spec(it.body).tolerations).toBeUndefined();
    expect(spec(it.defaulted).enableServiceLinks).toBe(true);
    expect(spec(it.stored?.object).tolerations).toHaveLength(2);
    expect(it.stored?.key).toMatch(/^\/registry\/pods\/default\/web-/);
    expect(it.stored?.before).toBeUndefined();
  });

  it('cuts long texts and lists, and says by how much', () => {
    const { session } = tell('deploy');
    const cut = requests(session, 0).filter((id) => detail(session, id).more > 0);
    expect(cut.length).toBeGreaterThan(0);
    for (const id of cut.slice(0, 5)) expect(detail(session, id, true).more).toBe(0);
  });

  it('has the words of a refusal and the stage that spoke them', () => {
    const { session, origin } = tell('documents');
    const refused = requests(session, origin).map((id) => detail(session, id).refused).filter((r) => r !== undefined && r.status.code === 400);
    expect(refused.map((r) => [r?.stage, r?.status.reason])).toEqual([['decode', 'BadRequest']]);
  });
});

