import { expect, test } from 'vitest';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const emulators = sharedEmulators();
let api: ApiClient;

beforeTests(async (parts) => {
  // Each publication has its own commit, so that each has another time of change.
  for (const [name, articles] of [
    ['Zürcher Zeitung', 3],
    ['The Daily Post', 5],
    ['Éclair', 5],
    ['daily mirror', 1],
  ] as const)
    await save(
      emulators,
      Array.from({ length: articles }, () => postNaming(name, [{ type: 'place', text: 'Oslo', count: 1 }])),
    );
  await rollUp(emulators, true);
  const show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

async function names(query: string): Promise<readonly string[]> {
  const { body, status } = await api.get(`/api/publications?${query}`);
  expect(status).toBe(200);
  expect(body.total).toBe(body.publications.length);
  return body.publications.map(({ name }: { name: string }) => name);
}

test('publications sort by articles, by name regardless of case and accents, or by the last change', async () => {
  expect(await names('')).toEqual(['The Daily Post', 'Éclair', 'Zürcher Zeitung', 'daily mirror']);
  expect(await names('sort=name')).toEqual(['daily mirror', 'Éclair', 'The Daily Post', 'Zürcher Zeitung']);
  const updated = (await api.get('/api/publications?sort=updated')).body.publications.map(
    ({ updatedAt }: { updatedAt: string }) => updatedAt,
  );
  expect(updated).toEqual(updated.toSorted().toReversed());
  expect((await api.get('/api/publications?sort=size')).status).toBe(400);
});

test('any word of a name finds the publication, with or without accents', async () => {
  expect(await names('q=daily')).toEqual(['The Daily Post', 'daily mirror']);
  expect(await names('q=zurcher+zei')).toEqual(['Zürcher Zeitung']);
  expect(await names('q=post+daily')).toEqual(['The Daily Post']);
  expect(await names('q=nothing')).toEqual([]);
});

test('a page without leading names may be long, and a walk keeps its order', async () => {
  expect((await api.get('/api/publications?limit=1000')).status).toBe(200);
  expect((await api.get('/api/publications?limit=101&top=1')).status).toBe(400);
  const first = (await api.get('/api/publications?sort=name&limit=3')).body;
  const second = (await api.get(`/api/publications?sort=name&limit=3&cursor=${first.nextCursor}`)).body;
  expect(second.publications.map(({ name }: { name: string }) => name)).toEqual(['Zürcher Zeitung']);
  expect((await api.get(`/api/publications?limit=3&cursor=${first.nextCursor}`)).status).toBe(400);
});
