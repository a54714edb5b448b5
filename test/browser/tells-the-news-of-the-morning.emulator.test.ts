import { expect, test } from 'vitest';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { dayLabel } from '../../functions/show/page/words.ts';
import { sharedHarness } from '../support/browser/harness.ts';
import {
  eventually,
  overflow,
  rowsOf,
  seriousFaults,
  textsOf,
  visit,
} from '../support/browser/page-checks.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { processedPost } from '../support/store.ts';

const MS_PER_DAY = 86_400_000;
const dayAgo = (days: number): string => new Date(Date.now() - days * MS_PER_DAY).toISOString().slice(0, 10);
let posts = 0;

function articles(
  publication: string,
  age: number,
  count: number,
  naming: Readonly<Record<string, number>>,
): ProcessedPost[] {
  return Array.from({ length: count }, (_, n) => {
    posts += 1;
    return processedPost({
      postId: `${posts}`,
      publication,
      publishedAt: `${dayAgo(age)}T00:00:00Z`,
      acceptedAt: new Date().toISOString(),
      entities: Object.entries(naming)
        .filter(([, some]) => n < some)
        .map(([text]) => ({ type: 'place', text, count: 1 })),
    });
  });
}

const harness = sharedHarness({}, async (emulators) => {
  await save(emulators, [
    ...Array.from({ length: 20 }, (_, n) => articles('Lost Source', n + 7, 6, {})).flat(),
    ...articles('Daily Example', 9, 100, { London: 50, Kyiv: 10 }),
    ...articles('Daily Example', 0, 100, { London: 50, Kyiv: 40, Quito: 12 }),
  ]);
  await rollUp(emulators, true);
});

test('the front page shows rising names and silent publications, and links to both', async () => {
  const { page, faults } = await harness().open();
  await visit(page, harness().url);
  await eventually(async () => (await textsOf(page, '.risers li')).length).toBe(2);
  expect(await textsOf(page, '.risers a.name')).toEqual(['Kyiv', 'Quito']);
  expect(await textsOf(page, '.risers .seen')).toEqual(['40 articles, 10 before', '12 articles, new']);
  expect(await textsOf(page, '.silent')).toEqual([`Gone silent: Lost Source since ${dayLabel(dayAgo(7))}.`]);
  expect(await textsOf(page, '.leaders a.name')).toEqual(['London', 'Kyiv', 'Quito']);
  expect(await textsOf(page, '.leaders .seen')).toEqual(['100 articles', '50 articles', '12 articles']);
  expect(await textsOf(page, '.leaders .spark title')).toEqual(
    [9, 0, 0].map((age, n) => `Most on ${dayLabel(dayAgo(age))}: ${[50, 40, 12][n]} articles`),
  );
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Quito' }).first().click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Quito']);
  expect(await page.locator('.risers').count()).toBe(0);
  expect(faults).toEqual([]);
});

test('on a phone nothing is wider than the window, and nothing moves when the news arrives', async () => {
  const { page } = await harness().open({ viewport: { width: 390, height: 844 }, isMobile: true });
  await page.addInitScript(() => {
    Object.assign(window, { shifts: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if ('value' in entry && typeof entry.value === 'number')
          Object.assign(window, { shifts: Reflect.get(window, 'shifts') + entry.value });
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await visit(page, harness().url);
  await eventually(async () => (await textsOf(page, '.risers li')).length).toBe(2);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => Number(Reflect.get(window, 'shifts')))).toBeLessThanOrEqual(0.1);
});

test('the view of a name has its counts over time, and links to the articles behind them', async () => {
  await save(harness().emulators, [
    processedPost({
      postId: 'told',
      publication: 'Evening Example',
      publishedAt: new Date().toISOString(),
      acceptedAt: new Date().toISOString(),
      title: 'A bridge is opened',
      url: 'https://example.org/bridge',
      entities: [{ type: 'place', text: 'Kyiv', count: 2 }],
    }),
  ]);
  await rollUp(harness().emulators, true);
  const { page, faults } = await harness().open();
  await visit(page, `${harness().url}/names/place/kyiv?range=30d`);
  const series = await (await fetch(`${harness().url}/api/series?name=kyiv&type=place&range=30d`)).json();
  const told = series.points.map(({ at, articles: count }: { at: string; articles: number }) =>
    count === 0
      ? `${dayLabel(at)}: 0 articles`
      : `${dayLabel(at)}: ${count} articles. Daily Example ${count - (at === dayAgo(0) ? 1 : 0)}${at === dayAgo(0) ? ', Evening Example 1' : ''}`,
  );
  await eventually(() => textsOf(page, '.chart title')).toEqual(told);
  expect(told).toHaveLength(30);
  const chart = page.getByRole('slider');
  expect(await chart.getAttribute('aria-label')).toContain(
    `the most, 41 articles, on ${dayLabel(dayAgo(0))}`,
  );
  // Each of the two publications has its own pattern, and a legend with its count.
  expect(await textsOf(page, '.key li')).toEqual(['Daily Example 50 articles', 'Evening Example 1 article']);
  await chart.focus();
  for (const key of ['End', 'ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
  expect(await textsOf(page, '.told')).toEqual([told.at(-1)]);
  expect(await chart.getAttribute('aria-valuetext')).toBe(told.at(-1));
  await page.locator('.chart g:has(> .room)').nth(20).hover();
  expect(await textsOf(page, '.told')).toEqual([told[20]]);
  const link = page.getByRole('link', { name: 'A bridge is opened' });
  expect([await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual([
    'https://example.org/bridge',
    'noopener noreferrer nofollow',
  ]);
  expect(await page.locator('.article').count()).toBe(20);
  expect(await seriousFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('the list of all names is ranked by articles or mentions, by type, and one request gives all trends', async () => {
  const { page, faults } = await harness().open();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await visit(page, harness().url);
  await page.getByRole('link', { name: 'All 3 names' }).click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Names']);
  await eventually(async () => (await rowsOf(page)).map(([name]) => name)).toEqual([
    'London',
    'Kyiv',
    'Quito',
  ]);
  expect(asked.filter((path) => path === '/api/series')).toEqual([]);
  expect(await page.locator('tbody .spark path').count()).toBe(3);
  expect(await textsOf(page, 'thead .trend')).toEqual(['By day, 30 days']);
  await page.getByRole('link', { name: 'Rank by mentions' }).click();
  await eventually(() => textsOf(page, 'th[aria-sort]')).toEqual(['Mentions']);
  await page.getByRole('link', { name: 'People' }).click();
  await eventually(() => textsOf(page, '.none')).toEqual(['No person is named on these days.']);
  await page.getByRole('combobox').selectOption('Lost Source');
  await eventually(() => textsOf(page, 'h1')).toEqual(['Lost Source']);
  expect(new URL(page.url()).search).toBe('?by=mentions&type=person');
  await page.getByRole('combobox').selectOption('all publications');
  await eventually(() => textsOf(page, 'h1')).toEqual(['Names']);
  expect(faults).toEqual([]);
});

test('a range can be chosen by two dates in any order, and is in the address', async () => {
  const { page, faults } = await harness().open();
  await visit(page, harness().url);
  await page.getByText('From … to').click();
  await page.getByLabel('From', { exact: true }).fill(dayAgo(0));
  await page.getByLabel('to', { exact: true }).fill(dayAgo(9));
  await page.getByRole('button', { name: 'Show' }).click();
  await eventually(() => new URL(page.url()).search).toBe(`?from=${dayAgo(9)}&to=${dayAgo(0)}`);
  await eventually(() => textsOf(page, '.ranges [aria-current]')).toEqual([
    `${dayLabel(dayAgo(9))} – ${dayLabel(dayAgo(0))}`,
  ]);
  expect(await seriousFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('a count links to the articles behind it: of a name, of a name in a publication, and of the range', async () => {
  const { page, faults } = await harness().open();
  await visit(page, `${harness().url}/names?range=today`);
  await page.getByRole('link', { name: '41 articles, Kyiv' }).click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Articles that name Kyiv']);
  await eventually(() => textsOf(page, '.meta .count')).toEqual(['41 articles']);
  expect(new URL(page.url()).search).toBe('?name=Kyiv&range=today');
  expect(await page.locator('.article').count()).toBe(41);
  expect(await textsOf(page, '.day h2')).toEqual([dayLabel(dayAgo(0))]);
  expect(await textsOf(page, 'main > .small')).toEqual([
    expect.stringMatching(/^Articles since \d+ \w+ \d+ are listed/),
  ]);
  const told = page.locator('.article', { hasText: 'A bridge is opened' });
  expect(await textsOf(page, '.article:has-text("A bridge is opened") .named li')).toEqual(['Kyiv 2']);
  expect(await told.getByRole('link').allTextContents()).toEqual([
    'A bridge is opened',
    'Evening Example',
    'Kyiv',
  ]);
  expect(await seriousFaults(page)).toEqual([]);
  await told.getByRole('link', { name: 'Kyiv' }).click();
  await page.locator('.bars').getByRole('link', { name: '1 article', exact: true }).click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Articles that name Kyiv in Evening Example']);
  await eventually(() => page.locator('.article').count()).toBe(1);
  await page.getByRole('link', { name: 'Articles with any name' }).click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Articles in Evening Example']);
  await page.getByRole('link', { name: 'Articles of all publications' }).click();
  await eventually(() => textsOf(page, '.meta .count')).toEqual(['101 articles']);
  expect(await textsOf(page, '.pager .where')).toEqual(['1 – 50 of 101']);
  await page.getByRole('link', { name: 'Next' }).click();
  await eventually(() => textsOf(page, '.pager .where')).toEqual(['51 – 100 of 101']);
  expect(faults).toEqual([]);
});

test('publications are searched and sorted, and silent ones are marked', async () => {
  const { page, faults } = await harness().open();
  const names = () => textsOf(page, 'tbody th');
  await visit(page, `${harness().url}/publications`);
  expect((await names())[0]).toBe('Daily Example');
  expect(await names()).toHaveLength(3);
  await page.locator('thead').getByRole('link', { name: 'Publication' }).click();
  const silent = `Lost SourceSilent since ${dayLabel(dayAgo(7))}`;
  await eventually(names).toEqual(['Daily Example', 'Evening Example', silent]);
  expect(await textsOf(page, 'th[aria-sort]')).toEqual(['Publication']);
  await page.getByRole('searchbox', { name: 'Find a publication' }).fill('source');
  await eventually(names).toEqual([silent]);
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('link', { name: '120', exact: true }).click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Articles in Lost Source']);
  expect(faults).toEqual([]);
});

test('a view compares the names that its address lists, starting from a name and its company', async () => {
  const { page, faults } = await harness().open();
  await visit(page, `${harness().url}/names/place/kyiv?range=7d`);
  await eventually(() => textsOf(page, '.together .name')).toEqual(['London', 'Quito']);
  expect(await textsOf(page, '.together .seen')).toEqual(['40 articles', '12 articles']);
  await page.getByRole('link', { name: 'Compare with London' }).click();
  await eventually(() => textsOf(page, 'h1')).toEqual(['Compare']);
  expect(new URL(page.url()).search).toBe('?name=Kyiv&name=London&range=7d');
  await page.getByLabel('Name to compare').fill('Quito');
  await page.getByRole('button', { name: 'Add' }).click();
  const compared = async () => (await rowsOf(page)).map(([name, count]) => `${name.split(' ')[0]} ${count}`);
  await eventually(compared).toEqual(['Kyiv 41', 'London 50', 'Quito 12']);
  expect(await page.locator('figure .chart[role="img"]').count()).toBe(3);
  // All names share one scale: the least frequent name has the grid lines of the most frequent one.
  expect(new Set(await textsOf(page, 'figure .tick:nth-last-child(1)')).size).toBe(1);
  expect(await seriousFaults(page)).toEqual([]);
  const shared = await harness().open();
  await visit(shared.page, page.url());
  expect((await rowsOf(shared.page)).map(([, count]) => count)).toEqual([41, 50, 12]);
  await page.getByRole('link', { name: 'Leave out London' }).click();
  await eventually(compared).toEqual(['Kyiv 41', 'Quito 12']);
  expect([...faults, ...shared.faults]).toEqual([]);
});

test('a comparison of two publications shows the names in both and in only one', async () => {
  const { page, faults } = await harness().open();
  await visit(page, `${harness().url}/publications/daily%20example`);
  await page.locator('.lead').getByRole('link', { name: 'Compare' }).click();
  await eventually(() => page.getByRole('combobox').count()).toBe(2);
  await page.getByRole('combobox').nth(1).selectOption('Evening Example');
  await eventually(async () => (await textsOf(page, 'tbody tr')).length).toBe(1);
  expect(await textsOf(page, 'tbody .half')).toEqual(['25 %, 50 articles', '100 %, 1 article']);
  expect(await textsOf(page, '.halves h2')).toEqual([
    'Names only in Daily Example',
    'Names only in Evening Example',
  ]);
  expect(new URL(page.url()).search).toBe('?publication=daily+example&publication=evening+example');
  expect(await seriousFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('the views of a name and of rising names have feeds that a reader finds', async () => {
  for (const [path, title] of [
    ['/', 'Rising'],
    ['/names/place/kyiv', 'Kyiv'],
  ] as const) {
    const html = await (await fetch(`${harness().url}${path}`)).text();
    const feed = /<link rel="alternate" type="application\/atom\+xml" href="([^"]+)">/.exec(html)?.[1];
    const { page } = await harness().open();
    await visit(page, `${harness().url}${path}`);
    expect(await page.getByRole('link', { name: 'Feed (Atom)' }).getAttribute('href')).toBe(feed);
    const answer = await fetch(`${harness().url}${feed}`);
    expect(answer.headers.get('content-type')).toContain('application/atom+xml');
    expect((await answer.text()).toLowerCase()).toContain(title.toLowerCase());
  }
});
