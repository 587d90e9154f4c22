import { describe, expect, it } from 'vitest';
import type { Micros } from '../../base/time.ts';
import { decodeShared, encodeShared, readShared, type Shared } from './link.ts';
import { readRecord } from './record.ts';

const REQUESTS = { type: 'requests', name: 'load', from: { namespace: 'default', pod: 'ask' }, url: 'http://web/?a=b', host: 'shop.example', perSecond: 20, seconds: 60 } as const;

const SHARED: Shared = {
  record: {
    version: 1,
    seed: 42,
    shape: 'default',
    inputs: [
      { at: 60_000_000 as Micros, input: { type: 'file', path: 'web.yaml', content: 'kind: Pod # 파드\n' } },
      { at: 60_000_000 as Micros, input: { type: 'kubectl', args: ['apply', '-f', 'web.yaml'], text: 'kubectl apply -f web.yaml' } },
      { at: 61_000_000 as Micros, input: { type: 'fault', fault: { fault: 'nodeDown', node: 'worker-1' } } },
      { at: 62_000_000 as Micros, input: { type: 'reply', to: 2, what: 'interrupt' } },
      { at: 63_000_000 as Micros, input: REQUESTS },
      { at: 63_000_000 as Micros, input: { ...REQUESTS, name: 'out', from: 'outside' } },
      { at: 64_000_000 as Micros, input: { type: 'stopRequests', name: 'load' } },
    ],
  },
  until: 70_000_000,
  at: 65_000_000,
  language: 'ko',
  title: '디플로이먼트',
  files: [{ name: 'web.yaml', text: 'kind: Pod # 파드\n' }],
  file: 'web.yaml',
};

describe('a share link', () => {
  it('comes back as it was sent, Hangul included', async () => {
    const fragment = await encodeShared(SHARED);
    expect(fragment).toMatch(/^#v1=[\w-]+$/);
    expect(await decodeShared(fragment)).toEqual({ shared: SHARED });
  });

  it('keeps that the boot is told, and takes no other word for it', async () => {
    const told: Shared = { ...SHARED, record: { ...SHARED.record, boot: true } };
    expect(await decodeShared(await encodeShared(told))).toEqual({ shared: told });
    expect(readRecord({ ...SHARED.record, boot: 'yes' })).toBeUndefined();
  });

  it('holds the open box and the lesson, if they fit the run', async () => {
    const lesson = { id: 'healing', begin: 63_000_000, inputs: 2, last: 60_000_000 };
    const more: Shared = { ...SHARED, zoom: 'node/worker-1', lesson };
    expect(await decodeShared(await encodeShared(more))).toEqual({ shared: more });
    const bad: readonly object[] = [{ zoom: 'body' }, { zoom: 5 }, { zoom: 'node/../x' }, { lesson: { ...lesson, id: '../x' } }, { lesson: { ...lesson, last: 1 } }, { lesson: { ...lesson, inputs: 99 } }, { lesson: { ...lesson, begin: 71_000_000 } }, { lesson: 'healing' }];
    for (const part of bad) expect(readShared(JSON.stringify({ ...SHARED, ...part }))).toEqual({ failed: 'broken' });
  });

  it('is not ours without our mark', async () => {
    expect(await decodeShared('')).toBeUndefined();
    expect(await decodeShared('#ks-stage')).toBeUndefined();
  });

  it('says that it is broken when it was cut or changed, and newer when it is', async () => {
    const fragment = await encodeShared(SHARED);
    expect(await decodeShared(fragment.slice(0, -20))).toEqual({ failed: 'broken' });
    expect(await decodeShared('#v1=!!!')).toEqual({ failed: 'broken' });
    expect(await decodeShared('#v2=abc')).toEqual({ failed: 'newer' });
    expect(readShared(JSON.stringify({ ...SHARED, record: { ...SHARED.record, version: 2 } }))).toEqual({ failed: 'newer' });
  });

  it('does not unfold a bomb', async () => {
    const zeros = new Blob([new Uint8Array(64_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const bytes = Buffer.from(await new Response(zeros).arrayBuffer());
    expect(await decodeShared(`#v1=${bytes.toString('base64url')}`)).toEqual({ failed: 'broken' });
  });
});

describe('a record from outside', () => {
  const { record } = SHARED;
  const bad: Readonly<Record<string, unknown>> = {
    'no object': 'x',
    'a seed that is no number': { ...record, seed: '42' },
    'a shape that names a path': { ...record, shape: '../x' },
    'a cluster of ten thousand nodes': { ...record, shape: 'wide-10000' },
    'inputs out of order': { ...record, inputs: [...record.inputs].reverse() },
    'an input in the year 3000': { ...record, inputs: [{ at: 3e16, input: record.inputs[0]?.input }] },
    'an unknown input': { ...record, inputs: [{ at: 1, input: { type: 'eval', code: '1' } }] },
    'arguments that are no texts': { ...record, inputs: [{ at: 1, input: { type: 'kubectl', args: [{}], text: '' } }] },
    'a fault on a node with a strange name': { ...record, inputs: [{ at: 1, input: { type: 'fault', fault: { fault: 'nodeDown', node: '<img>' } } }] },
    'a thousand requests a second': { ...record, inputs: [{ at: 1, input: { ...REQUESTS, perSecond: 1000 } }] },
    'half a request a second': { ...record, inputs: [{ at: 1, input: { ...REQUESTS, perSecond: 0.5 } }] },
    'requests for a day': { ...record, inputs: [{ at: 1, input: { ...REQUESTS, seconds: 86_400 } }] },
    'requests to no web address': { ...record, inputs: [{ at: 1, input: { ...REQUESTS, url: 'javascript:alert(1)' } }] },
    'requests with a line of their own': { ...record, inputs: [{ at: 1, input: { ...REQUESTS, host: 'a\r\nX: y' } }] },
    'requests from nowhere': { ...record, inputs: [{ at: 1, input: { ...REQUESTS, from: 'inside' } }] },
    'too many inputs': { ...record, inputs: Array.from({ length: 5001 }, () => record.inputs[0]) },
  };
  for (const [what, value] of Object.entries(bad)) it(`is refused with ${what}`, () => expect(readRecord(value)).toBeUndefined());
  it('keeps nothing that it does not know', () => expect(readRecord({ ...record, extra: 1 })).toEqual(record));
});
