// Journey: why is this Pod here? Link by link, down to what the learner did.

import { caption, expect, expectAccessible, inspector, open, playback, pods, test, toLatest } from './page.ts';

test('a Pod leads back to the command that made it', async ({ page }) => {
  await open(page);
  await toLatest(page);
  await expect(pods(page, 'Running')).toHaveCount(3);
  const pod = pods(page).first();
  const suffix = /(\w{5}):/.exec((await pod.getAttribute('title')) ?? '')?.[1] as string;
  await pod.click();
  await expect(inspector(page).getByRole('heading', { level: 2 })).toContainText(suffix);

  await inspector(page).getByRole('tab', { name: 'Why' }).click();
  const links = inspector(page).getByRole('list').first().getByRole('button');
  for (const link of ['You ran kubectl apply -f nginx.yaml', 'Deployment stored', 'Deployment controller saw it', 'ReplicaSet stored', 'ReplicaSet controller saw it', 'Pod stored', /^Scheduler chose worker-\d/, 'Pod bound', 'Pod status reported']) {
    await expect(links.filter({ hasText: link }).first()).toBeVisible();
  }
  await expect(links.first()).toContainText('You ran');

  // A link in the middle: its moment and its message.
  await links.filter({ hasText: 'Pod bound' }).click();
  await expect(inspector(page).getByRole('heading', { level: 2 })).toContainText('Bind Pod to worker-');
  await expect(pods(page, 'Running')).toHaveCount(0);

  // The root: the moment of the command, the command itself.
  await links.first().click();
  await expect(playback(page).getByText(/^0\.00\d s$/)).toBeVisible();
  await expect(inspector(page).getByRole('heading', { level: 2 })).toHaveText('You ran a command');
  await inspector(page).getByRole('tab', { name: 'HTTP' }).click();
  await expect(inspector(page).getByText('kubectl apply -f nginx.yaml').first()).toBeVisible();
  await expect(caption(page)).toContainText('kubectl apply -f nginx.yaml');
  await expectAccessible(page);
});
