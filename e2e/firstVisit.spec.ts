import { expect, expectAccessible, test } from './page.ts';

test('the page opens with all its places, and axe finds nothing serious', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page).toHaveTitle(/KubeStage/);
  await expectAccessible(page);
});
