import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { base64, hex, sha256 } from './sha256.ts';

it('gives the digest of any length of text', () => {
  for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 1000]) {
    const text = 'añ語x'.repeat(length).slice(0, length);
    expect(hex(sha256(text)), `${length} characters`).toBe(createHash('sha256').update(text).digest('hex'));
  }
});

it('names a storage version as the API server does', () => {
  expect(base64(sha256('/v1/ConfigMap').subarray(0, 8))).toBe('qFsyl6wFWjQ=');
});
