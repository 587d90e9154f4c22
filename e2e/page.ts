// What every journey begins with: the page in a fresh profile, its console watched, and the learner's verbs.

import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

export { expect };

export const test = base.extend<{ quiet: void; another: () => Promise<Page> }>({
  // No journey may leave an error or a warning in the console.
  quiet: [
    async ({ page }, use) => {
      const said: string[] = [];
      page.on('console', (message) => {
        // The last is Playwright's own word, of what playwright.config.ts asks it to do.
        if ((message.type() === 'error' || message.type() === 'warning') && message.text() !== 'Service Worker registration blocked by Playwright') said.push(`${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
      await use();
      expect(said).toEqual([]);
    },
    { auto: true },
  ],
  // Somebody else's browser: nothing of this one is in it.
  another: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...(baseURL ? { baseURL } : {}) });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/**
 * Nothing serious for axe on what is shown. Its "legacy" way is the whole analysis without a second page to put the results of
 * frames of other origins together (the embedded page is looked at by itself); with the results that are looked at it takes a fifth of the time.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((n) => n.target.join(' ')).join('; ')})`)).toEqual([]);
}

// ---- what somebody at the page sees ----

export const stage = (page: Page): Locator => page.getByRole('main', { name: 'Stage' });
export const caption = (page: Page): Locator => page.getByRole('region', { name: 'Caption' }).getByRole('paragraph').first();
export const playback = (page: Page): Locator => page.getByRole('region', { name: 'Playback' });
/** The time at the playhead. */
export const moment = (page: Page): Locator => page.locator('.ks-transport-moment b').first();
export const inspector = (page: Page): Locator => page.locator('#ks-inspector');
export const terminal = (page: Page): Locator => page.getByRole('region', { name: 'Terminal with kubectl' });
export const editor = (page: Page): Locator => page.getByRole('region', { name: 'Editor' });
export const manifest = (page: Page): Locator => editor(page).getByRole('textbox', { name: /^Manifest / });
/** The numbered circles on the rail of the timeline. */
export const milestones = (page: Page): Locator => page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: /^Milestone / });
/** A card in the controllers' box. */
export const controller = (page: Page, name: string): Locator => stage(page).getByRole('group', { name: 'kube-controller-manager' }).getByRole('button', { name: new RegExp(`^${name}\\b`) });
/** Pods on the worker nodes, by the word that stands under their names. */
export const pods = (page: Page, word: RegExp | string = /./): Locator =>
  stage(page)
    .getByRole('group', { name: /^worker-/ })
    .getByRole('button')
    .filter({ hasText: word });
/** One Pod by the last letters of its name. */
export const pod = (page: Page, suffix: string): Locator => pods(page, suffix);

/**
 * Goes back reconcile by reconcile until the caption says this. What a caption says for a moment while it plays, a slow
 * machine may have no frame for; standing still, each step has its own.
 */
export async function stepBackTo(page: Page, sentence: RegExp, steps = 100): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('radio', { name: 'reconcile', exact: true }).click();
  const back = playback(page).getByRole('button', { name: 'One step back' });
  // Panels follow the playhead in a task of their own: what stands there counts once they have.
  const settled = (): Promise<void> => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))));
  for (let i = 0; i < steps; i++) {
    await settled();
    if (sentence.test(await caption(page).innerText())) break;
    await back.click();
  }
  await expect(caption(page)).toHaveText(sentence);
}

/** Lines on the terminal's glass. */
export const line = (page: Page, text: string | RegExp): Locator => terminal(page).getByRole('listitem').filter({ hasText: text });

/** As many Pods as that on the worker nodes, and each with this word. */
export async function expectPods(page: Page, word: RegExp, count: number): Promise<void> {
  await expect(pods(page, word)).toHaveCount(count, WHILE_IT_PLAYS);
  await expect(pods(page)).toHaveCount(count, WHILE_IT_PLAYS);
}

/** What is played takes its time, and more of it on a machine that has other things to do. */
export const WHILE_IT_PLAYS = { timeout: 45_000 } as const;

// ---- what somebody at the page does ----

/** A first visit: the story stands before its first step. */
export async function open(page: Page): Promise<void> {
  await page.goto('./');
  await expect(caption(page)).toContainText('Press Play', WHILE_IT_PLAYS);
  // All of it is told.
  await expect(playback(page).getByText('14.00 s')).toBeVisible(WHILE_IT_PLAYS);
}

/** A cluster in which nothing has happened, and an empty file; at the speed of real time. */
export async function openEmpty(page: Page, speed = '1 : 1'): Promise<void> {
  await page.goto('./#empty');
  await expect(caption(page)).toContainText('waits for you', WHILE_IT_PLAYS);
  await setSpeed(page, speed);
  await newFile(page);
}

export async function newFile(page: Page): Promise<void> {
  await editor(page).getByRole('button', { name: 'New file or example' }).click();
  await page.getByRole('menuitem', { name: 'Empty file' }).click();
  await expect(editor(page).getByText('Paste a manifest')).toBeVisible();
}

/** Opens one of the examples, in a file of its own, in the cluster that is there. */
export async function addExample(page: Page, title: string): Promise<void> {
  await editor(page).getByRole('button', { name: 'New file or example' }).click();
  await page.getByRole('menuitem', { name: title }).click();
}

/** Pastes a text in place of all that the editor holds. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await manifest(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
}

export async function apply(page: Page): Promise<void> {
  await editor(page).getByRole('button', { name: 'Apply' }).click();
}

/** Types a line at the prompt and gives it off. */
export async function type(page: Page, line: string): Promise<void> {
  const prompt = terminal(page).getByRole('textbox', { name: /^Command line/ });
  await prompt.focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** As `1 : 100` or `10 : 1`, simulated to real. */
export async function setSpeed(page: Page, ratio: string): Promise<void> {
  const field = playback(page).getByRole('textbox', { name: /^Speed/ });
  await field.fill(ratio);
  await field.press('Enter');
  await expect(field).toHaveValue(ratio);
}

export async function toLatest(page: Page): Promise<void> {
  await playback(page).getByRole('button', { name: /^To latest/ }).click();
  await expect(playback(page).getByRole('button', { name: 'To latest' })).toBeDisabled();
}

export async function play(page: Page): Promise<void> {
  await playback(page).getByRole('button', { name: 'Play', exact: true }).click();
}

/** Waits until the page has come to rest by itself. */
export async function expectAtRest(page: Page): Promise<void> {
  await expect(playback(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible(WHILE_IT_PLAYS);
  await expect(playback(page).getByText('Simulating')).toHaveCount(0, WHILE_IT_PLAYS);
}

/** Drags the playhead to a place of the timeline: 0 is its left end, 1 its right one. */
export async function drag(page: Page, to: number): Promise<void> {
  const box = await page.getByRole('slider', { name: 'Playhead' }).boundingBox();
  if (!box) throw new Error('the timeline is not shown');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.97, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 6 });
  await page.mouse.up();
}

// ---- what the page keeps ----

const KEPT = { database: 'kubestage', store: 'session', key: 'last' };

/** Something done with what the page keeps in the browser. */
export const kept = (page: Page, value?: unknown): Promise<string> =>
  page.evaluate(
    ({ database, store, key, value }) =>
      new Promise<string>((done, failed) => {
        const opening = indexedDB.open(database);
        opening.onerror = () => failed(new Error('no database'));
        opening.onsuccess = () => {
          const db = opening.result;
          const table = db.transaction(store, value === undefined ? 'readonly' : 'readwrite').objectStore(store);
          const request = (value === undefined ? table.get(key) : table.put(value, key)) as IDBRequest<unknown>;
          request.onsuccess = () => {
            db.close();
            done(JSON.stringify(request.result) ?? '');
          };
        };
      }),
    { ...KEPT, value },
  );
