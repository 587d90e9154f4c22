// Journey: look inside the boxes. True figures at the playhead, the keyboard all the way, and out again.

import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, inspector, open, pods, stage, test } from './page.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const inside = (page: Page, name: string): Locator => page.getByRole('region', { name: `Inside ${name}` });
const box = (page: Page, name: string): Locator => stage(page).getByRole('group', { name });

test('the API server, the scheduler, a controller, a node and etcd, from inside', async ({ page }) => {
  await open(page);
  await page.keyboard.press('End');
  await expect(pods(page, 'Running')).toHaveCount(3);

  // Enter chooses a box, Enter once more opens it; arrows walk the rows, Enter selects one, Escape leads out.
  await box(page, 'kube-apiserver').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const server = inside(page, 'kube-apiserver');
  await expect(server.getByRole('columnheader', { name: 'authz May you do this?' })).toBeVisible();
  const requests = server.getByRole('grid', { name: /^Requests/ }).getByRole('row');
  await expect(requests.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(requests.nth(2)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(requests.nth(2)).toHaveAttribute('aria-selected', 'true');
  await expect(inspector(page)).toContainText('Inside the server');
  await expect(server.getByRole('img', { name: /^passed in / }).first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(server).toHaveCount(0);
  await expect(box(page, 'kube-apiserver')).toBeFocused();

  // The scheduler: products add up to the total, and the highest total won.
  await box(page, 'kube-scheduler').dblclick({ position: { x: 90, y: 12 } });
  const scheduler = inside(page, 'kube-scheduler');
  const nodes = scheduler.getByRole('grid', { name: 'The decision, node by node' });
  await expect(nodes.getByRole('row', { name: /control-plane/ })).toContainText('untolerated taint');
  const figures = await nodes.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      name: row.querySelector('th')?.textContent ?? '',
      products: [...row.querySelectorAll('[data-product]')].map((e) => Number((e as HTMLElement).dataset.product)),
      total: Number((row.querySelector('[data-total]') as HTMLElement | null)?.dataset.total ?? -1),
      won: /wins|chosen|first/.test(row.lastElementChild?.textContent ?? ''),
    })),
  );
  const scored = figures.filter(({ total }) => total >= 0);
  expect(scored.length).toBeGreaterThan(1);
  for (const { products, total } of scored) expect(products.reduce((a, b) => a + b, 0)).toBe(total);
  const winner = figures.find(({ won }) => won);
  expect(winner?.total).toBe(Math.max(...scored.map(({ total }) => total)));
  await expect(scheduler).toContainText('Second in this table is');
  // A score opens its sum, and the sum comes to the score.
  await nodes.getByRole('row', { name: /worker-1/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const sum = scheduler.getByRole('region', { name: /on worker-1: \d+, why\?$/ });
  const score = /: (\d+), why/.exec((await sum.getAttribute('aria-label')) ?? '')?.[1] ?? '';
  await expect(sum.locator('tr.ks-z-sum b')).toHaveText(score);
  await expectAccessible(page);

  // A neighbour at its bearing leads on; the breadcrumb says where one is.
  await scheduler.getByRole('button', { name: 'Look inside kube-controller-manager' }).click();
  const manager = inside(page, 'kube-controller-manager');
  await manager.getByRole('row', { name: /^ReplicaSet controller/ }).focus();
  await page.keyboard.press('Enter');
  const controller = inside(page, 'ReplicaSet controller');
  await expect(controller.getByText('The cache has heard of every write there is.')).toBeVisible();
  await expect(controller.getByRole('navigation', { name: 'Where you are' })).toContainText('Clusterkube-controller-managerReplicaSet controller');
  await expect(controller.getByRole('grid', { name: 'Last reconciles' }).getByRole('row').nth(1)).toContainText('count: wanted 3, exist 3');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(manager).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(manager).toHaveCount(0);

  // A node: every Pod and its steps.
  await box(page, 'worker-1').focus();
  await page.keyboard.press('Enter');
  await stage(page).getByRole('button', { name: 'Look inside' }).click();
  const node = inside(page, 'worker-1');
  await expect(node.getByRole('button', { name: /^sandbox: passed in / }).first()).toBeVisible();
  await expect(node.getByRole('row').filter({ hasText: 'running' }).first()).toContainText('Running');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  // etcd: pick a key, and its history is there.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('open etcd');
  await page.keyboard.press('Enter');
  const store = inside(page, 'etcd');
  await store.getByRole('textbox').fill('deployments default');
  await store.getByRole('row', { name: /nginx-deployment/ }).click();
  await expect(store.getByRole('table', { name: 'All versions of one key' })).toContainText('POST deployments');
  await expectAccessible(page);
  await store.getByRole('button', { name: 'Cluster', exact: true }).click();
  await expect(store).toHaveCount(0);
});
