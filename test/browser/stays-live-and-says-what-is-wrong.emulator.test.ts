import { expect, test } from 'vitest';
import { mark, publicationUrl, sharedHarness } from '../support/browser/harness.ts';
import {
  cardsOf,
  eventually,
  rowsOf,
  seriousFaults,
  settled,
  textsOf,
  visit,
} from '../support/browser/page-checks.ts';
import { seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const SUBMIT_URL = 'http://127.0.0.1:8081';
const london = { type: 'place', text: 'London', count: 2 } as const;

const harness = sharedHarness({ SHOW_SUBMIT_URL: SUBMIT_URL });

test('without a post the page shows how to submit one, and the first post appears without a reload', async () => {
  const { page, faults } = await harness().open();
  await visit(page, harness().url);
  expect(await textsOf(page, 'h1')).toEqual(['No articles yet']);
  const command = await page.locator('pre').textContent();
  expect(command ?? '').toContain(`curl ${SUBMIT_URL}/posts`);
  // The body in the shown command is a valid post.
  const body = /-d '(.*)'$/s.exec(command ?? '')?.[1] ?? '';
  expect(JSON.parse(body)).toEqual({ publication: expect.any(String), content: expect.any(String) });
  expect(await seriousFaults(page)).toEqual([]);
  const isSameDocument = await mark(page);
  await seed(harness().emulators, [postNaming('First Paper', [london])]);
  await eventually(() => cardsOf(page)).toEqual([['First Paper', 1]]);
  expect(await isSameDocument()).toBe(true);
  expect(faults).toEqual([]);
});

test('counts change on every view while posts arrive, without a reload', async () => {
  await seed(harness().emulators, [postNaming('Second Paper', [london]), postNaming('Second Paper', [])]);
  const [overview, ranking, name] = await Promise.all([harness().open(), harness().open(), harness().open()]);
  await visit(overview.page, harness().url);
  await visit(ranking.page, publicationUrl(harness().url, 'Second Paper', '?by=mentions'));
  await visit(name.page, `${harness().url}/names/place/london?by=mentions`);
  const marks = await Promise.all([overview, ranking, name].map(({ page }) => mark(page)));
  expect(await cardsOf(overview.page)).toEqual([
    ['Second Paper', 2],
    ['First Paper', 1],
  ]);
  expect(await textsOf(name.page, '.meta .count')).toEqual(['4 mentions']);
  await seed(harness().emulators, [
    postNaming('Second Paper', [london, { type: 'person', text: 'Ada Lovelace', count: 5 }]),
    postNaming('Third Paper', [london]),
  ]);
  await eventually(() => cardsOf(overview.page)).toEqual([
    ['Second Paper', 3],
    ['First Paper', 1],
    ['Third Paper', 1],
  ]);
  await eventually(() => textsOf(overview.page, '.totals dd')).toEqual(['5', '3', '2']);
  await eventually(() => rowsOf(ranking.page)).toEqual([
    ['Ada Lovelace', 5],
    ['London', 4],
  ]);
  await eventually(() => textsOf(name.page, '.meta .count')).toEqual(['8 mentions']);
  for (const isSameDocument of marks) expect(await isSameDocument()).toBe(true);
  expect([...overview.faults, ...ranking.faults, ...name.faults]).toEqual([]);
});

test('when the server is unavailable the counts stay, the page says so, and continues when it is back', async () => {
  const { page } = await harness().open();
  await visit(page, harness().url);
  const before = await cardsOf(page);
  await page.route('**/api/**', (route) => route.abort());
  await eventually(() => textsOf(page, '.status')).toEqual([
    expect.stringContaining('No live updates: The server does not answer'),
  ]);
  expect(await cardsOf(page)).toEqual(before);
  expect(await seriousFaults(page)).toEqual([]);
  await page.unroute('**/api/**');
  await eventually(() => textsOf(page, '.status')).toEqual(['Live']);
});

test('a page without a connection from the start shows no live mark', async () => {
  const { page } = await harness().open();
  await page.route('**/api/**', (route) => route.abort());
  await visit(page, harness().url);
  expect(await textsOf(page, '.status')).toEqual(['Not connected']);
  expect(await textsOf(page, 'h1')).toEqual(['The counts cannot be shown']);
});

test('without Firestore the page names the problem and offers a button to retry', async () => {
  await using lonely = await serveShow({
    ...harness().emulators.env,
    FIRESTORE_EMULATOR_HOST: '127.0.0.1:1',
    SHOW_FIRESTORE_TIMEOUT_MS: '300',
  });
  const { page } = await harness().open();
  await visit(page, lonely.url);
  expect(await textsOf(page, 'h1')).toEqual(['The counts cannot be shown']);
  expect(await page.locator('.state').textContent()).toContain('Firestore does not answer');
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1);
  expect(await seriousFaults(page)).toEqual([]);
  await page.context().close();
});

test('a missing resource is reported on the page', async () => {
  const { page } = await harness().open();
  await visit(page, publicationUrl(harness().url, 'No Such Paper'));
  expect(await textsOf(page, 'h1')).toEqual(['Not found']);
  expect(await page.locator('.state').textContent()).toContain('no publication with the id "no such paper"');
  await page.goto(`${harness().url}/no/such/view/here`);
  await page.locator('h1').waitFor();
  expect(await textsOf(page, 'h1')).toEqual(['Not found']);
  await page.getByRole('link', { name: 'Front page' }).click();
  await settled(page);
  expect((await cardsOf(page)).length).toBe(3);
});

test('a page with an expired cursor links to the first page', async () => {
  const { page } = await harness().open();
  await visit(page, `${harness().url}/?cursor=old.cursor`);
  expect(await textsOf(page, 'h1')).toEqual(['This page has expired']);
  await page.getByRole('link', { name: 'Go to the first page' }).click();
  await eventually(async () => (await cardsOf(page)).length).toBe(3);
});

test('the theme follows the system until a person chooses one, and the choice is kept', async () => {
  const { page, faults } = await harness().open({ colorScheme: 'light' });
  const background = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await visit(page, harness().url);
  const light = await background();
  const toggle = page.getByRole('button', { name: 'Dark theme' });
  expect(await toggle.getAttribute('aria-pressed')).toBe('false');
  await toggle.click();
  const dark = await background();
  expect(dark).not.toBe(light);
  expect(await toggle.getAttribute('aria-pressed')).toBe('true');
  await page.reload();
  await settled(page);
  expect(await background()).toBe(dark);
  await toggle.click();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await background()).toBe(dark);
  expect(faults).toEqual([]);
});

test('the keyboard reaches every control, first a link past the header', async () => {
  const { page } = await harness().open();
  await visit(page, harness().url);
  const focused = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, ' ').trim() ?? '');
  const reached: string[] = [];
  for (let press = 0; press < 26; press++) {
    await page.keyboard.press('Tab');
    reached.push(await focused());
  }
  expect(reached).toEqual([
    'Skip to the content',
    'Names in the news',
    '',
    'Names',
    'Publications',
    'Articles',
    'Compare',
    'Dark theme',
    '5',
    '3',
    '2',
    'Today',
    '7 days',
    '30 days',
    '90 days',
    'All time',
    'From … to',
    'Feed (Atom)',
    'London',
    '4 articles',
    'Ada Lovelace',
    '1 article',
    'All 2 names',
    'Second Paper',
    'First Paper',
    'Third Paper',
  ]);
  await page.keyboard.press('Enter');
  await eventually(() => textsOf(page, 'h1')).toEqual(['Third Paper']);
});
