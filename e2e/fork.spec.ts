// Journey 7: somebody drags back, changes the manifest and applies it: another story begins there, and the first one stays.

import { apply, caption, drag, editor, expect, expectAccessible, expectPods, open, playback, setSpeed, test, WHILE_IT_PLAYS } from './page.ts';

test('applying in the past begins a branch, and the old one can be shown again', async ({ page }) => {
  await open(page);
  await playback(page).getByRole('button', { name: 'To the end of what is known' }).click();
  await expectPods(page, /Running/, 3);
  await setSpeed(page, '1 : 1');
  const branches = page.getByRole('group', { name: 'Branches' });
  await expect(branches).toHaveCount(0);

  await drag(page, 0.45);
  await expect(caption(page)).not.toContainText('All is quiet');
  await editor(page).getByText('3', { exact: true }).last().dblclick();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('5');
  await apply(page);

  await expect(branches.getByRole('button')).toHaveText(['A main', 'B replicas: 5'], WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 5);

  await branches.getByRole('button', { name: 'A main' }).click();
  await playback(page).getByRole('button', { name: 'To the end of what is known' }).click();
  await expectPods(page, /Running/, 3);
  await branches.getByRole('button', { name: 'B replicas: 5' }).click();
  await playback(page).getByRole('button', { name: 'To the end of what is known' }).click();
  await expectPods(page, /Running/, 5);
  await expectAccessible(page);

  // Side by side: what was asked for, and what became of it.
  await playback(page).getByRole('button', { name: 'Compare branches' }).click();
  const sheet = page.getByRole('dialog', { name: 'Compare branches' });
  await expect(sheet.getByRole('row', { name: /^Deployment nginx-deployment/ })).toContainText(/3 of 3 ready.*5 of 5 ready/);
  await expect(sheet.getByRole('row', { name: /^Pod ReplicaSet/ })).toContainText(/3 ?Running.*5 ?Running/);
  await expectAccessible(page);
  await sheet.getByRole('button', { name: 'Show branch A' }).click();
  await expectPods(page, /Running/, 3);
});
