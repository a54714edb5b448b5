/** Runs the whole pipeline on the 500 real articles, in separate processes, and reads the page. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../emulators/free-ports.ts';
import { startStage } from '../../emulators/pipeline/stages.ts';
import { entityKey, publicationId } from '../../functions/common/domain/keys.ts';
import { preferred } from '../../functions/common/domain/merge.ts';
import { launchBrowser, openPage } from '../support/browser/browser.ts';
import { mark, publicationUrl } from '../support/browser/harness.ts';
import {
  cardsOf,
  eventually,
  overflow,
  rowsOf,
  seriousFaults,
  settled,
  textsOf,
  visit,
} from '../support/browser/page-checks.ts';
import { readArticles } from '../support/posts/articles.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { actualCounts, articlesByName } from '../support/truth.ts';

const HOSTILE = '<img src=x onerror="document.title=1">';
const TEN_MINUTES = 600_000;

const emulators = sharedEmulators();
let browser: Browser;
let submitUrl: string;
let url: string;
let submitted = 0;

beforeTests(async (parts) => {
  const start = async (name: string, path: string, status: number): Promise<string> => {
    const port = await freePort(0, 'PORT');
    const address = `http://127.0.0.1:${port}`;
    const env = {
      PATH: process.env.PATH,
      LOG_LEVEL: 'warn',
      ...emulators.env,
      PORT: String(port),
      ROLLUP_INTERVAL_MS: '1000',
    };
    const ready = [{ url: address + path, status }];
    parts.use(await startStage({ names: [name], env, ready, log: pino({ level: 'silent' }) }));
    return address;
  };
  await start('save', '/healthz', 200);
  await start('extract', '/healthz', 200);
  submitUrl = await start('submit', '/', 404);
  url = await start('show', '/api/stats', 200);
  browser = await launchBrowser();
  parts.defer(() => browser.close());

  const posts = readArticles();
  expect(posts).toHaveLength(500);
  for (let from = 0; from < posts.length; from += 100) await submit(posts.slice(from, from + 100));
  while ((await articlesCounted()) < submitted) await sleep(200);
  expect(await articlesCounted()).toBe(submitted);
  while ((await articlesRolledUp()) < submitted) await sleep(200);
}, TEN_MINUTES);

async function submit(posts: readonly unknown[]): Promise<void> {
  const response = await fetch(`${submitUrl}/posts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(posts),
  });
  expect(response.status).toBe(202);
  submitted += posts.length;
}

async function articlesCounted(): Promise<number> {
  return (await publications()).reduce((sum, [, articles]) => sum + articles, 0);
}

/** The number of articles in the overview. */
async function articlesRolledUp(): Promise<number> {
  const { articles } = z
    .object({ articles: z.number() })
    .parse(await (await fetch(`${url}/api/stats`)).json());
  return articles;
}

function byCount([a, m]: [string, number], [b, n]: [string, number]): number {
  return n - m || (a < b ? -1 : 1);
}

/** The publications in Firestore: id and counts. */
function counts(): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>> {
  return actualCounts(emulators.firestore);
}

async function namesOfPublications(): Promise<ReadonlyMap<string, string>> {
  const { docs } = await emulators.firestore.collection('days').get();
  const names = new Map<string, string>();
  for (const document of docs) {
    const { publication, name } = document.data();
    const before = names.get(publication);
    names.set(publication, before === undefined ? name : preferred(before, name));
  }
  return names;
}

async function publications(): Promise<[string, number][]> {
  const names = await namesOfPublications();
  return Object.entries(await counts())
    .map(([id, own]): [string, number] => [names.get(id) ?? id, own.articles ?? 0])
    .sort(byCount);
}

/** The key of a name such as `place paris`. */
function keyOf(name: string): string {
  return name.replace(/^\w+ /, '');
}

/**
 * The articles of each name, by key, because a page merges rare types of a name into its most frequent one.
 */
function byKey(own: Readonly<Record<string, number>>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of articlesByName(own))
    sums.set(keyOf(name), (sums.get(keyOf(name)) ?? 0) + count);
  return sums;
}

/** The rows of the page, with the keys of their names. */
async function keyRows(page: Page): Promise<[string, number][]> {
  return (await rowsOf(page)).map(([text, count]) => [entityKey(text), count]);
}

test('every page of cards equals Firestore, forward and back', async () => {
  const { page, faults } = await openPage(browser);
  const expected = await publications();
  await visit(page, url);
  const pages = Math.ceil(expected.length / 12);
  for (let n = 0; n < pages; n++) {
    await eventually(() => cardsOf(page)).toEqual(expected.slice(n * 12, n * 12 + 12));
    if (n < pages - 1) await page.getByRole('link', { name: 'Next' }).click();
  }
  for (let n = pages - 2; n >= 0; n--) {
    await page.getByRole('link', { name: 'Previous' }).click();
    await eventually(() => cardsOf(page)).toEqual(expected.slice(n * 12, n * 12 + 12));
  }
  expect(faults).toEqual([]);
});

test('every page of the largest ranking equals Firestore, filtered and searched too', async () => {
  const { page, faults } = await openPage(browser);
  const [name = ''] = (await publications())[0] ?? [];
  const id = publicationId(name);
  const expected = byKey((await counts())[id] ?? {});
  await visit(page, publicationUrl(url, name));
  const shown: [string, number][] = [];
  for (;;) {
    await eventually(() => textsOf(page, 'tbody .rank')).toContain((shown.length + 1).toLocaleString('en'));
    shown.push(...(await keyRows(page)));
    const next = page.getByRole('link', { name: 'Next' });
    if ((await next.count()) === 0) break;
    await next.click();
  }
  const sums = new Map<string, number>();
  for (const [key, count] of shown) sums.set(key, (sums.get(key) ?? 0) + count);
  expect(sums).toEqual(expected);
  const ranked = shown.map(([, count]) => count);
  expect(ranked).toEqual(ranked.toSorted((a, b) => b - a));
  await page.getByRole('link', { name: 'Places' }).click();
  await eventually(async () => new Set(await textsOf(page, 'td.type'))).toEqual(new Set(['Place']));
  const [[place = ''] = []] = await rowsOf(page);
  await page.getByRole('searchbox', { name: 'Find a name in this publication' }).fill(place.toUpperCase());
  await eventually(async () => (await rowsOf(page)).map(([text]) => text)).toContain(place);
  await eventually(() => page.url()).toContain('q=');
  expect(faults).toEqual([]);
});

test('the view of a name equals Firestore', async () => {
  const { page, faults } = await openPage(browser);
  const all = Object.values(await counts()).map(articlesByName);
  const names = all.flatMap((own) => [...own.keys()]);
  const types = Map.groupBy(new Set(names), keyOf);
  // A name with one type in all articles. For other names the page decides which type is shown.
  const clear = names.filter((name) => types.get(keyOf(name))?.length === 1);
  const [name = ''] =
    [...Map.groupBy(clear, (one) => one)].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const [type = ''] = name.split(' ');
  const key = keyOf(name);
  await visit(page, `${url}/names/${type}/${encodeURIComponent(key)}`);
  const expected = all.flatMap((own) => own.get(name) ?? []).sort((a, b) => b - a);
  const total = expected.reduce((sum, count) => sum + count, 0);
  expect(await textsOf(page, '.meta .count')).toEqual([`${total.toLocaleString('en')} articles`]);
  const bars = (await textsOf(page, '.bars .value')).map((text) => Number.parseInt(text, 10));
  expect(bars).toEqual(expected.slice(0, 40));
  expect(faults).toEqual([]);
});

test('a post submitted while the page is open appears, with hostile names as text', async () => {
  const { page, faults } = await openPage(browser);
  await visit(page, url);
  const isSameDocument = await mark(page);
  const before = await articlesCounted();
  expect((await textsOf(page, '.totals dd'))[0]).toBe(before.toLocaleString('en'));
  await submit(
    Array.from({ length: 60 }, (_, n) => ({
      publication: HOSTILE,
      content: `Angela Merkel came to Berlin for the ${n}th time.`,
    })),
  );
  await eventually(async () => (await cardsOf(page))[0]).toEqual([HOSTILE, 60]);
  await eventually(async () => (await textsOf(page, '.totals dd'))[0]).toBe(
    (before + 60).toLocaleString('en'),
  );
  expect(await isSameDocument()).toBe(true);
  await page.getByRole('link', { name: HOSTILE }).click();
  await settled(page);
  await eventually(() => textsOf(page, 'h1')).toEqual([HOSTILE]);
  expect((await rowsOf(page)).map(([text]) => text)).toContain('Berlin');
  expect(await page.locator('#page img, #page script').count()).toBe(0);
  expect(faults).toEqual([]);
});

test('no view of real names has a serious accessibility error or is wider than its window', async () => {
  for (const viewport of [
    { width: 1280, height: 900 },
    { width: 360, height: 740 },
  ]) {
    const { page, faults } = await openPage(browser, { viewport });
    const [, second] = await publications();
    for (const view of [url, publicationUrl(url, second?.[0] ?? ''), `${url}/search?q=s`]) {
      await visit(page, view);
      expect(await seriousFaults(page), view).toEqual([]);
      expect(await overflow(page), view).toBeLessThanOrEqual(0);
    }
    expect(faults).toEqual([]);
  }
});
