import { expect, test } from 'vitest';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { seed } from '../support/show/seed.ts';
import { type ServedShow, serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const emulators = sharedEmulators();
let show: ServedShow;

beforeTests(async (parts) => {
  const names = ['Ada Lovelace', 'Charles Babbage', 'Mary Somerville'].map(
    (text, n) => ({ type: 'person', text, count: 3 - n }) as const,
  );
  await seed(emulators, [postNaming('Example Times', names)]);
  show = parts.use(await serveShow({ ...emulators.env }));
});

const long = 'x'.repeat(1_501);

test.each([
  ['/api/publications/__x__', 404],
  ['/api/publications/%2E%2E', 404],
  ['/api/publications/a%2Fb', 404],
  [`/api/publications/${long}`, 404],
  ['/api/publications/%00', 404],
  ['/api/publications/__x__/names', 404],
  ['/api/publications/nobody-reads-it', 404],
  [`/api/names/person/${long}`, 404],
  ['/api/names/person/__x__', 404],
  ['/api/names/dragon/smaug', 400],
  ['/api/articles?name=%ED%A0%80', 200],
  ['/api/articles?publication=__x__', 404],
  ['/api/names/person/ada%20lovelace/articles?publication=__x__', 404],
  [`/api/names?q=${long}`, 400],
  ['/api/names?limit=1001', 400],
  ['/api/articles?name=a&limit=101', 400],
  ['/api/publications?limit=100&top=51', 400],
  ['/api/names?limit=1&limit=1', 400],
  ['/api/nothing', 404],
  ['/%61pi/stats', 200],
  ['/api/stats/', 200],
  ['/api/names/', 200],
  ['/search/', 200],
  ['/search//', 404],
] as const)('%s is answered with %i, and raises no alert', async (path, status) => {
  const response = await fetch(`${show.url}${path}`);
  expect(response.status, await response.text()).toBe(status);
  expect(show.errors()).toEqual([]);
});

test('a percent-encoded letter of a path changes neither the response nor its headers', async () => {
  const [plain, encoded] = await Promise.all(
    ['/api/stats', '/%61pi/stats'].map(async (path) => {
      const { headers, status } = await fetch(`${show.url}${path}`, { method: 'OPTIONS' });
      return { status, allow: headers.get('allow'), policy: headers.get('content-security-policy') };
    }),
  );
  expect(encoded).toEqual(plain);
});

test('a page links to the next page, and the last page to none', async () => {
  const first = await fetch(`${show.url}/api/names?by=mentions&limit=2`);
  const link = /^<(\?[^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '');
  const next = await fetch(new URL(link?.[1] ?? '', first.url));
  const { names, nextCursor } = await next.json();
  expect(names.map(({ text }: { text: string }) => text)).toEqual(['Mary Somerville']);
  expect([nextCursor, next.headers.get('link')]).toEqual([null, null]);
});

test('equivalent searches have the same response and share cursors', async () => {
  const one = await fetch(`${show.url}/api/names?q=%20Ada%20LOVELACE`);
  const other = await fetch(`${show.url}/api/names?q=ada+lovelace`);
  expect(other.headers.get('etag')).toBe(one.headers.get('etag'));
  expect((await other.json()).total).toBe(1);
});

test('a cursor of another project or database is refused, even with the same key', async () => {
  const SHOW_CURSOR_KEY = 'k'.repeat(32);
  await using one = await serveShow({ ...emulators.env, SHOW_CURSOR_KEY });
  await using other = await serveShow({
    ...emulators.env,
    SHOW_CURSOR_KEY,
    GOOGLE_CLOUD_PROJECT: 'demo-other-project',
  });
  const { nextCursor } = await (await fetch(`${one.url}/api/names?limit=1`)).json();
  const path = `/api/names?limit=1&cursor=${nextCursor}`;
  expect((await fetch(`${one.url}${path}`)).status).toBe(200);
  const refused = await fetch(`${other.url}${path}`);
  expect([refused.status, (await refused.json()).detail]).toEqual([
    400,
    expect.stringContaining('is not a cursor'),
  ]);
});
