// Journey 3: manifests with mistakes. What kubectl or the server would say stands under the line, and a click mends it.

import type { Locator, Page } from '@playwright/test';
import { addExample, apply, editor, expect, expectAccessible, expectPods, line, newFile, openEmpty, paste, setSpeed, test, WHILE_IT_PLAYS } from './page.ts';

const BROKEN = `kind: Deployment
metadata:
  name: blog
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
`;
const GOOD = BROKEN.replace('kind', 'apiVersion: apps/v1\nkind')
  .replace('  template:', '  selector:\n    matchLabels: { app: blog }\n  template:\n    metadata:\n      labels: { app: blog }');

/** The text with what stands between its lines. */
const text = (page: Page): Locator => editor(page).getByRole('tabpanel');
/** Words that a click takes up: the ways out. */
const fixes = (page: Page): Locator => text(page).getByRole('button');

async function mendAll(page: Page, most: number): Promise<number> {
  const sound = editor(page).getByRole('tab', { selected: true, name: /^\S+\.yaml$/ });
  let clicks = 0;
  while (clicks <= most) {
    await expect(sound.or(fixes(page).first()).first()).toBeVisible(WHILE_IT_PLAYS);
    if (await sound.isVisible()) break;
    const before = await text(page).innerText();
    // The words of a mistake that is mended just now may go while somebody reaches for them.
    const clicked = await fixes(page).first().click({ timeout: 5000 }).then(() => true, () => false);
    if (!clicked) continue;
    clicks++;
    await expect.poll(() => text(page).innerText()).not.toBe(before);
  }
  return clicks;
}

test('a manifest without version, selector and labels is mended click by click', async ({ page }) => {
  await openEmpty(page);
  await paste(page, BROKEN);
  await expect(text(page)).toContainText('apiVersion not set', WHILE_IT_PLAYS);
  await expect(text(page)).toContainText('kubectl’s own words; nothing is sent.');
  await expect(text(page)).toContainText('Every object says in which version of the API it is written');
  await expectAccessible(page);
  const clicks = await mendAll(page, 6);
  expect(clicks).toBeGreaterThanOrEqual(2);
  expect(clicks).toBeLessThanOrEqual(4);
  await setSpeed(page, '10 : 1');
  await apply(page);
  await expect(line(page, 'deployment.apps/blog created')).toBeVisible(WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 2);
  await expectAccessible(page);
});

test('the manifest from an old blog needs four clicks', async ({ page }) => {
  await openEmpty(page, '10 : 1');
  await addExample(page, 'The manifest from an old blog');
  await expect(text(page)).toContainText('no matches for kind "Deployment" in version "extensions/v1beta1"', WHILE_IT_PLAYS);
  const clicks = await mendAll(page, 6);
  expect(clicks).toBeGreaterThanOrEqual(3);
  expect(clicks).toBeLessThanOrEqual(4);
  await apply(page);
  await expect(line(page, 'deployment.apps/nginx-deployment created')).toBeVisible(WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 3);
  await expectAccessible(page);
});

test('an unknown field, a wrong type and bad YAML are told apart', async ({ page }) => {
  await openEmpty(page, '10 : 1');
  await paste(page, GOOD.replace('replicas', 'replica'));
  await expect(text(page)).toContainText('unknown field "spec.replica"', WHILE_IT_PLAYS);
  await expect(text(page)).toContainText('The server’s own words.');
  await expect(fixes(page).first()).toHaveText('replicas');
  await apply(page);
  await expect(text(page)).toContainText('400 rejected', WHILE_IT_PLAYS);

  await newFile(page);
  await paste(page, GOOD.replace('replicas: 2', 'replicas: many'));
  await expect(text(page)).toContainText('cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32', WHILE_IT_PLAYS);
  await expect(text(page)).toContainText('The server’s own words.');

  await newFile(page);
  await paste(page, GOOD.replace('  replicas', '   replicas'));
  await expect(text(page)).toContainText(/error converting YAML to JSON: yaml: line \d+/, WHILE_IT_PLAYS);
  await expect(text(page)).toContainText('kubectl’s own words; nothing is sent.');
  await apply(page);
  await expect(text(page)).toContainText('not sent', WHILE_IT_PLAYS);
  await expectAccessible(page);
});
