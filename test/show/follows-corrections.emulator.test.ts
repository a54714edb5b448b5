import { expect, test } from 'vitest';
import { entityId } from '../../functions/common/domain/keys.ts';
import type { Entity } from '../../functions/common/domain/post.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { recount } from '../../tools/correct/recount/recount.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { processed, seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';

const emulators = sharedEmulators();
let api: ApiClient;

beforeTests(async (parts) => {
  const show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

const person = (text: string, count: number): Entity => ({ type: 'person', text, count });

function counter(publication: string, text: string) {
  const entities = emulators.firestore.collection('publications').doc(publication).collection('entities');
  return entities.doc(entityId('person', text.toLowerCase()));
}

async function listed(path: string, list = 'entities'): Promise<unknown[]> {
  const { status, body } = await api.get(path);
  expect(status).toBe(200);
  return body[list];
}

test('a page shows what a recount has corrected at once, though the number of articles stays', async () => {
  await seed(emulators.firestore, [processed('Corrected', [person('Ada', 2), person('Grace', 1)])], true);
  await counter('corrected', 'Grace').update({ count: 9 });
  const ranked = '/api/publications/corrected/entities';
  const before = (await api.get(ranked)).body;
  expect(before.entities).toMatchObject([
    { text: 'Grace', count: 9 },
    { text: 'Ada', count: 2 },
  ]);
  expect(await listed('/api/publications?top=2', 'publications')).toMatchObject([
    { topEntities: [{ count: 9 }, { count: 2 }] },
  ]);
  await recount(emulators.firestore, 'Corrected', {
    dropUnknown: false,
    dryRun: false,
    runtime: systemRuntime,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const after = (await api.get(ranked)).body;
  expect(after.entities).toMatchObject([
    { text: 'Ada', count: 2 },
    { text: 'Grace', count: 1 },
  ]);
  expect(await listed('/api/publications?top=2', 'publications')).toMatchObject([
    { topEntities: [{ count: 2 }, { count: 1 }] },
  ]);
  // When a post was last counted has not changed by that.
  expect(after.publication.updatedAt).toBe(before.publication.updatedAt);
});

test('a counter of 0 names nothing, on no page', async () => {
  await seed(emulators.firestore, [
    processed('Zeros', [person('Zed', 1), person('Zelda', 3), person('Zena', 2), person('Zoe', 1)]),
  ]);
  await counter('zeros', 'Zed').update({ count: 0 });
  await counter('zeros', 'Zena').update({ count: 0 });
  const some = [
    { text: 'Zelda', count: 3 },
    { text: 'Zoe', count: 1 },
  ];
  expect(await listed('/api/publications/zeros/entities')).toMatchObject(some);
  expect(await listed('/api/publications/zeros/entities?prefix=z')).toMatchObject(some);
  expect(await listed('/api/entities?prefix=z')).toMatchObject(some);
  expect((await listed('/api/publications/zeros/entities?type=person')).length).toBe(2);
  expect((await api.get('/api/entities/person/zed')).status).toBe(404);
  for (const path of ['/api/publications/zeros/entities?prefix=z', '/api/entities?prefix=z']) {
    const texts: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ApiClient['get']>>['body'] = (
        await api.get(`${path}&limit=1${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).body;
      expect(page.offset).toBe(texts.length);
      texts.push(...page.entities.map(({ text }: { readonly text: string }) => text));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(texts, path).toEqual(['Zelda', 'Zoe']);
  }
});
