/** A browser, the show function and emulators. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { publicationId } from '../../../functions/common/domain/keys.ts';
import { startTestEmulators, type TestEmulators } from '../emulators.ts';
import { shared } from '../shared.ts';
import { serveShow } from '../show/serve.ts';
import { launchBrowser, openPage, type WatchedPage } from './browser.ts';

export interface Harness extends AsyncDisposable {
  readonly emulators: TestEmulators;
  readonly url: string;
  readonly browser: Browser;
  /** Opens a page; closed with the harness. */
  open(options?: BrowserContextOptions): Promise<WatchedPage>;
}

/** Starts emulators, the function and a browser. */
async function startHarness(environment: Readonly<Record<string, string>> = {}): Promise<Harness> {
  await using parts = new AsyncDisposableStack();
  const emulators = parts.use(await startTestEmulators());
  const show = parts.use(await serveShow({ ...emulators.env, ...environment }));
  const browser = await launchBrowser();
  parts.defer(() => browser.close());
  const kept = parts.move();
  return {
    emulators,
    url: show.url,
    browser,
    open: (options) => openPage(browser, options),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A harness for the tests of a file. `fill` writes their data into Firestore. */
export function sharedHarness(
  environment: Readonly<Record<string, string>> = {},
  fill: (emulators: TestEmulators) => Promise<void> = async () => undefined,
): () => Harness {
  return shared(async () => {
    const harness = await startHarness(environment);
    await fill(harness.emulators);
    return harness;
  });
}

/** The address of a publication's view. */
export function publicationUrl(url: string, name: string, query = ''): string {
  return `${url}/publications/${encodeURIComponent(publicationId(name))}${query}`;
}

/** Marks the document, so that a test can detect a reload. */
export async function mark(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Reflect.set(globalThis, 'marked', true));
  return () => page.evaluate(() => Reflect.get(globalThis, 'marked') === true);
}
