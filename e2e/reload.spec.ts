// Journey: reload the page. What was there is there again.

import { apply, caption, editor, expect, expectAccessible, kept, moment, open, paste, pods, playback, setSpeed, terminal, test, toLatest, type } from './page.ts';

test('two branches, files, tabs, terminal, the moment and the open box survive', async ({ page }) => {
  await open(page);
  await toLatest(page);
  await type(page, 'kubectl get deployments');
  await expect(terminal(page).getByRole('listitem').filter({ hasText: /^nginx-deployment +3\/3/ })).toBeVisible();

  // Back before the Pods ran, and another size there: a branch.
  await page.getByRole('button', { name: /^Milestone 4/ }).click();
  await paste(page, (await readExample()).replace('replicas: 3', 'replicas: 2'));
  await setSpeed(page, '1 : 2');
  await apply(page);
  const branches = playback(page).getByRole('group', { name: 'Branches' });
  await expect(branches.getByRole('button')).toHaveCount(2);
  await expect(pods(page, 'Running')).toHaveCount(2, { timeout: 45_000 });
  await playback(page).getByRole('button', { name: 'Pause' }).or(playback(page).getByRole('button', { name: 'Play', exact: true })).first().press('Enter');
  await page.getByRole('tab', { name: 'Object' }).click();
  await page.getByRole('tab', { name: /^Events/ }).click();
  const before = { moment: await moment(page).innerText(), caption: await caption(page).innerText(), branches: await branches.getByRole('button').allInnerTexts() };
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('open etcd');
  await page.keyboard.press('Enter');
  const inside = page.getByRole('region', { name: 'Inside etcd' });
  await expect(inside).toBeVisible();
  await expect.poll(() => kept(page)).toContain('"dockTab":"events"');
  await expect.poll(() => kept(page)).toContain('"zoom":"etcd"');

  await page.reload();
  await inside.getByRole('button', { name: 'Cluster', exact: true }).click();
  await expect(moment(page)).toHaveText(before.moment);
  await expect(caption(page)).toHaveText(before.caption);
  await expect(branches.getByRole('button')).toHaveText(before.branches);
  await expect(pods(page, 'Running')).toHaveCount(2);
  await expect(page.getByRole('tab', { name: 'Object' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tab', { name: /^Events/ })).toHaveAttribute('aria-selected', 'true');
  await expect(editor(page).getByText('replicas: 2')).toBeVisible();
  await page.getByRole('tab', { name: 'kubectl' }).click();
  await expect(terminal(page).getByRole('listitem').filter({ hasText: 'deployment.apps/nginx-deployment configured' })).toBeVisible();

  // The other branch is as it was, too.
  await branches.getByRole('button').first().click();
  await toLatest(page);
  await expect(pods(page, 'Running')).toHaveCount(3);
  await expect(terminal(page).getByRole('listitem').filter({ hasText: /^nginx-deployment +3\/3/ })).toBeVisible();
  await expectAccessible(page);
});

test('what was kept and is broken is left, and the page begins afresh', async ({ page }) => {
  await open(page);
  for (const broken of ['nonsense', { branches: [{ letter: 'A', record: { version: 1, inputs: 'none' } }] }]) {
    await toLatest(page);
    await expect.poll(() => kept(page)).toContain('"branches"');
    // Nothing may be written over it by the page that leaves.
    await page.route('**/blank.html', (route) => route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,">' }));
    await page.goto('./blank.html');
    await kept(page, broken);
    await open(page);
  }
  await toLatest(page);
  await expect(pods(page, 'Running')).toHaveCount(3);
  await expectAccessible(page);
});

async function readExample(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(new URL('../src/ui/editor/examples/nginx.yaml', import.meta.url), 'utf8');
}
