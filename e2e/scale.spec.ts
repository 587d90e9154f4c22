// Journey 4: somebody scales a Deployment in the terminal.

import { controller, expect, expectAccessible, expectPods, line, open, playback, setSpeed, test, type, WHILE_IT_PLAYS } from './page.ts';

test('kubectl scale makes 3 Pods 5, and 5 Pods 1', async ({ page }) => {
  await open(page);
  await playback(page).getByRole('button', { name: 'To the end of what is known' }).click();
  await expectPods(page, /Running/, 3);
  await setSpeed(page, '1 : 1');
  await type(page, 'kubectl scale deployment nginx-deployment --replicas=5');
  await expect(line(page, 'deployment.apps/nginx-deployment scaled')).toBeVisible(WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 5);
  await expect(controller(page, 'ReplicaSet')).toContainText('5 of 5 ready', WHILE_IT_PLAYS);
  // At the end of the story nothing forks.
  await expect(page.getByRole('group', { name: 'Branches' })).toHaveCount(0);

  await type(page, 'kubectl scale deployment nginx-deployment --replicas=1');
  await expectPods(page, /Running/, 1);
  await expectAccessible(page);
});
