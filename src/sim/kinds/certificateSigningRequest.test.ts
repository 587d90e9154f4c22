import { describe, expect, test } from 'vitest';
import { apiHarness } from '../../testing/apiHarness.ts';

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

const pem = (what: string): string => btoa(`-----BEGIN ${what}-----\nMIIBATCBqAIBADAQ\n-----END ${what}-----\n`);
const CERTIFICATE = pem('CERTIFICATE');

describe('the approval of a certificate signing request', () => {
  const api = apiHarness();
  const sent = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'r' }, spec: { request: pem('CERTIFICATE REQUEST'), signerName: 'example.com/s', usages: ['client auth'] } };
  api.put('/registry/certificatesigningrequests/r', { ...sent, metadata: { name: 'r', uid: 'u', creationTimestamp: '2024-01-01T00:00:00Z' }, status: { certificate: CERTIFICATE } } as never);
  const condition = { type: 'Approved', status: 'True', reason: 'Ok', message: 'fine' };

  test('can be read', () => {
    expect(api.send('GET', `${REQUESTS}/r/approval`)).toMatchObject({ code: 200, body: { kind: 'CertificateSigningRequest' } });
  });

  test('sets the verdict and nothing else', () => {
    const patch = { spec: { signerName: 'other.com/x' }, status: { certificate: 'eQ==', conditions: [condition] } };
    const answer = api.send('PATCH', `${REQUESTS}/r/approval`, { body: patch, headers: { 'content-type': 'application/merge-patch+json' } });
    expect(answer).toMatchObject({ code: 200, body: { spec: { signerName: 'example.com/s' }, status: { certificate: CERTIFICATE, conditions: [condition] } } });
  });

  test('is not touched by an update or a report of the status', () => {
    const patch = { status: { conditions: null } };
    for (const path of [`${REQUESTS}/r`, `${REQUESTS}/r/status`]) {
      const answer = api.send('PATCH', path, { body: patch, headers: { 'content-type': 'application/merge-patch+json' } });
      expect(answer).toMatchObject({ code: 200, body: { status: { conditions: [condition] } } });
    }
  });
});
