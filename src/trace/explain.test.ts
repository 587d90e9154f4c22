import { expect, test } from 'vitest';
import { whyChain, type Link } from './explain.ts';
import { tell } from './testing/stories.ts';

const row = (link: Link): string => `${link.what} ${link.actor} ${link.verb} ${link.subject?.kind ?? ''}${link.subresource ? `/${link.subresource}` : ''}`.trim();

test('a Pod goes back to what was typed', () => {
  const { session } = tell('deploy');
  const { reader } = session;
  const pods = Array.from({ length: reader.changeCount }, (_, i) => reader.change(i)).filter((c) => c.key.startsWith('/registry/pods/default/'));
  const pod = pods[0];
  if (!pod) throw new Error('no Pod');
  const why = whyChain(reader, { key: pod.key }, pod.at);
  expect(why?.root).toBe('input');
  expect(why?.chain.filter((l) => !l.minor).map(row)).toEqual([
    'input kubectl kubectl',
    'request kubectl POST Deployment',
    'reconcile deployment-controller reconcile Deployment',
    'request deployment-controller POST ReplicaSet',
    'reconcile replicaset-controller reconcile ReplicaSet',
    'request replicaset-controller POST Pod',
  ]);
  const later = whyChain(reader, { span: pod.span }, reader.now);
  expect(later?.effects.map(row)).toContain('schedule kube-scheduler schedule Pod');
  // At the moment of the write nothing has come of it yet.
  expect(why?.effects).toEqual([]);
});

test('what the cluster does by itself goes back to time', () => {
  const { session, origin } = tell('nodeDown');
  const { reader } = session;
  const node = Array.from({ length: reader.changeCount }, (_, i) => reader.change(i)).find((c) => c.at > origin && c.summary.kind === 'Node' && c.summary.ready === 'Unknown');
  if (!node) throw new Error('no silent node');
  expect(whyChain(reader, { revision: node.revision }, node.at)?.root).toBe('timer');
});
