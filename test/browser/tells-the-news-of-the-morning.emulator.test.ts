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

test('the front page tells what rises and who is silent, and leads to both', async () => {
  const { page, faults } = await harness().open();
  await visit(page, harness().url);
  await eventually(async () => (await textsOf(page, '.risers li')).length).toBe(2);
  expect(await textsOf(page, '.risers a')).toEqual(['Kyiv', 'Quito']);
  expect(await textsOf(page, '.risers .seen')).toEqual(['40 articles, 10 before', '12 articles, new']);
  expect(await textsOf(page, '.silent')).toEqual([
    `Silent against their habit: Lost Source since ${dayLabel(dayAgo(7))}.`,
  ]);
  expect(await textsOf(page, '.leaders a')).toEqual(['London', 'Kyiv', 'Quito']);
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

test('on a phone nothing is wider than the window, and nothing moves when the news come', async () => {
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

test('the view of a name has its counts over time, and the articles behind them with a way to each', async () => {
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
  await rollUp(harness().emulators);
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
  // Each of the two publications has a pattern of its own, and is named with its count.
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
  expect(await page.locator('.articles li').count()).toBe(20);
  expect(await seriousFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('the list of all names is ranked by articles or mentions, by type, with a trend a name from one request', async () => {
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

test('days are chosen from one to another, the wrong way round too, and are in the address', async () => {
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
