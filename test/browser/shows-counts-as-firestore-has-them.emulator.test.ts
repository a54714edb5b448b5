import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Entity, entityTypes } from '../../functions/common/domain/post.ts';
import { shownTypesOf, type TypedCount } from '../../functions/common/domain/shown-types.ts';
import { mark, publicationUrl, sharedHarness } from '../support/browser/harness.ts';
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
import { generatePosts } from '../support/posts/generated-posts.ts';
import { seed } from '../support/show/seed.ts';
import { postNaming } from '../support/store.ts';
import { articlesByName, countsByDay, processedOf } from '../support/truth.ts';

const BIG = 'The Long List';
const HOSTILE = '<img src=x onerror="document.title=1">';
const HOSTILE_NAME = '"><script>document.title=1</script>';
/** A single word that is too long for any line. */
const LONG = 'Tageszeitung'.repeat(12);
const LONG_NAME = 'Verein'.repeat(25);
const WIDE = { viewport: { width: 1280, height: 900 } } as const;
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

const harness = sharedHarness({}, async (emulators) => {
  const many = Array.from(
    { length: 95 },
    (_, n): Entity => ({
      type: entityTypes[n % entityTypes.length] ?? 'person',
      text: `Name ${n}`,
      count: 200 - n,
    }),
  );
  await seed(emulators, [
    ...generatePosts({ seed: 4, count: 60, publications: 14 }).map((post) => processedOf(post)),
    postNaming(BIG, many),
    ...Array.from({ length: 9 }, () => postNaming(BIG, [])),
    postNaming(HOSTILE, [{ type: 'person', text: HOSTILE_NAME, count: 7 }]),
    postNaming('Nobody’s Gazette', []),
    ...Array.from({ length: 9 }, () =>
      postNaming(LONG, [{ type: 'organization', text: LONG_NAME, count: 1 }]),
    ),
  ]);
});

/** The publications with their articles, by articles and by name, and the number of names. */
async function inFirestore(): Promise<{ readonly publications: [string, number][]; readonly names: number }> {
  const { docs } = await harness().emulators.firestore.collection('days').get();
  const shown = new Map(docs.map((document) => [document.get('publication'), document.get('name')]));
  const articles = new Map<string, number>();
  const found = new Map<string, TypedCount>();
  for (const day of Object.values(await countsByDay(harness().emulators.firestore))) {
    for (const [id, counts] of Object.entries(day)) {
      articles.set(id, (articles.get(id) ?? 0) + (counts.articles ?? 0));
      for (const [name, count] of articlesByName(counts)) {
        const { articles: sum, mentions } = found.get(name) ?? { articles: 0, mentions: 0 };
        const [type = '', ...key] = name.split(' ');
        found.set(name, {
          type: z.enum(entityTypes).parse(type),
          key: key.join(' '),
          articles: sum + count,
          mentions: mentions + (counts[name] ?? 0),
        });
      }
    }
  }
  const publications = [...articles]
    .map(([id, count]): [string, number] => [shown.get(id) ?? id, count])
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  // A name of several types is one row, or several where several types are frequent.
  const byKey = Map.groupBy(found.values(), ({ key }) => key);
  const names = [...byKey.values()].reduce((sum, types) => sum + new Set(shownTypesOf(types)).size, 0);
  return { publications, names };
}

function follow(page: Page, name: string): Promise<void> {
  return page
    .getByRole('link', { name })
    .click()
    .then(() => settled(page));
}

test('cards and totals equal the counts in Firestore, over all pages, forward and back', async () => {
  const { page, faults } = await harness().open(WIDE);
  await visit(page, harness().url);
  const { publications: expected, names } = await inFirestore();
  expect(await cardsOf(page)).toEqual(expected.slice(0, 12));
  const articles = expected.reduce((sum, [, count]) => sum + count, 0);
  expect(await textsOf(page, '.totals dd')).toEqual(
    [articles, expected.length, names].map((total) => total.toLocaleString('en')),
  );
  await follow(page, 'Next');
  expect(await cardsOf(page)).toEqual(expected.slice(12, 24));
  await follow(page, 'Previous');
  expect(await cardsOf(page)).toEqual(expected.slice(0, 12));
  expect(faults).toEqual([]);
});

test('the first view takes one round of requests and less than 200 kB', async () => {
  const { page, context } = await harness().open(WIDE);
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const requests = new Map<string, { url: string; startedBy: string; bytes: number }>();
  session.on('Network.requestWillBeSent', ({ requestId, request, initiator }) => {
    requests.set(requestId, { url: request.url, startedBy: initiator.type, bytes: 0 });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const known = requests.get(requestId);
    if (known !== undefined) known.bytes = encodedDataLength;
  });
  await visit(page, harness().url);
  await page.waitForLoadState('networkidle');
  // Repeated requests are those that keep the page live.
  const first = Map.groupBy(requests.values(), ({ url }) => url);
  const all = [...first.values()].flatMap(([one]) => (one?.url.startsWith('http') ? [one] : []));
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  process.stdout.write(`first view: ${all.length} requests, ${bytes} bytes\n`);
  expect(bytes).toBeLessThan(200_000);
  expect(new Set(all.map(({ url }) => new URL(url).origin))).toEqual(new Set([harness().url]));
  expect(all.some(({ url }) => url.includes('/api/publications?'))).toBe(true);
  // The page requests all files of the document at once. Only letters outside Western Europe need a further
  // font, when a name has them.
  const later = all.slice(1).filter(({ startedBy }) => startedBy !== 'parser');
  expect(later.filter(({ url }) => !url.includes('latin-ext'))).toEqual([]);
});

test('a publication has its ranking, filtered by type, paged forward and back, and searched', async () => {
  const { page, faults } = await harness().open(WIDE);
  await visit(page, publicationUrl(harness().url, BIG, '?by=mentions'));
  const ranked = Array.from({ length: 95 }, (_, n): [string, number] => [`Name ${n}`, 200 - n]);
  expect(await rowsOf(page)).toEqual(ranked.slice(0, 40));
  expect(await page.title()).toContain(BIG);
  await follow(page, 'Next');
  expect(await rowsOf(page)).toEqual(ranked.slice(40, 80));
  await follow(page, 'Next');
  expect(await rowsOf(page)).toEqual(ranked.slice(80));
  expect(await textsOf(page, 'tbody .rank')).toEqual(Array.from({ length: 15 }, (_, n) => String(81 + n)));
  await follow(page, 'Previous');
  expect(await rowsOf(page)).toEqual(ranked.slice(40, 80));
  await page.goBack();
  await eventually(() => rowsOf(page)).toEqual(ranked.slice(80));
  await follow(page, 'Go to live counts');
  await page.getByRole('link', { name: 'Places' }).click();
  await eventually(() => rowsOf(page)).toEqual(ranked.filter((_, n) => n % 3 === 1));
  const field = page.getByRole('searchbox', { name: 'Find a name in this publication' });
  await field.fill('name 1');
  const places = ranked.filter(([name], n) => n % 3 === 1 && name.startsWith('Name 1'));
  await eventually(() => rowsOf(page)).toEqual(places);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('q');
  await page.reload();
  await settled(page);
  expect(await field.inputValue()).toBe('name 1');
  expect(await rowsOf(page)).toHaveLength(places.length);
  await page.getByRole('link', { name: 'Rank by articles' }).click();
  await eventually(() => rowsOf(page)).toEqual(places.map(([name]) => [name, 1]));
  expect(faults).toEqual([]);
});

test('a word of the cloud links to its name, whose bars show the publications, and the back button returns', async () => {
  const { page, faults } = await harness().open(WIDE);
  await visit(page, harness().url);
  const isSameDocument = await mark(page);
  await page.getByRole('link', { name: BIG }).click();
  await page.locator('.cloud').getByRole('link', { name: 'Name 0', exact: true }).click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Name 0']);
  expect(await textsOf(page, '.bars li')).toEqual([`${BIG} 1 article`]);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await page.goBack();
  await eventually(() => textsOf(page, 'h1')).toEqual([BIG]);
  await page.goBack();
  await eventually(() => page.locator('.card').count()).toBe(12);
  expect(await isSameDocument()).toBe(true);
  expect(faults).toEqual([]);
});

test('names of all publications are searched while typing', async () => {
  const { page, faults } = await harness().open(WIDE);
  await visit(page, harness().url);
  // The view appears before its data. Late data must not take the focus from a person who types.
  await page.route('**/api/stats*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.getByRole('searchbox').pressSequentially('94 nam', { delay: 100 });
  await eventually(() => rowsOf(page)).toEqual([['Name 94', 1]]);
  expect(await page.getByRole('searchbox').inputValue()).toBe('94 nam');
  await page.getByRole('searchbox').fill('no such name');
  await eventually(() => textsOf(page, '.none')).toEqual([expect.stringContaining('“no such name”')]);
  expect(faults).toEqual([]);
});

test('the range can be chosen on each view, is in the address, and stays chosen', async () => {
  const { page, faults } = await harness().open(WIDE);
  const days = (): Promise<string[]> => textsOf(page, '.ranges [aria-current]');
  await visit(page, harness().url);
  expect(await days()).toEqual(['All time']);
  await follow(page, '90 days');
  expect([new URL(page.url()).search, await days()]).toEqual(['?range=90d', ['90 days']]);
  expect((await cardsOf(page))[0]).toEqual([BIG, 10]);
  await page.getByRole('link', { name: BIG }).click();
  await eventually(() => textsOf(page, 'h1')).toEqual([BIG]);
  expect(await days()).toEqual(['90 days']);
  await page.locator('tbody a').first().click();
  await eventually(() => textsOf(page, '.bars li')).toEqual([`${BIG} 1 article`]);
  expect(await days()).toEqual(['90 days']);
  // No article is this old.
  await visit(page, `${harness().url}/?to=2020-12-31`);
  expect(await textsOf(page, '.none')).toEqual(['There are no articles on these days.']);
  await visit(page, publicationUrl(harness().url, BIG, '?from=2020-01-01&to=2020-12-31'));
  expect(await textsOf(page, 'h1')).toEqual([BIG]);
  expect(await textsOf(page, '.meta .count')).toEqual(['0 articles']);
  await follow(page, 'All time');
  expect(await textsOf(page, '.meta .count')).toEqual(['10 articles']);
  expect(faults).toEqual([]);
});

test('a word on a card links to its name, and the card around it to its publication', async () => {
  const { page, faults } = await harness().open(WIDE);
  await visit(page, harness().url);
  const card = page.locator('.card', { hasText: BIG });
  await card.locator('.word').first().click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Name 0']);
  await page.goBack();
  await eventually(() => page.locator('.card').count()).toBe(12);
  await card.click({ position: { x: 120, y: 62 } });
  await eventually(() => textsOf(page, 'h1')).toEqual([BIG]);
  expect(faults).toEqual([]);
});

test('names that fit into no line are broken, and none makes a view wider than a phone', async () => {
  const { page, faults } = await harness().open(PHONE);
  const id = encodeURIComponent(LONG.toLowerCase());
  for (const path of [
    '/',
    '/names',
    '/publications',
    `/publications/${id}`,
    `/names/organization/${LONG_NAME.toLowerCase()}`,
    `/articles?publication=${id}`,
    `/compare?name=${LONG_NAME}&name=Name%200`,
    `/compare?publication=${id}&publication=the%20long%20list`,
  ]) {
    await visit(page, harness().url + path);
    expect((await page.locator('main').textContent()) ?? '', path).toMatch(/Tageszeitung|Verein/);
    expect(await overflow(page), path).toBeLessThanOrEqual(0);
  }
  expect(faults).toEqual([]);
});

test('hostile names are shown as text', async () => {
  const { page, faults } = await harness().open(WIDE);
  await visit(page, publicationUrl(harness().url, HOSTILE));
  expect(await textsOf(page, 'h1')).toEqual([HOSTILE]);
  expect(await rowsOf(page)).toEqual([[HOSTILE_NAME, 1]]);
  expect(await textsOf(page, '.cloud text')).toEqual([expect.stringContaining('"><script>')]);
  await page.locator('tbody a.name').click();
  await eventually(() => textsOf(page, 'h1')).toEqual([HOSTILE_NAME]);
  expect(await textsOf(page, '.bars a:not(.number)')).toEqual([HOSTILE]);
  expect(await page.locator('#page img, #page script').count()).toBe(0);
  expect(await page.title()).toContain(HOSTILE_NAME);
  expect(faults).toEqual([]);
});

test.each([
  ['light', 'wide', WIDE],
  ['light', 'narrow', PHONE],
  ['dark', 'wide', WIDE],
  ['dark', 'narrow', PHONE],
] as const)(
  'no view has a serious accessibility error, %s and %s, nor is wider than its window',
  async (colorScheme, _, size) => {
    const views = {
      overview: harness().url,
      publication: publicationUrl(harness().url, BIG),
      filtered: publicationUrl(harness().url, BIG, '?type=person&q=n&by=mentions'),
      hostile: publicationUrl(harness().url, HOSTILE),
      silent: publicationUrl(harness().url, 'Nobody’s Gazette'),
      ranged: publicationUrl(harness().url, BIG, '?from=2026-11-01&to=2026-11-30'),
      empty: `${harness().url}/?to=2020-12-31`,
      name: `${harness().url}/names/person/name%200`,
      names: `${harness().url}/names`,
      search: `${harness().url}/search?q=name`,
      publications: `${harness().url}/publications`,
      articles: `${harness().url}/articles`,
      compare: `${harness().url}/compare?name=Name%200&name=Name%201`,
      unchosen: `${harness().url}/compare`,
      pair: `${harness().url}/compare?publication=the%20long%20list&publication=nobody%E2%80%99s%20gazette`,
    };
    const { page, faults } = await harness().open({ ...size, colorScheme });
    for (const [name, url] of Object.entries(views)) {
      await visit(page, url);
      expect(await seriousFaults(page), name).toEqual([]);
      expect(await overflow(page), name).toBeLessThanOrEqual(0);
    }
    expect(faults).toEqual([]);
  },
);

test('a ranking shows its length, only its first page has a cloud, and all of it can be downloaded', async () => {
  const { page, faults } = await harness().open(WIDE);
  await visit(page, publicationUrl(harness().url, BIG));
  expect(await textsOf(page, '.pager .where')).toEqual(['1 – 40 of 95']);
  expect(await page.locator('svg.cloud').count()).toBe(1);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  const path = new URL(file.url()).pathname;
  expect(path.endsWith('/names.csv')).toBe(true);
  const lines = (await (await fetch(file.url())).text()).trim().split('\r\n');
  expect(lines).toHaveLength(96);
  await page.getByRole('link', { name: 'Next →' }).click();
  await eventually(() => textsOf(page, '.pager .where')).toEqual(['41 – 80 of 95']);
  expect(await page.locator('svg.cloud').count()).toBe(0);
  expect(faults).toEqual([]);
});

test('the slash key focuses the search field from every view, and types a slash in it', async () => {
  const { page } = await harness().open(WIDE);
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await visit(page, publicationUrl(harness().url, BIG, '?range=30d'));
  await page.keyboard.press('/');
  expect(await focused()).toBe('find');
  await page.keyboard.type('a/b');
  expect(await page.locator('#find').inputValue()).toBe('a/b');
  await page.locator('#find').fill('94 name');
  await eventually(() => new URL(page.url()).pathname).toBe('/names');
  await eventually(() => rowsOf(page)).toEqual([['Name 94', 1]]);
  expect(await focused()).toBe('find');
  expect(new URL(page.url()).search).toBe('?range=30d&q=94+name');
  await page.goBack();
  await eventually(() => textsOf(page, 'h1')).toEqual([BIG]);
});

test('a name with control characters for direction affects only itself', async () => {
  const { page } = await harness().open(WIDE);
  await visit(page, publicationUrl(harness().url, BIG));
  const isolation = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).unicodeBidi);
  for (const selector of ['table th[scope="row"] a', '.crumb a', 'table td', 'h1'])
    expect(['isolate', 'plaintext'], selector).toContain(await isolation(selector));
});

test('the back button returns the focus to the link that was followed', async () => {
  const { page } = await harness().open(WIDE);
  await visit(page, publicationUrl(harness().url, BIG));
  const link = page.locator('table th[scope="row"] a').nth(5);
  const href = await link.getAttribute('href');
  await link.click();
  await eventually(() => new URL(page.url()).pathname).toContain('/names/');
  await page.goBack();
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(href);
});
