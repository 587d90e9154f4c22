// Journey: the page in front of a room. One key, slide-remote keys, a question that the run answers, black, and away again;
// a script from a file and from a link.

import type { Locator, Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { caption, expect, expectAtRest, line, open, pods, setSpeed, test, toLatest, type, WHILE_IT_PLAYS } from './page.ts';

const presentation = (page: Page): Locator => page.getByRole('region', { name: 'Presentation' });
const said = (page: Page): Locator => presentation(page).getByRole('region', { name: 'Caption' }).getByRole('paragraph');
const question = (page: Page): Locator => page.getByRole('complementary', { name: 'Before it moves' });

/** What is dimmed keeps 3:1 by design (presenter.test.ts); everything else is held to the usual. */
async function expectPresentable(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('.ks-dim').analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(' ')).join('; ')}`)).toEqual([]);
}

test.use({ viewport: { width: 1280, height: 720 }, contextOptions: { reducedMotion: 'reduce' } });

test('P presents, PageDown goes on, a question is asked and the run answers it', async ({ page }) => {
  await open(page);
  const before = await caption(page).innerText();
  await page.keyboard.press('p');
  await expect(presentation(page)).toBeVisible(WHILE_IT_PLAYS);
  await expect(said(page)).toContainText('Press Play');
  await expect(page.getByRole('region', { name: 'Editor' })).toBeHidden();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'projector');
  await page.keyboard.press('PageDown');
  await expect(presentation(page).getByText('step 1 of 7')).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(presentation(page).getByText('step 2 of 7')).toBeVisible();
  await expectPresentable(page);
  await page.keyboard.press('PageUp');
  await expect(presentation(page).getByText('step 1 of 7')).toBeVisible();

  await page.keyboard.press('q');
  await expect(question(page).getByRole('heading')).toHaveText('Which node will it choose?');
  await expect(question(page).getByRole('listitem')).toHaveCount(4);
  // The caption does not tell what is asked.
  await expect(said(page)).not.toContainText('worker-');
  await expect(presentation(page).getByRole('group', { name: 'A, worker-1' })).toBeVisible();
  await question(page).getByRole('button', { name: 'One more for D' }).click();
  await expectPresentable(page);
  await page.keyboard.press('Enter');
  const real = question(page).getByRole('listitem').filter({ hasText: 'what happened' });
  await expect(real).toHaveCount(1);
  await expect(question(page).getByRole('listitem').filter({ hasText: 'the guess' })).toContainText('None of them');
  // It is the node that the scheduler itself names.
  await expect(said(page)).toContainText((await real.locator('b').nth(1).innerText()).trim());
  await page.keyboard.press('PageDown');
  await expect(question(page)).toHaveCount(0);

  await page.keyboard.press('.');
  const black = page.getByRole('button', { name: /^Black/ });
  await expect(black).toBeVisible();
  await page.keyboard.press('b');
  await expect(black).toHaveCount(0);
  await page.keyboard.press('k');
  await page.mouse.move(300, 300);
  await expect(page.locator('.ks-present-laser')).toBeVisible();
  // The inside of what is spoken of, and out again one level at a time.
  await page.keyboard.press('z');
  await expect(presentation(page).getByRole('region', { name: /^Inside / })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(presentation(page).getByRole('region', { name: /^Inside / })).toHaveCount(0);
  await page.keyboard.press('f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  // A browser that lets no second window open: the room's front says so.
  await page.evaluate(() => (window.open = () => null));
  await page.keyboard.press('n');
  await expect(said(page)).toContainText('blocked the second window');
  await page.keyboard.press('Home');
  await page.keyboard.press('p');
  await expect(presentation(page)).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(false);
  await expect(page.getByRole('region', { name: 'Editor' })).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', 'projector');
  await expect(caption(page)).toHaveText(before);
});

const SCRIPT = `apiVersion: kubestage/v1
kind: Presentation
title: One Pod
cluster: { seed: 7 }
steps:
- narration: { en: A Pod is stored., ko: 파드가 저장된다. }
  command: kubectl run one --image=nginx:1.27
  camera: etcd
  gate: { until: milestone 1 }
- narration: It looks for a node.
  question: { ask: "Where to?", choose: node }
  gate: { until: milestone 2 }
`;

test('a script from a file is shown step by step; a broken one says where; the run of before comes back', async ({ page }) => {
  await open(page);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'script.yaml'));
    (window as unknown as { given: DataTransfer }).given = data;
  }, SCRIPT);
  await page.keyboard.press('p');
  await expect(presentation(page)).toBeVisible(WHILE_IT_PLAYS);
  const drop = (): Promise<void> => page.evaluate(() => void document.querySelector('.ks-present')?.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: (window as unknown as { given: DataTransfer }).given })));
  await drop();
  await expect(presentation(page).getByText('One Pod')).toBeVisible();
  await expect(presentation(page).getByText('step 0 of 2')).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(said(page)).toHaveText('A Pod is stored.', WHILE_IT_PLAYS);
  await expect(presentation(page).getByRole('button', { name: /^Milestone 1/ })).toBeVisible(WHILE_IT_PLAYS);
  await page.keyboard.press('PageDown');
  await expect(question(page).getByRole('heading')).toHaveText('Where to?', WHILE_IT_PLAYS);
  // A remote has no Enter: PageDown reveals.
  await page.keyboard.press('PageDown');
  await expect(question(page).getByRole('listitem').filter({ hasText: 'what happened' })).toHaveCount(1, WHILE_IT_PLAYS);
  await page.keyboard.press('p');
  await expect(caption(page)).toContainText('Press Play', WHILE_IT_PLAYS);

  await page.keyboard.press('p');
  await expect(presentation(page)).toBeVisible();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['apiVersion: kubestage/v1\nkind: Presentation\nsteps:\n- narration: x\n  gate: { until: someday }\n'], 'script.yaml'));
    (window as unknown as { given: DataTransfer }).given = data;
  });
  await drop();
  await expect(presentation(page).getByRole('alert')).toContainText('line 5, steps[0].gate.until');
  await expect(presentation(page).getByRole('alert')).toContainText('someday');
});

test('what was just done becomes a script that plays to the same Pods', async ({ page }) => {
  await open(page);
  await setSpeed(page, '10 : 1');
  await toLatest(page);
  await expect(pods(page)).toHaveCount(3);
  await type(page, 'kubectl delete pod -l app=nginx --wait=false');
  await expect(line(page, 'deleted')).toHaveCount(3, WHILE_IT_PLAYS);
  await expectAtRest(page);
  const namesOf = (all: Locator): Promise<readonly string[]> => all.evaluateAll((elements) => elements.map((e) => /^[\w-]+/.exec(e.getAttribute('title') ?? '')?.[0] ?? '').sort());
  const before = await namesOf(pods(page));
  expect(before.filter((name) => name.startsWith('nginx-deployment-'))).toHaveLength(3);
  await page.getByRole('banner').getByRole('button', { name: 'Search or run a command' }).click();
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('draft a script');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'presentation.yaml' })).toBeVisible();
  await page.getByRole('banner').getByRole('button', { name: 'Present' }).click();
  const steps = presentation(page).getByText(/^step \d+ of \d+$/);
  await expect(steps).toHaveText(/^step 0 of /, WHILE_IT_PLAYS);
  const of = Number(/\d+$/.exec(await steps.innerText())?.[0]);
  expect(of).toBeGreaterThan(4);
  for (let n = 1; n <= of; n++) {
    await expect(presentation(page)).not.toHaveAttribute('data-moving', '', WHILE_IT_PLAYS);
    await page.keyboard.press('PageDown');
    await expect(steps).toHaveText(`step ${n} of ${of}`, WHILE_IT_PLAYS);
  }
  await expect(presentation(page)).not.toHaveAttribute('data-moving', '', WHILE_IT_PLAYS);
  expect(await namesOf(presentation(page).locator('.ks-present-pod[title]'))).toEqual(before);
});
