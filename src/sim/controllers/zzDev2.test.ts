import { it } from 'vitest';
import { apiHarness } from '../../testing/apiHarness.ts';
it('ns', () => {
  const h = apiHarness();
  const post = h.send('POST', '/api/v1/namespaces', { body: { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'shop' } } });
  console.log(JSON.stringify(post));
  const ns = (post as any).body;
  console.log(JSON.stringify(h.send('PATCH', '/api/v1/namespaces/shop', { body: { metadata: { labels: { a: 'b' } } }, headers: { 'content-type': 'application/merge-patch+json' } })));
  console.log(JSON.stringify(h.send('PUT', '/api/v1/namespaces/shop', { body: ns })));
  console.log(JSON.stringify(h.send('PUT', '/api/v1/namespaces/shop/finalize', { body: { kind: 'Namespace', apiVersion: 'v1', metadata: ns.metadata, spec: {} } })));
});
