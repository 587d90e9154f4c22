// Journey: how far can this be trusted? The list of what is simpler, and the licences.

import { expect, expectAccessible, open, test } from './page.ts';

test('what is simulated and the licences can be read', async ({ page, context }) => {
  await open(page);
  await page.getByRole('banner').getByRole('button', { name: 'checked against v1.36' }).click();
  const sheet = page.getByRole('dialog', { name: 'What is simulated' });
  await expect(sheet).toContainText('compared with recordings of a real cluster');
  const areas = sheet.getByRole('group');
  expect(await areas.count()).toBeGreaterThan(4);
  await areas.first().locator('summary').click();
  await expect(areas.first().getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page);

  const opening = context.waitForEvent('page');
  await sheet.getByRole('link', { name: 'Licences of what we build on' }).click();
  const licences = await opening;
  await expect(licences.locator('body')).toContainText('MIT License');
  await licences.close();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});
