import { expect, test } from 'vitest';
import { changeLabel } from './changeLabel.ts';

const BASE = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.27\n';

test('a branch is called by what changed', () => {
  expect(changeLabel(BASE, BASE.replace('replicas: 3', 'replicas: 5'))).toBe('replicas: 5');
  expect(changeLabel(BASE, BASE.replace('1.27', '1.28'))).toBe('image: nginx:1.28');
  expect(changeLabel(BASE, BASE.replace('replicas: 3', 'replicas: 5').replace('1.27', '1.28'))).toBe('replicas: 5 +1');
  expect(changeLabel(BASE, BASE.replace('  replicas: 3\n', ''))).toBe('− replicas');
  expect(changeLabel(BASE, `${BASE}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n`)).toBe('+ Service web');
  expect(changeLabel(`${BASE}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n`, BASE)).toBe('− Service web');
  expect(changeLabel(BASE, `# a comment\n${BASE}`)).toBe('');
  expect(changeLabel('', BASE)).toBe('+ Deployment web');
  expect(changeLabel(BASE, BASE.replace('image: nginx:1.27', 'image: registry.example.com/a/very/long/name:with-a-tag'))).toMatch(/^image: name:with-a-tag$/);
});
