import { expect, test } from 'vitest';
import { complete } from './complete.ts';
import { hover } from './hover.ts';
import { testCluster } from './testCluster.ts';
import { loadDescriptions } from '../../sim/api/schema/loadDescriptions.ts';
import { loadedDescriptions } from '../../sim/api/schema/loadedDescriptions.ts';
test('x', () => {
  loadDescriptions();
  const c = testCluster();
  const D = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: { app: web }\n  template:\n    metadata:\n      labels: { app: web }\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.27\n          ports:\n            - containerPort: 80\n              name: http\n';
  const cases = [
    '|', 'apiVersion: v1\nkind: |', 'kind: Deployment\napiVersion: |', 'apiVersion: apps/v1\nkind: Deployment\n|', D.replace('spec:\n', 'spec:\n  |\n'), D.replace('  selector', '  re|\n  selector'),
    D.replace('ports:\n', 'ports:\n            - |\n'), D.replace('image: nginx:1.27', 'image: |'), D.replace('image: nginx:1.27', 'image: nginx:1.27\n          imagePullPolicy: |'),
    D.replace('image: nginx:1.27', 'image: nginx:1.27\n          resources:\n            limits:\n              |'), D + '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    |',
    D + '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n    targetPort: |', D + '---\n|', D.replace('spec:\n      cont', 'spec:\n      serviceAccountName: |\n      cont'),
    D.replace('{ app: web }', '{ app: | }'), D.replace('name: http\n', 'name: http\n          |'), D.replace('name: http\n', 'name: http\n      |'),D.replace('metadata:\n      labels: { app: web }', 'metadata:\n      labels: { | }'),
  ];
  for (const t of cases) {
    const at = t.indexOf('|');
    const items = complete(c.live, t.replace('|', ''), at, loadedDescriptions());
    console.log(JSON.stringify(t.slice(Math.max(0, at - 40), at + 20)), items.length, items.slice(0, 9).map((i) => `${i.label}${i.required ? '*' : ''}(${i.detail})`).join(' '), JSON.stringify(items[0] && [items[0].insert, items[0].to - items[0].from, items[0].documentation.slice(0, 60)]));
  }
  for (const w of ['kind', 'replicas', 'image: ', 'nginx:1.27', 'containerPort', 'app: web', 'template', 'containers', 'name: http']) {
    const t = D.replace('spec:\n', 'spec:\n  replicas: 3\n');
    const h = hover(c.live, t, t.indexOf(w) + 1, loadedDescriptions());
    console.log(w, JSON.stringify({ ...h.facts, description: h.facts?.description.slice(0, 80) }), t.slice(h.from, h.to));
  }
  expect(1).toBe(1);
});
