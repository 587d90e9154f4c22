// Journey 5: somebody deletes a Pod, and kills a container; what was asked for comes back.

import { expect, expectAccessible, expectPods, line, open, playback, pods, setSpeed, stepBackTo, test, type, WHILE_IT_PLAYS } from './page.ts';

test.beforeEach(async ({ page }) => {
  await open(page);
  await playback(page).getByRole('button', { name: 'To the end of what is known' }).click();
  await expectPods(page, /Running/, 3);
  await setSpeed(page, '1 : 1');
});

test('a Pod that is deleted is replaced by another', async ({ page }) => {
  await type(page, 'kubectl get pods');
  await expect(line(page, /nginx-deployment-\S+ +1\/1 +Running/)).toHaveCount(3, WHILE_IT_PLAYS);
  const [name = '', suffix = ''] = /nginx-deployment-\w+-(\w{5})/.exec(await line(page, /1\/1 +Running/).first().innerText()) ?? [];
  await type(page, `kubectl delete pod ${name}`);
  await expect(line(page, `pod "${name}" deleted`)).toBeVisible(WHILE_IT_PLAYS);
  await expect(pods(page, suffix)).toHaveCount(0, WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 3);
  await expectAccessible(page);
  await stepBackTo(page, /ReplicaSet controller.* → POST [Pp]od/);
  await stepBackTo(page, /kubectl → DELETE Pod/);
});

test('a container that is killed is started again in the same Pod', async ({ page }) => {
  await page.getByRole('banner').getByRole('button', { name: 'Faults' }).click();
  const kill = page.getByRole('dialog', { name: 'Faults' }).getByRole('button', { name: /^Kill the process of nginx in / });
  await expect(kill).toHaveCount(3);
  await expectAccessible(page);
  const [, suffix = ''] = /(\w{5})$/.exec((await kill.first().getAttribute('aria-label')) ?? '') ?? [];
  await kill.first().click();
  await expect(pods(page, suffix)).toContainText('1 restart', WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 3);
  await expectAccessible(page);
  await stepBackTo(page, /Fault: container nginx is killed/);
});
