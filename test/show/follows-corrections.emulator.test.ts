import { expect, test } from 'vitest';
import type { Entity } from '../../functions/common/domain/post.ts';
import type { DayDocument } from '../../functions/common/domain/store/documents.ts';
import { dayDocumentId } from '../../functions/common/domain/store/ids.ts';
import { tallyOf } from '../../functions/common/domain/store/tally.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const DAY = '2026-11-20';

const emulators = sharedEmulators();
let api: ApiClient;

beforeTests(async (parts) => {
  const show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

const person = (text: string, count: number): Entity => ({ type: 'person', text, count });
let corrections = 0;

/**
 * Adds to the counts of a day as corrections do: in a separate document, with numbers that may be negative.
 */
async function correct(
  publication: string,
  articles: number,
  tallies: Readonly<Record<string, number>>,
): Promise<void> {
  corrections += 1;
  const document: DayDocument = {
    publication: publication.toLowerCase(),
    day: DAY,
    name: publication,
    open: true,
    articles,
    person: tallies,
  };
  const id = dayDocumentId(document.publication, DAY, 'correction', corrections);
  await emulators.firestore.collection('days').doc(id).create(document);
}

async function listed(path: string, list = 'names'): Promise<unknown[]> {
  const { status, body } = await api.get(path);
  expect(status).toBe(200);
  return body[list];
}

test.each([
  ['from documents of days', false],
  ['from roll-ups', true],
])('corrected counts are shown at once, %s', async (how, isRolledUp) => {
  const name = `Corrected ${how}`;
  const path = `/api/publications/${encodeURIComponent(name.toLowerCase())}/names?by=mentions`;
  await seed(emulators, [postNaming(name, [person('Ada', 2), person('Grace', 9)])]);
  if (isRolledUp) await rollUp(emulators, true);
  expect(await listed(path)).toMatchObject([
    { text: 'Grace', articles: 1, mentions: 9 },
    { text: 'Ada', articles: 1, mentions: 2 },
  ]);
  await correct(name, 0, { Grace: -tallyOf(0, 8) });
  const corrected = [
    { text: 'Ada', articles: 1, mentions: 2 },
    { text: 'Grace', articles: 1, mentions: 1 },
  ];
  expect(await listed(path)).toMatchObject(corrected);
  await rollUp(emulators, true);
  expect(await listed(path)).toMatchObject(corrected);
  const overview = (await listed('/api/publications?top=2&by=mentions&limit=100', 'publications')) as {
    readonly name: string;
  }[];
  expect(overview.find((one) => one.name === name)).toMatchObject({ topNames: corrected });
});

test('a name whose articles are all forgotten is on no page, and neither is its spelling', async () => {
  await seed(emulators, [
    postNaming('Zeros', [person('Zed', 1), person('Zelda', 3)]),
    postNaming('Zeros', [person('ZELDA', 2), person('Zoe', 1)]),
  ]);
  const zeros = '/api/publications/zeros/names';
  await correct('Zeros', -1, { Zed: -tallyOf(1, 1), Zelda: -tallyOf(1, 3) });
  const some = [
    { text: 'ZELDA', articles: 1, mentions: 2 },
    { text: 'Zoe', articles: 1, mentions: 1 },
  ];
  const check = async (): Promise<void> => {
    expect(await listed(zeros)).toMatchObject(some);
    expect(await listed(`${zeros}?q=z`)).toMatchObject(some);
    expect(await listed(`${zeros}?type=person`)).toHaveLength(2);
    expect((await api.get('/api/publications/zeros')).body.articles).toBe(1);
  };
  await check();
  await rollUp(emulators, true);
  await check();
  expect(await listed('/api/names?q=z')).toMatchObject(some);
  expect((await api.get('/api/names/person/zed')).status).toBe(404);
});
