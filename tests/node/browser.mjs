// Starts the system's Chromium with a new, empty profile. Nothing is downloaded and nothing but loopback is asked:
// the browser's own background services are switched off.
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/**
 * Opens a browser with an empty profile of its own.
 * @param {object} [options] playwright's context options, e.g. `javaScriptEnabled: false`, `locale`, `viewport`.
 * @returns {Promise<{context: import('playwright-core').BrowserContext, page: import('playwright-core').Page, close: () => Promise<void>}>}
 */
export async function open(options = {}) {
  if (!existsSync(executablePath)) {
    throw new Error('no Chromium: install the Debian package chromium, or set CHROMIUM_PATH');
  }
  const profile = await mkdtemp(join(tmpdir(), 'datasharing-browser-'));
  const erase = () => rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  try {
    const context = await chromium.launchPersistentContext(profile, { executablePath, args: flags, ...options });
    const page = context.pages()[0] ?? await context.newPage();
    return { context, page, close: async () => { await context.close(); await erase(); } };
  } catch (error) {
    await erase();
    throw error;
  }
}

/** Runs `use(page, context)` in a browser of its own and closes it whatever happens. */
export async function withPage(options, use) {
  const browser = await open(options);
  try {
    return await use(browser.page, browser.context);
  } finally {
    await browser.close();
  }
}
