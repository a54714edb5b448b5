/** The whole pipeline on the 500 real articles, as processes of their own, seen through the page. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { freePort } from '../../emulators/free-ports.ts';
import { startStage } from '../../emulators/pipeline/stages.ts';
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
    const env = { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...emulators.env, PORT: String(port) };
    const ready = { url: address + path, status };
    parts.use(await startStage({ name, env, ready, log: pino({ level: 'silent' }) }));
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
  const snapshot = await emulators.firestore.collection('publications').get();
  return snapshot.docs.reduce((sum, document) => sum + Number(document.get('articleCount')), 0);
}

function byCount([a, m]: [string, number], [b, n]: [string, number]): number {
  return n - m || Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function publications(): Promise<[string, number][]> {
  const { docs } = await emulators.firestore.collection('publications').get();
  return docs
    .map((document): [string, number] => [document.get('name'), document.get('articleCount')])
    .sort(byCount);
}

async function entities(publicationId: string, type?: string): Promise<[string, number][]> {
  const { docs } = await emulators.firestore.collection(`publications/${publicationId}/entities`).get();
  return docs
    .filter((document) => type === undefined || document.get('type') === type)
    .map((document): [string, number] => [document.get('text'), document.get('count')])
    .sort(byCount);
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
  const snapshot = await emulators.firestore.collection('publications').where('name', '==', name).get();
  const id = snapshot.docs[0]?.id ?? '';
  const expected = await entities(id);
  await visit(page, publicationUrl(url, name));
  const pages = Math.ceil(expected.length / 40);
  for (let n = 0; n < pages; n++) {
    // Names of different types may be spelled the same; their order among themselves is the documents'.
    await eventually(async () => (await rowsOf(page)).sort(byCount)).toEqual(
      expected.slice(n * 40, n * 40 + 40).sort(byCount),
    );
    if (n < pages - 1) await page.getByRole('link', { name: 'Next' }).click();
  }
  await page.getByRole('link', { name: 'Places' }).click();
  await eventually(() => rowsOf(page)).toEqual((await entities(id, 'place')).slice(0, 40));
  const [place = ''] = (await entities(id, 'place'))[0] ?? [];
  await page.getByRole('searchbox').fill(place.toUpperCase());
  await eventually(async () => (await rowsOf(page)).map(([text]) => text)).toContain(place);
  expect(faults).toEqual([]);
});

test('an entity tells the same as Firestore', async () => {
  const { page, faults } = await openPage(browser);
  const { docs } = await emulators.firestore.collectionGroup('entities').get();
  const byKey = Map.groupBy(docs, (document) => `${document.get('type')}/${document.get('key')}`);
  const [most = [], path = ''] =
    [...byKey].map(([key, list]) => [list, key] as const).sort(([a], [b]) => b.length - a.length)[0] ?? [];
  const [type = '', key = ''] = path.split('/');
  await visit(page, `${url}/entities/${type}/${encodeURIComponent(key)}`);
  const total = most.reduce((sum, document) => sum + Number(document.get('count')), 0);
  expect(await textsOf(page, '.meta .count')).toEqual([`${total.toLocaleString('en')} mentions`]);
  const counts = (await textsOf(page, '.bars .value')).map((text) => Number.parseInt(text, 10));
  expect(counts).toEqual(
    most
      .map((document) => Number(document.get('count')))
      .sort((a, b) => b - a)
      .slice(0, 40),
  );
  expect(faults).toEqual([]);
});

test('a post submitted while the page is open appears, hostile names as text', async () => {
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

test('no view of real names has a serious fault or is wider than its window', async () => {
  for (const viewport of [
    { width: 1280, height: 900 },
    { width: 360, height: 740 },
  ]) {
    const { page, faults } = await openPage(browser, { viewport });
    const [, second] = await publications();
    for (const view of [url, publicationUrl(url, second?.[0] ?? ''), `${url}/search?prefix=s`]) {
      await visit(page, view);
      expect(await seriousFaults(page), view).toEqual([]);
      expect(await overflow(page), view).toBeLessThanOrEqual(0);
    }
    expect(faults).toEqual([]);
  }
});
