import { beforeEach, expect, test } from 'vitest';
import { recount } from '../../../tools/correct/recount/recount.ts';
import { forgetting, meanwhile, options, sharedCorrections } from '../../support/correct/corrections.ts';
import { dayAgo, newPaper, type Paper, SPOILT, spoil } from '../../support/correct/paper.ts';
import { postNaming } from '../../support/store.ts';
import { countsByDay } from '../../support/truth.ts';

const opened = sharedCorrections();
let paper: Paper;
beforeEach(() => {
  paper = newPaper(opened());
});

const dropUnknown = true;

test('a recount corrects every counter, and a dry run corrects none', async () => {
  const saved = paper.posts(0, 40);
  await paper.save(saved);
  await spoil(paper);
  const before = await paper.counts();
  const told = await recount(opened().firestore, paper.name, options({ dropUnknown, dryRun: true }));
  expect(told).toMatchObject({ posts: 40, articlesBy: -59, corrections: SPOILT, days: 3, finished: true });
  for (const { text, counted, shouldBe } of told.wrong) expect(counted, text).not.toEqual(shouldBe);
  expect(told.wrong.map(({ day, text }) => `${day} ${text}`).toSorted()).toEqual(
    [
      `${dayAgo(0)} undefined`,
      `${dayAgo(0)} Person 3`,
      `${dayAgo(1)} Place 1`,
      `${dayAgo(2)} Nobody`,
    ].toSorted(),
  );
  expect(await paper.counts()).toEqual(before);
  expect(await recount(opened().firestore, paper.name, options({ dropUnknown }))).toMatchObject({
    corrected: SPOILT,
    finished: true,
  });
  expect(await paper.counts()).toEqual(paper.truth(saved));
  // A second recount finds no difference, with or without writing.
  expect(await recount(opened().firestore, paper.name, options())).toMatchObject({
    corrections: 0,
    articlesBy: 0,
  });
});

test('each day is corrected separately, and the corrections are open for the next roll-up', async () => {
  const saved = paper.posts(0, 6);
  await paper.save(saved);
  await spoil(paper);
  for (const document of await paper.days()) await document.update({ open: false });
  await recount(opened().firestore, paper.name, options({ dropUnknown }));
  const byDay = await countsByDay(opened().firestore);
  for (const days of [0, 1, 2])
    expect(byDay[dayAgo(days)]?.[paper.id]).toEqual(
      paper.truth(saved.filter(({ publishedAt }) => publishedAt?.startsWith(dayAgo(days)))),
    );
  const documents = await Promise.all((await paper.days()).map((document) => document.get()));
  const open = documents.filter((document) => document.get('open') === true);
  expect(new Set(open.map((document) => document.get('day'))).size).toBe(3);
});

test('a name may have too few articles and too many mentions', async () => {
  const saved = paper.posts(0, 6);
  await paper.save(saved);
  await paper.stray(dayAgo(0), { place: { 'Place 0': -2_000_000_000 } });
  await paper.stray(dayAgo(0), { place: { 'Place 0': 50 } });
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual(paper.truth(saved));
});

test('names of every spelling can be corrected', async () => {
  const odd = [
    '__x__',
    '\\',
    'a.b/c`d',
    '*',
    'ß',
    '...',
    '"',
    `${'é'.repeat(200)}`,
    '__proto__',
    'constructor',
  ];
  const saved = [
    postNaming(
      paper.name,
      odd.map((text) => ({ type: 'person', text, count: 3 }) as const),
      { acceptedAt: new Date().toISOString() },
    ),
  ];
  await paper.save(saved);
  for (const document of await paper.days()) await document.delete();
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual(paper.truth(saved));
});

test('posts saved during a recount count once, and posts forgotten during it do not count', async () => {
  const saved = paper.posts(0, 400);
  await paper.save(saved);
  await spoil(paper);
  const late = paper.posts(400, 60);
  const forgotten = [3, 7, 401];
  const saving = (async () => {
    for (const one of late) await paper.save([one]);
  })();
  const takingBack = (async () => {
    for (const n of forgotten) while ((await forgetting(opened().firestore, paper.post(n))) === 'unknown');
  })();
  await recount(opened().firestore, paper.name, options({ dropUnknown }));
  await Promise.all([saving, takingBack]);
  const left = [...saved, ...late].filter(({ postId }) => !forgotten.includes(Number(postId)));
  expect(await paper.counts()).toEqual(paper.truth(left));
});

test('a post that is forgotten while a recount reads is subtracted once', async () => {
  const saved = paper.posts(0, 3);
  await paper.save(saved);
  await paper.stray(dayAgo(1), { person: { 'Person 1': 48 } });
  const forgotten = meanwhile(opened(), { method: 'RunQuery', call: 2 }, () =>
    forgetting(opened().firestore, paper.post(1)),
  );
  expect(await recount(opened().proxied, paper.name, options())).toMatchObject({ posts: 3, corrections: 1 });
  expect(await forgotten()).toBe('forgotten');
  expect(await paper.counts()).toEqual(paper.truth(saved.filter(({ postId }) => postId !== '1')));
});

test('a post without a record that is saved again while a recount removes its counts stays counted', async () => {
  const saved = paper.posts(0, 5);
  await paper.save(saved);
  await paper.record(3).delete();
  const again = meanwhile(opened(), { method: 'RunQuery', call: 2 }, () => paper.save(saved.slice(3, 4)));
  await recount(opened().proxied, paper.name, options({ dropUnknown }));
  await again();
  expect(await paper.counts()).toEqual(paper.truth(saved));
});

test('a recount and a forgetting take effect once when their answers are lost', async () => {
  const saved = paper.posts(0, 20);
  await paper.save(saved);
  await spoil(paper);
  let commits = 0;
  // Every second commit is applied without an answer.
  opened().proxy.setFaults((path) => {
    if (!path.endsWith('/Commit')) return undefined;
    commits += 1;
    return commits % 2 === 1 ? { kind: 'lose-answer', afterMs: 0 } : undefined;
  });
  await recount(opened().proxied, paper.name, options({ dropUnknown }));
  expect(await paper.counts()).toEqual(paper.truth(saved));
  commits = 0;
  expect(await forgetting(opened().proxied, paper.post(0))).toBe('forgotten');
  expect(commits).toBeGreaterThan(0);
  expect(await paper.counts()).toEqual(paper.truth(saved.slice(1)));
});

test('a recount refuses where a wrong counter and missing records look the same, and names both', async () => {
  await paper.save(paper.posts(0, 6));
  await paper.record(0).delete();
  const before = await paper.counts();
  await expect(recount(opened().firestore, paper.name, options())).rejects.toThrow(
    /2 articles are counted, and 1 article has a record\. Either the counts are wrong, or records are missing\. Nothing was changed.*the counts of 2 names\. .*--drop-unknown/,
  );
  expect(await paper.counts()).toEqual(before);
});

test('missing records are detected although the number of articles is too low', async () => {
  await paper.save(paper.posts(0, 9));
  for (const n of [0, 3]) await paper.record(n).delete();
  await paper.stray(dayAgo(0), { articles: -3 });
  await expect(recount(opened().firestore, paper.name, options())).rejects.toThrow(/--drop-unknown/);
});

test('counts without a record are removed on request, and their posts count when they are submitted again', async () => {
  const unknown = paper.posts(0, 3);
  const kept = paper.posts(3, 2);
  await paper.save([...unknown, ...kept]);
  for (const n of [0, 1, 2]) await paper.record(n).delete();
  const outcome = await recount(opened().firestore, paper.name, options({ dropUnknown }));
  expect(outcome).toMatchObject({ finished: true, articlesBy: -3 });
  expect(await paper.counts()).toEqual(paper.truth(kept));
  // Now the recount no longer refuses.
  expect(await recount(opened().firestore, paper.name, options())).toMatchObject({
    corrections: 0,
    articlesBy: 0,
  });
  await paper.save(unknown);
  expect(await paper.counts()).toEqual(paper.truth([...unknown, ...kept]));
});

test('a number of articles that is too high is corrected without removing other counts', async () => {
  const saved = paper.posts(0, 5);
  await paper.save(saved);
  await paper.stray(dayAgo(0), { articles: 10 });
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual(paper.truth(saved));
});

test('a day without counters gets them again, under the name of the publication', async () => {
  const saved = paper.posts(0, 4);
  await paper.save(saved);
  for (const document of await paper.days())
    if ((await document.get()).get('day') === dayAgo(0)) await document.delete();
  await recount(opened().firestore, paper.name.toUpperCase(), options());
  expect(await paper.counts()).toEqual(paper.truth(saved));
  for (const document of await paper.days()) expect((await document.get()).get('name')).toBe(paper.name);
});

test('days whose records may have expired are skipped and listed', async () => {
  const saved = paper.posts(0, 3).map((post) => ({ ...post, publishedAt: '2025-03-04T10:00:00Z' }));
  await paper.save([...saved, ...paper.posts(3, 3)]);
  await paper.stray('2025-03-04', { articles: 5 });
  const outcome = await recount(opened().firestore, paper.name, options());
  expect(outcome).toMatchObject({ posts: 3, firstDay: dayAgo(88), hasEarlier: true, corrections: 0 });
  expect((await paper.counts()).articles).toBe(11);
});

test('a shorter term at the time of writing decides whether a record may have expired', async () => {
  await paper.save(paper.posts(0, 3));
  const { acceptedAt } = (await paper.record(0).get()).data() ?? {};
  await paper.record(0).update({ expireAt: new Date(acceptedAt.toMillis() + 45 * 86_400_000) });
  expect(await recount(opened().firestore, paper.name, options())).toMatchObject({ firstDay: dayAgo(43) });
});

test('an unknown publication is reported in the spelling of the command line', async () => {
  await expect(recount(opened().firestore, 'No/Such', options())).rejects.toThrow(
    'There is no publication "No/Such": it has neither articles nor counts.',
  );
});
