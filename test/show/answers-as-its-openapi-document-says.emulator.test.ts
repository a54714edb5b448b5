import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { publicationId } from '../../functions/common/domain/keys.ts';
import { addDays, dayOf } from '../../functions/common/domain/store/day.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, seed } from '../support/show/seed.ts';
import { type ServedShow, serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const HOSTILE = '<img src=x onerror="alert(1)">/../%2F?#&';

const emulators = sharedEmulators();
let show: ServedShow;
let api: ApiClient;

beforeTests(async (parts) => {
  await seed(emulators, [
    postNaming('Example Times', [
      { type: 'person', text: 'Ada Lovelace', count: 5 },
      { type: 'place', text: 'London', count: 3 },
      { type: 'place', text: 'Lisbon', count: 3 },
      { type: 'organization', text: 'Royal Society', count: 1 },
    ]),
    postNaming('Example Times', []),
    postNaming('The Daily Planet', [
      { type: 'person', text: 'Ada Lovelace', count: 2 },
      { type: 'place', text: 'London', count: 9 },
      { type: 'organization', text: 'London', count: 1 },
    ]),
    postNaming(HOSTILE, [{ type: 'person', text: HOSTILE, count: 1 }]),
    postNaming('Nobody’s Gazette', []),
  ]);
  show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

test('the document is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(api.document) as Record<string, unknown>);
  expect(result).toEqual({ valid: true });
  expect((await api.get('/api/openapi.json')).body.openapi).toMatch(/^3\.1\./);
});

test('publications are sorted by articles, ties by name', async () => {
  const { body } = await api.get('/api/publications');
  expect(body.publications.map(({ name, articles }: never) => [name, articles])).toEqual([
    ['Example Times', 2],
    [HOSTILE, 1],
    ['Nobody’s Gazette', 1],
    ['The Daily Planet', 1],
  ]);
  expect(body).toMatchObject({ nextCursor: null, offset: 0, total: 4, days: { from: null, to: null } });
  expect(body.publications[0]).not.toHaveProperty('topNames');
});

test('publications include their leading names on request', async () => {
  const { body } = await api.get('/api/publications?top=2&limit=1');
  expect(body.publications[0].topNames).toEqual([
    { type: 'person', text: 'Ada Lovelace', key: 'ada lovelace', articles: 1, mentions: 5 },
    { type: 'place', text: 'Lisbon', key: 'lisbon', articles: 1, mentions: 3 },
  ]);
});

test('one publication is found by an id full of special characters', async () => {
  const id = publicationId(HOSTILE);
  const { body } = await api.get(`/api/publications/${encodeURIComponent(id)}`);
  expect(body).toMatchObject({ id, name: HOSTILE, articles: 1, changed: 0 });
});

test('names of a publication are sorted by articles or mentions, ties by the other and then by text', async () => {
  const { body } = await api.get('/api/publications/example%20times/names');
  expect(body.names.map(({ text }: { text: string }) => text)).toEqual([
    'Ada Lovelace',
    'Lisbon',
    'London',
    'Royal Society',
  ]);
  expect(body).toMatchObject({
    offset: 0,
    total: 4,
    maximum: 1,
    cut: 0,
    isBehind: false,
    publication: { name: 'Example Times', articles: 2 },
  });
  const byMentions = (await api.get('/api/publications/example%20times/names?by=mentions')).body;
  expect(byMentions).toMatchObject({ maximum: 5, total: 4 });
  expect(byMentions.names[0]).toMatchObject({ text: 'Ada Lovelace', articles: 1, mentions: 5 });
});

test('names are filtered by type and by any of their words', async () => {
  const texts = async (query: string): Promise<string[]> =>
    (await api.get(`/api/publications/example%20times/names?${query}`)).body.names.map(
      ({ text }: { text: string }) => text,
    );
  expect(await texts('type=place')).toEqual(['Lisbon', 'London']);
  expect(await texts('q=LO')).toEqual(['Ada Lovelace', 'London']);
  expect(await texts('q=l&type=place')).toEqual(['Lisbon', 'London']);
  expect(await texts('q=soc+roy')).toEqual(['Royal Society']);
  expect(await texts('q=ociety')).toEqual([]);
  const { body } = await api.get('/api/publications/example%20times/names?q=lon&by=mentions');
  expect(body).toMatchObject({ maximum: 3, total: 1 });
});

test('a publication without names has an empty listing', async () => {
  const { body } = await api.get(`/api/publications/${encodeURIComponent('nobody’s gazette')}/names`);
  expect(body).toMatchObject({ names: [], nextCursor: null, maximum: 0, total: 0 });
});

test('a name lists the publications that name it, by count', async () => {
  const { body } = await api.get('/api/names/person/ada%20lovelace');
  expect(body).toMatchObject({
    type: 'person',
    text: 'Ada Lovelace',
    key: 'ada lovelace',
    articles: 2,
    mentions: 7,
    publicationCount: 2,
    publications: [
      { id: 'example times', name: 'Example Times', articles: 1, mentions: 5 },
      { id: 'the daily planet', name: 'The Daily Planet', articles: 1, mentions: 2 },
    ],
    nextCursor: null,
  });
});

test('any spelling of a name finds it', async () => {
  expect((await api.get('/api/names/person/ADA%20%20Lovelace’s')).body.key).toBe('ada lovelace');
});

test('a name has no counts for a range without articles about it', async () => {
  const { status, body } = await api.get('/api/names/person/ada%20lovelace?from=1900-01-01&to=1900-01-31');
  expect(status).toBe(200);
  expect(body).toMatchObject({ articles: 0, mentions: 0, publications: [], publicationCount: 0 });
});

test('the names of all publications are summed, and a rare type of a name is merged into the frequent one', async () => {
  const { body } = await api.get('/api/names?q=lond');
  expect(body.names).toEqual([
    { type: 'place', text: 'London', key: 'london', articles: 3, mentions: 13, publications: 2 },
  ]);
  expect((await api.get('/api/names?q=zz')).body.names).toEqual([]);
  const all = (await api.get('/api/names?by=mentions&type=person')).body;
  expect(all.names.map(({ text }: { text: string }) => text)).toEqual(['Ada Lovelace', HOSTILE]);
});

test('hostile names are treated as data', async () => {
  const { body } = await api.get(`/api/names?q=${encodeURIComponent(HOSTILE)}`);
  expect(body.names[0].text).toBe(HOSTILE);
  const { key } = body.names[0];
  expect((await api.get(`/api/names/person/${encodeURIComponent(key)}`)).body.text).toBe(HOSTILE);
});

test('totals are the sums of the listed counts', async () => {
  expect((await api.get('/api/stats')).body).toEqual({
    articles: 5,
    publications: 4,
    names: 5,
    cut: 0,
    changed: 0,
    otherLanguage: 0,
    readAt: expect.any(String),
  });
});

test('the articles behind a count are listed with their links, newest first', async () => {
  const post = (n: number, publication: string) =>
    postNaming(publication, [{ type: 'person', text: 'Mary Somerville', count: n }], {
      publishedAt: `2026-10-0${n}T08:00:00Z`,
      title: `Title ${n}`,
      url: `https://example.org/${n}`,
    });
  await seed(emulators, [post(1, 'Old News'), post(2, 'Old News'), post(3, 'Old Gazette')]);
  const name = encodeURIComponent('MARY Somerville’s');
  const { body } = await api.get(`/api/articles?name=${name}`);
  expect(body.articles).toEqual(
    [3, 2, 1].map((n) => ({
      id: expect.any(String),
      publication:
        n === 3
          ? expect.objectContaining({ id: 'old gazette' })
          : expect.objectContaining({ id: 'old news' }),
      at: `2026-10-0${n}T08:00:00.000Z`,
      title: `Title ${n}`,
      url: `https://example.org/${n}`,
      names: [{ type: 'person', text: 'Mary Somerville', mentions: n }],
    })),
  );
  const titles = async (query: string): Promise<string[]> =>
    (await api.get(`/api/articles?${query}`)).body.articles.map(({ title }: { title: string }) => title);
  expect(await titles(`name=${name}&publication=old+news`)).toEqual(['Title 2', 'Title 1']);
  expect(await titles(`name=${name}&from=2026-10-02`)).toEqual(['Title 3', 'Title 2']);
  expect(await titles('publication=old+news&from=2026-10-02')).toEqual(['Title 2']);
  const first = (await api.get(`/api/articles?name=${name}&limit=2`)).body;
  const second = (await api.get(`/api/articles?name=${name}&limit=2&cursor=${first.nextCursor}`)).body;
  expect(second).toMatchObject({ offset: 2, nextCursor: null, articles: [{ title: 'Title 1' }] });
});

test('counts cover the requested range in UTC days', async () => {
  const today = dayOf(Date.now());
  const names = [{ type: 'place', text: 'Ranged Town', count: 1 }] as const;
  await seed(
    emulators,
    [0, 6, 7, 29, 30, 89, 90, 400].map((age) =>
      postNaming('Ranged Times', names, {
        publishedAt: `${addDays(today, -age)}T00:00:00Z`,
        acceptedAt: new Date().toISOString(),
      }),
    ),
  );
  const expected: Readonly<Record<string, number>> = {
    'range=today': 1,
    'range=7d': 2,
    'range=30d': 4,
    'range=90d': 6,
    'range=all': 8,
    '': 8,
    [`from=${addDays(today, -30)}&to=${addDays(today, -7)}`]: 3,
    [`to=${addDays(today, -90)}`]: 2,
    [`from=${addDays(today, -6)}`]: 2,
  };
  const check = async (isRolledUp: boolean): Promise<void> => {
    for (const [query, articles] of Object.entries(expected)) {
      const one = (await api.get(`/api/publications/ranged%20times?${query}`)).body;
      expect(one.articles, `one, ${query}`).toBe(articles);
      const own = (await api.get(`/api/publications/ranged%20times/names?${query}`)).body;
      expect(own, `own, ${query}`).toMatchObject({
        names: [{ key: 'ranged town', articles, mentions: articles }],
        publication: { articles },
      });
      if (!isRolledUp) continue;
      const name = (await api.get(`/api/names/place/ranged%20town?${query}`)).body;
      expect(name, `name, ${query}`).toMatchObject({ articles, publications: [{ articles }] });
      const listed = (await api.get(`/api/publications?limit=100&${query}`)).body;
      expect(
        listed.publications.find(({ id }: { id: string }) => id === 'ranged times'),
        `list, ${query}`,
      ).toMatchObject({ articles });
      const all = (await api.get(`/api/names?q=ranged&${query}`)).body;
      expect(all.names, `all, ${query}`).toMatchObject([{ articles, mentions: articles }]);
    }
  };
  // The sums of a publication are as fresh as Firestore. The months of the whole deployment are computed
  // again from time to time, or when forced.
  await check(false);
  await rollUp(emulators, true);
  await check(true);
});

test.for([
  ['/api/publications?limit=0', 'limit'],
  ['/api/publications?limit=101&top=1', 'limit'],
  ['/api/publications?limit=ten', 'limit'],
  ['/api/publications?limit=1e2', 'limit'],
  ['/api/publications?limit=5&limit=6', 'limit'],
  ['/api/publications?top=51', 'top'],
  ['/api/publications?cursor=', 'cursor'],
  ['/api/publications?cursor=WzFd.AAAA', 'cursor'],
  ['/api/publications?colour=red', 'colour'],
  ['/api/publications?range=year', 'range'],
  ['/api/publications?range=7d&from=2026-11-01', 'range'],
  ['/api/publications?from=2026-11-31', 'from'],
  ['/api/publications?from=2026-11-02&to=2026-11-01', 'from'],
  ['/api/publications?by=length', 'by'],
  ['/api/publications/example%20times/names?type=thing', 'type'],
  ['/api/publications/example%20times/names?q=%20', 'q'],
  ['/api/publications/example%20times/names?q=%21%3F', 'q'],
  ['/api/names?q=%ED%A0%80%00', 'q'],
  [`/api/names?q=${'a'.repeat(201)}`, 'q'],
  ['/api/names/thing/london', 'type'],
  ['/api/articles?name=%20', 'name'],
  ['/api/articles?name=London&from=yesterday', 'from'],
  ['/api/articles?name=London&limit=101', 'limit'],
  ['/api/stats?x=1', 'x'],
] as const)('%s is refused with the name of %s', async ([path, name]) => {
  const { status, headers, body } = await api.get(path);
  expect(status).toBe(400);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body.errors.map((fault: { path: string }) => fault.path)).toEqual([name]);
});

test('a missing resource is named in its 404', async () => {
  const nobody = await api.get('/api/publications/nobody');
  expect([nobody.status, nobody.body.detail]).toEqual([404, 'There is no publication with the id "nobody".']);
  expect((await api.get('/api/publications/nobody/names')).status).toBe(404);
  const unnamed = await api.get('/api/names/person/nobody');
  expect([unnamed.status, unnamed.body.detail]).toEqual([
    404,
    'No publication names a person with the key "nobody".',
  ]);
  const nowhere = await fetch(`${show.url}/api/nowhere`);
  expect([nowhere.status, nowhere.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
});

test('an impossible id is 404 without a read of Firestore', async () => {
  // No server listens on port 1, so that any read would be answered with 503.
  await using lonely = await serveShow({
    ...emulators.env,
    FIRESTORE_EMULATOR_HOST: '127.0.0.1:1',
    SHOW_FIRESTORE_TIMEOUT_MS: '300',
  });
  const long = 'a'.repeat(1_600);
  for (const path of [
    '/api/publications/__x__',
    '/api/publications/__x__/names',
    '/api/publications/a%2Fb',
    '/api/publications/..%2F..',
    '/api/publications/%2E%2E',
    '/api/publications/a%00b',
    `/api/publications/${long}`,
    `/api/publications/${long}/names`,
    `/api/names/person/${long}`,
    '/api/names/person/%20',
  ]) {
    const response = await fetch(lonely.url + path);
    expect([response.status, response.headers.get('content-type')], path).toEqual([
      404,
      'application/problem+json',
    ]);
  }
});
