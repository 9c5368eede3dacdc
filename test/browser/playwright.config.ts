import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const port = Number(process.env.BROWSER_TEST_PORT ?? 3187);
/** A first start of its own; set BROWSER_TEST_URL to look at a running one instead. */
const url = process.env.BROWSER_TEST_URL ?? `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: '.',
  testMatch: '*.browser-spec.ts',
  fullyParallel: false,
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  outputDir: '../../test-results',
  use: {
    baseURL: url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } }, testIgnore: 'phone.browser-spec.ts' },
    {
      name: 'phone',
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
      testMatch: 'phone.browser-spec.ts',
    },
  ],
  ...(process.env.BROWSER_TEST_URL === undefined
    ? {
        webServer: {
          command: 'node apps/start/src/start.mjs',
          cwd: join(import.meta.dirname, '..', '..'),
          url: `${url}/health/ready`,
          timeout: 240_000,
          gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 30_000 },
          env: { PORT: String(port), DATA_DIR: mkdtempSync(join(tmpdir(), 'lianghuan-browser-')), LOG_LEVEL: 'warn' },
        },
      }
    : {}),
});
