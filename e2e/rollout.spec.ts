// Journey 6: a rolling update, one with an image that is not there, and the way back.

import { controller, expect, expectAccessible, expectPods, line, open, playback, pods, setSpeed, stage, test, type, WHILE_IT_PLAYS } from './page.ts';

test('an update rolls out; a bad one stands still and is taken back', async ({ page }) => {
  await open(page);
  await playback(page).getByRole('button', { name: 'To the end of what is known' }).click();
  await expectPods(page, /Running/, 3);
  await setSpeed(page, '1 : 1');

  await type(page, 'kubectl set image deployment/nginx-deployment nginx=nginx:1.28');
  await type(page, 'kubectl rollout status deployment/nginx-deployment');
  await expect(line(page, 'successfully rolled out')).toBeVisible(WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 3);
  await expect(stage(page).getByRole('group', { name: /^worker-/ }).filter({ hasText: 'nginx:1.28' }).first()).toBeVisible();

  await type(page, 'kubectl set image deployment/nginx-deployment nginx=nginx:no-such-tag');
  await expect(pods(page, /ImagePullBackOff|ErrImagePull/)).toHaveCount(1, WHILE_IT_PLAYS);
  await expect(pods(page, /ImagePullBackOff/)).toHaveCount(1, WHILE_IT_PLAYS);
  // The old ones go on serving.
  await expect(pods(page, 'Running')).toHaveCount(3);

  await type(page, 'kubectl rollout undo deployment/nginx-deployment');
  await expect(line(page, 'deployment.apps/nginx-deployment rolled back')).toBeVisible(WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 3);
  await expect(controller(page, 'Deployment')).toContainText(/settled|3/, WHILE_IT_PLAYS);
  await expectAccessible(page);
});
