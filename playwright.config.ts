import { defineConfig, devices } from '@playwright/test';
import { chromiumArgs, findChromium } from './tools/chromium.mjs';

// The built page, under a sub-path, as a static host would serve it.
const PORT = Number(process.env.E2E_PORT ?? 4173);
const DIST = process.env.E2E_DIST ?? 'dist';
const URL = `http://127.0.0.1:${PORT}/some/path/`;
const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    baseURL: URL,
    // Keeping the page for offline is one journey's business; the others need not wait for it.
    serviceWorkers: 'block',
    // A recording of every journey (pictures, and the page after each step) costs as much as the journey: on demand.
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArgs },
  },
  webServer: { command: `npx vite preview --port ${PORT} --strictPort --outDir ${DIST} --base /some/path/`, url: URL, reuseExistingServer: true },
});
