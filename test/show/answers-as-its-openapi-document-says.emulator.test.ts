import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { publicationId } from '../../functions/common/domain/keys.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { processed, seed } from '../support/show/seed.ts';
import { type ServedShow, serveShow } from '../support/show/serve.ts';

const HOSTILE = '<img src=x onerror="alert(1)">/../%2F?#&';

const emulators = sharedEmulators();
let show: ServedShow;
let api: ApiClient;

beforeTests(async (parts) => {
  const { firestore } = emulators;
  await seed(firestore, [
    processed('Example Times', [
      { type: 'person', text: 'Ada Lovelace', count: 5 },
      { type: 'place', text: 'London', count: 3 },
      { type: 'place', text: 'Lisbon', count: 3 },
      { type: 'organization', text: 'Royal Society', count: 1 },
    ]),
    processed('Example Times', []),
    processed('The Daily Planet', [
      { type: 'person', text: 'Ada Lovelace', count: 2 },
      { type: 'place', text: 'London', count: 9 },
      { type: 'organization', text: 'London', count: 1 },
    ]),
    processed(HOSTILE, [{ type: 'person', text: HOSTILE, count: 1 }]),
    processed('Nobody’s Gazette', []),
  ]);
  show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

test('the document is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(api.document) as Record<string, unknown>);
  expect(result).toEqual({ valid: true });
  expect((await api.get('/api/openapi.json')).body.openapi).toMatch(/^3\.1\./);
});

test('publications come by article count, ties by name', async () => {
  const { body } = await api.get('/api/publications');
  expect(body.publications.map(({ name, articleCount }: never) => [name, articleCount])).toEqual([
    ['Example Times', 2],
    [HOSTILE, 1],
    ['Nobody’s Gazette', 1],
    ['The Daily Planet', 1],
  ]);
  expect(body.nextCursor).toBeNull();
  expect(body.publications[0]).not.toHaveProperty('topEntities');
});

test('publications come with their most frequent entities where those are asked for', async () => {
  const { body } = await api.get('/api/publications?top=2&limit=1');
  expect(body.publications[0].topEntities).toEqual([
    { type: 'person', text: 'Ada Lovelace', key: 'ada lovelace', count: 5 },
    { type: 'place', text: 'Lisbon', key: 'lisbon', count: 3 },
  ]);
});

test('one publication, under an id that is nothing but trouble', async () => {
  const id = publicationId(HOSTILE);
  const { body } = await api.get(`/api/publications/${encodeURIComponent(id)}`);
  expect(body).toMatchObject({ id, name: HOSTILE, articleCount: 1 });
});

test('entities of a publication come by count, ties by text', async () => {
  const { body } = await api.get('/api/publications/example%20times/entities');
  expect(body.entities.map(({ text }: { text: string }) => text)).toEqual([
    'Ada Lovelace',
    'Lisbon',
    'London',
    'Royal Society',
  ]);
  expect(body).toMatchObject({ offset: 0, maximum: 5, publication: { name: 'Example Times' } });
});

test('entities are filtered by type and by the beginning of their name', async () => {
  const texts = async (query: string): Promise<string[]> =>
    (await api.get(`/api/publications/example%20times/entities?${query}`)).body.entities.map(
      ({ text }: { text: string }) => text,
    );
  expect(await texts('type=place')).toEqual(['Lisbon', 'London']);
  expect(await texts('prefix=LO')).toEqual(['London']);
  expect(await texts('prefix=l&type=place')).toEqual(['Lisbon', 'London']);
  expect(await texts('prefix=l&type=person')).toEqual([]);
  const { body } = await api.get('/api/publications/example%20times/entities?prefix=lon');
  expect(body.maximum).toBe(5);
});

test('a publication without entities has an empty listing', async () => {
  const { body } = await api.get(`/api/publications/${encodeURIComponent('nobody’s gazette')}/entities`);
  expect(body).toMatchObject({ entities: [], nextCursor: null, maximum: 0 });
});

test('an entity tells which publications name it, by count', async () => {
  const { body } = await api.get('/api/entities/person/ada%20lovelace');
  expect(body).toMatchObject({
    type: 'person',
    text: 'Ada Lovelace',
    key: 'ada lovelace',
    count: 7,
    publicationCount: 2,
    publications: [
      { id: 'example times', name: 'Example Times', count: 5 },
      { id: 'the daily planet', name: 'The Daily Planet', count: 2 },
    ],
    nextCursor: null,
  });
});

test('any spelling of a name leads to its entity', async () => {
  expect((await api.get('/api/entities/person/ADA%20%20Lovelace’s')).body.key).toBe('ada lovelace');
});

test('search adds up over publications and tells the types apart', async () => {
  const { body } = await api.get('/api/entities?prefix=lo');
  expect(body.entities).toEqual([
    { type: 'organization', text: 'London', key: 'london', count: 1, publicationCount: 1 },
    { type: 'place', text: 'London', key: 'london', count: 12, publicationCount: 2 },
  ]);
  expect((await api.get('/api/entities?prefix=zz')).body.entities).toEqual([]);
});

test('hostile names are data like any other', async () => {
  const { body } = await api.get(`/api/entities?prefix=${encodeURIComponent(HOSTILE)}`);
  expect(body.entities[0].text).toBe(HOSTILE);
  const { key } = body.entities[0];
  expect((await api.get(`/api/entities/person/${encodeURIComponent(key)}`)).body.text).toBe(HOSTILE);
});

test('totals are the sums of what is stored', async () => {
  expect((await api.get('/api/stats')).body).toEqual({ posts: 5, publications: 4, entities: 8 });
});

test.for([
  ['/api/publications?limit=0', 'limit'],
  ['/api/publications?limit=101', 'limit'],
  ['/api/publications?limit=ten', 'limit'],
  ['/api/publications?limit=1e2', 'limit'],
  ['/api/publications?limit=5&limit=6', 'limit'],
  ['/api/publications?top=51', 'top'],
  ['/api/publications?cursor=', 'cursor'],
  ['/api/publications?cursor=WzFd.AAAA', 'cursor'],
  ['/api/publications?colour=red', 'colour'],
  ['/api/publications/example%20times/entities?type=thing', 'type'],
  ['/api/publications/example%20times/entities?prefix=%20', 'prefix'],
  ['/api/entities', 'prefix'],
  [`/api/entities?prefix=${'a'.repeat(201)}`, 'prefix'],
  ['/api/entities/thing/london', 'type'],
  ['/api/stats?x=1', 'x'],
] as const)('%s is refused, naming %s', async ([path, name]) => {
  const { status, headers, body } = await api.get(path);
  expect(status).toBe(400);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body.errors.map((fault: { path: string }) => fault.path)).toEqual([name]);
});

test('what does not exist is named', async () => {
  const nobody = await api.get('/api/publications/nobody');
  expect([nobody.status, nobody.body.detail]).toEqual([404, 'There is no publication with the id "nobody".']);
  expect((await api.get('/api/publications/nobody/entities')).status).toBe(404);
  const unnamed = await api.get('/api/entities/person/nobody');
  expect([unnamed.status, unnamed.body.detail]).toEqual([
    404,
    'No publication names a person with the key "nobody".',
  ]);
  const nowhere = await fetch(`${show.url}/api/nowhere`);
  expect([nowhere.status, nowhere.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
});
