// Journey: the whole story in Korean. Only what Kubernetes itself says stays English: status words, names, kubectl, the wire.

import type { Page } from '@playwright/test';
import { expect, expectAccessible, pods, test } from './page.ts';

const koCaption = (page: Page) => page.getByRole('region', { name: '설명' }).getByRole('paragraph').first();

/** Three English words in a row, where nothing of Kubernetes' own is written. */
function englishSentences(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const own = 'code, pre, .ks-mono, .monaco-editor, .xterm, .ks-terminal-glass, [lang=en], input, .ks-event-message, .ks-terminal';
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim();
      const element = node.parentElement as Element;
      if (element.closest(`${own}, script, style`) || !element.checkVisibility()) continue;
      if (/(?:\b[A-Za-z][a-z']+\b[ ,]+){2,}\b[a-z]+\b/.test(text) && !/[가-힣]/.test(text)) found.push(text);
    }
    for (const element of document.querySelectorAll('[aria-label], [title]')) {
      if (element.closest(own)) continue;
      for (const text of [element.getAttribute('aria-label'), element.getAttribute('title')]) {
        if (text && /(?:\b[A-Za-z][a-z']+\b[ ,]+){2,}\b[a-z]+\b/.test(text) && !/[가-힣]/.test(text)) found.push(`label: ${text}`);
      }
    }
    return [...new Set(found)];
  });
}

/** Words on buttons, tabs, titles and in the caption that do not fit their place. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, [role=tab], [role=radio], h2, h3, .ks-box-title, .ks-box-note, .ks-caption-text, .ks-cap, .ks-pod-word, .ks-dialog p')]
      .filter((e) => e.checkVisibility() && !e.closest('.monaco-editor, .xterm, .ks-unseen') && e.innerText?.trim())
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible' && getComputedStyle(e).display !== 'inline')
      .map((e) => `${e.className}: ${e.innerText.trim().slice(0, 60)}`),
  );
}

test.describe('with a Korean browser', () => {
  test.use({ locale: 'ko-KR' });

  test('the story is told in Korean', async ({ page }) => {
    await page.goto('./');
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
    await expect(koCaption(page)).toContainText('재생', { timeout: 45_000 });
    const playback = page.getByRole('region', { name: '재생' });
    await expect(playback.getByText('14.00')).toBeVisible({ timeout: 45_000 });
    await page.getByRole('radio', { name: '이정표' }).click();
    for (let n = 1; n <= 7; n++) {
      await playback.getByRole('button', { name: '한 걸음 앞으로' }).click();
      await expect(page.getByRole('img', { name: new RegExp(`이정표 ${n}`) })).toBeVisible();
      expect(await koCaption(page).innerText()).toMatch(/[가-힣]/);
      expect(await englishSentences(page)).toEqual([]);
      expect(await cutOff(page)).toEqual([]);
    }
    await playback.getByRole('button', { name: /^최신으로/ }).click();
    // Kubernetes' own words stay as they are.
    const running = page.getByRole('main').locator('button[title^=nginx]').filter({ hasText: 'Running' });
    await expect(running).toHaveCount(3);
    await running.first().click();
    for (const tab of ['HTTP', 'etcd', '오브젝트', '왜']) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      await expect(page.getByRole('tab', { name: tab, exact: true })).toHaveAttribute('aria-selected', 'true');
      expect(await englishSentences(page), tab).toEqual([]);
      expect(await cutOff(page), tab).toEqual([]);
    }
    for (const button of ['장애 주입', '순간 공유']) {
      await page.getByRole('banner').getByRole('button', { name: button }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await englishSentences(page), button).toEqual([]);
      expect(await cutOff(page), button).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await expectAccessible(page);
  });
});

test('L changes the language and back', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('main', { name: 'Stage' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Share moment' })).toBeEnabled();
  await page.keyboard.press('l');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.getByRole('radio', { name: '한국어' })).toBeChecked();
  await expect(koCaption(page)).toContainText('재생', { timeout: 45_000 });
  expect(await englishSentences(page)).toEqual([]);
  await page.keyboard.press('l');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByText('Press Play, or change').first()).toBeVisible();
  await expect(pods(page)).toHaveCount(0);
});
