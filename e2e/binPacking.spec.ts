// Journey: the same Pods by two configurations of the scheduler. One click shows both runs side by side; why, says the score
// behind a decision; and the configuration is a file of the control-plane node that can be read and written.

import { expect, expectAccessible, open, pods, stage, test, WHILE_IT_PLAYS } from './page.ts';

test('bin packing against spreading: two branches, the sum behind a score, the file that did it', async ({ page }) => {
  await open(page);
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('All examples');
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox').fill('bin packing');
  await page.getByRole('dialog').getByRole('button', { name: /^Bin packing against spreading/ }).click();

  const compared = page.getByRole('dialog', { name: 'Compare branches' });
  await expect(compared).toBeVisible(WHILE_IT_PLAYS);
  await expect(compared.getByRole('combobox', { name: 'Right' })).toContainText('bin packing');
  const asked = (node: string): Promise<string[]> => compared.getByRole('row', { name: new RegExp(`Node ${node}`) }).getByRole('cell').allInnerTexts();
  expect((await asked('worker-2')).map((text) => text.replace(/\s+/g, ' '))).toEqual(['4 Pods 1.1 of 4 cpu asked for', '2 Pods 100m of 4 cpu asked for']);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(stage(page).getByRole('group', { name: 'worker-2' }).getByRole('button', { name: /^web/ })).toHaveCount(0);
  await expect(pods(page, /^web/)).toHaveCount(6);

  // Why: the fuller node scores more, and the sum says so.
  await stage(page).getByRole('group', { name: 'kube-scheduler' }).dblclick({ position: { x: 40, y: 8 } });
  await expect(page.getByText('NodeResourcesFit: MostAllocated')).toBeVisible(WHILE_IT_PLAYS);
  await page.getByRole('button', { name: /^NodeResourcesFit on worker-2: / }).click();
  await expect(page.getByRole('region', { name: /^NodeResourcesFit on worker-2: / })).toContainText('the fuller the node is with the Pod on it, the better');
  await page.keyboard.press('Escape');

  // The file; and what the scheduler would say of another.
  await stage(page).getByRole('group', { name: 'control-plane' }).click({ button: 'right', position: { x: 40, y: 8 } });
  await page.getByRole('menuitem', { name: 'Static Pods of control-plane' }).click();
  const sheet = page.getByRole('dialog', { name: 'Static Pods' });
  await sheet.getByRole('button', { name: '/etc/kubernetes/scheduler-config.yaml' }).click();
  const text = sheet.getByRole('textbox', { name: /^Manifest / });
  await expect(text).toHaveValue(/type: MostAllocated/);
  await text.fill((await text.inputValue()).replace('MostAllocated', 'Tight'));
  await expect(sheet).toContainText('scoringStrategy.type: Unsupported value: \\"Tight\\"');
  await expectAccessible(page);
});
