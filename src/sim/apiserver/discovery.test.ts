import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiHarness } from '../../testing/apiHarness.ts';
import { sharedPath, SKIPPED } from '../../testing/shared.ts';
import { defineKind } from '../api/kind.ts';

const facts = sharedPath('golden-api/facts/discovery.json');
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

describe.skipIf(!facts)(`discovery is that of a real API server (${SKIPPED})`, () => {
  const recorded = facts ? (JSON.parse(readFileSync(facts, 'utf8')) as Record<string, unknown>) : {};
  const api = apiHarness();
  const answer = (path: string, accept = 'application/json'): unknown => api.send('GET', path, { headers: { accept } }).body;

  it.each(Object.keys(recorded).filter((path) => /^\/(apis?(\/[^ ]*)?)?$/.test(path)))('%s', (path) => {
    expect(answer(path)).toEqual(recorded[path]);
  });

  it.each(['/api', '/apis'])('%s aggregated', (path) => {
    expect(answer(path, `${AGGREGATED},application/json`)).toEqual(recorded[`${path} aggregated v2`]);
    expect(api.send('GET', path, { headers: { accept: AGGREGATED.replace('v=v2', 'v=v2beta1') } }).code).toBe(406);
  });

  it('has the same version', () => {
    const variables = { gitCommit: '<commit>', buildDate: '<time>' };
    expect({ ...(answer('/version') as object), ...variables }).toEqual({ ...(recorded['/version'] as object), ...variables });
  });

  it.each(Object.keys(recorded).filter((path) => /z(\?verbose)?$/.test(path)))('%s', (path) => {
    const { code, headers, body } = api.send('GET', path);
    expect({ code, type: headers?.['content-type'], body }).toEqual(recorded[path]);
  });

  it('has an OpenAPI document behind each path that a real server has', () => {
    const { paths } = answer('/openapi/v3') as { paths: Record<string, { serverRelativeURL: string }> };
    const shown = Object.fromEntries(Object.entries(paths).map(([path, { serverRelativeURL }]) => [path, serverRelativeURL.replace(/=[0-9A-F]+$/, '=<hash>')]));
    expect(shown).toEqual(recorded['/openapi/v3']);
    for (const { serverRelativeURL } of Object.values(paths)) expect(answer(serverRelativeURL)).toMatchObject({ openapi: '3.0.0' });
  });

  it('shows where tokens can be checked', () => {
    expect(answer('/.well-known/openid-configuration')).toEqual((recorded['/.well-known/openid-configuration'] as { body: object }).body);
    expect(api.send('GET', '/openid/v1/jwks').code).toBe(406);
    expect(api.send('GET', '/openid/v1/jwks', { headers: { accept: 'application/jwk-set+json' } }).code).toBe(200);
  });
});

describe('discovery', () => {
  it('shows a custom kind after all others, and its versions by how finished they are', () => {
    const { server, send } = apiHarness();
    const { scheme } = server.state;
    for (const version of ['v1alpha1', 'v2', 'v1beta2', 'v1', 'v1beta10']) scheme.add(defineKind({ group: 'example.com', version, kind: 'Foo', plural: 'foos', scope: 'Namespaced' }));
    const { groups } = send('GET', '/apis').body as { groups: { name: string; versions: { version: string }[] }[] };
    expect(groups.at(-1)?.name).toBe('example.com');
    expect(groups.at(-1)?.versions.map((v) => v.version)).toEqual(['v2', 'v1', 'v1beta10', 'v1beta2', 'v1alpha1']);
    expect(send('GET', '/openapi/v3/apis/example.com/v1').body).toMatchObject({ components: { schemas: { 'com.example.v1.Foo': { type: 'object' } } } });
  });

  it('answers with the words of the real server where nothing is served', () => {
    const { send } = apiHarness();
    expect(send('GET', '/nope')).toMatchObject({ code: 404, body: '404 page not found\n' });
    expect(send('GET', '/apis/none/v1/things')).toMatchObject({ code: 404, body: '404 page not found\n' });
    expect(send('GET', '/api/v2')).toMatchObject({ code: 404, body: { reason: 'NotFound', message: 'the server could not find the requested resource' } });
    expect(send('POST', '/version')).toMatchObject({ code: 405 });
    expect(send('GET', '/metrics').body).toContain('apiserver_storage_objects{resource="pods"} 0');
  });
});
