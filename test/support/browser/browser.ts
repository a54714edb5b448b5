/** A real browser for tests: the one that npm installs on Linux x64, else an installed Chrome. */
import { tmpdir } from 'node:os';
import chromium from '@sparticuz/chromium';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium as driver,
  type Page,
} from 'playwright-core';

/** Starts the browser. `CHROME_PATH` names another one. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROME_PATH;
  const bundled = process.platform === 'linux' && process.arch === 'x64';
  if (named === undefined && !bundled) return driver.launch({ channel: 'chrome' });
  return driver.launch({
    executablePath: named ?? (await chromium.executablePath()),
    // Containers do not support the sandbox, and their shared memory is small.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    env: { ...process.env, HOME: tmpdir() },
  });
}

/** A page that records its errors. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings on the console, exceptions, refused resources, violations of the security policy. */
  readonly faults: readonly string[];
}

/** Opens a page in a separate context. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  await page.exposeFunction('reportViolation', (text: string) => faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report: unknown = Reflect.get(globalThis, 'reportViolation');
      if (typeof report === 'function') report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return { page, context, faults };
}
