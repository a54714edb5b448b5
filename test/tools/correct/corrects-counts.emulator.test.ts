import { beforeEach, expect, test } from 'vitest';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { forget } from '../../../tools/correct/forget/forget.ts';
import { recount } from '../../../tools/correct/recount/recount.ts';
import {
  meanwhile,
  newPaper,
  options,
  type Paper,
  sharedCorrections,
  spoil,
  truth,
} from '../../support/correct/corrections.ts';

const opened = sharedCorrections();
let paper: Paper;
beforeEach(() => {
  paper = newPaper(opened().firestore);
});

const dropUnknown = true;

test('a recount corrects every counter, and a dry run none', async () => {
  const saved = paper.posts(0, 40);
  await paper.save(saved);
  await spoil(paper);
  const before = await paper.counts();
  const told = await recount(opened().firestore, paper.name, options({ dropUnknown, dryRun: true }));
  expect(told).toMatchObject({ posts: 40, articlesBy: 40 - 99, corrections: 3 });
  for (const { entityId, counted, shouldBe } of told.wrong) expect(counted, entityId).not.toBe(shouldBe);
  expect(told.wrong).toHaveLength(3);
  expect(await paper.counts()).toEqual(before);
  await recount(opened().firestore, paper.name, options({ dropUnknown }));
  expect(await paper.counts()).toEqual(truth(saved));
});

test('posts saved and forgotten during a recount count once, and not at all', async () => {
  const saved = paper.posts(0, 400);
  await paper.save(saved);
  await spoil(paper);
  const late = paper.posts(400, 60);
  const forgotten = [3, 7, 401];
  const saving = (async () => {
    for (const one of late) await paper.save([one]);
  })();
  const forgetting = (async () => {
    for (const n of forgotten)
      while (
        (await forget(opened().firestore, paper.idOf(n), { dryRun: false, runtime: systemRuntime })) ===
        'unknown'
      );
  })();
  await recount(opened().firestore, paper.name, options({ dropUnknown }));
  await Promise.all([saving, forgetting]);
  const left = [...saved, ...late].filter(({ postId }) => !forgotten.some((n) => paper.idOf(n) === postId));
  expect(await paper.counts()).toEqual(truth(left));
});

test('a counter that comes to 0 only by what was forgotten while a recount read is removed', async () => {
  const saved = paper.posts(0, 3);
  await paper.save(saved);
  await paper.counter('person', 'Person 1').update({ count: 50 });
  const forgotten = meanwhile(opened(), { method: 'RunQuery', call: 1 }, () =>
    forget(opened().firestore, paper.idOf(1), { dryRun: false, runtime: systemRuntime }),
  );
  await recount(opened().proxied, paper.name, options());
  expect(await forgotten()).toBe('forgotten');
  expect(await paper.counts()).toEqual(truth(saved.filter(({ postId }) => postId !== paper.idOf(1))));
});

test('a post that leaves the ledger and is counted again while a recount drops it stays counted', async () => {
  const kept = paper.posts(0, 3);
  const dropped = paper.posts(3, 2);
  await paper.save(kept);
  await paper.save(dropped, { keepEntities: false });
  const again = meanwhile(opened(), { method: 'RunQuery', call: 1 }, async () => {
    await paper.ledger(3).delete();
    await paper.save(dropped.slice(0, 1));
  });
  await recount(opened().proxied, paper.name, options({ dropUnknown }));
  await again();
  const left = [...kept, ...dropped.slice(0, 1)];
  expect(await paper.counts()).toEqual(truth(left));
  await paper.save(dropped);
  expect(await paper.counts()).toEqual(truth([...kept, ...dropped]));
});

test('a recount and a forgetting whose answers are lost happen once', async () => {
  const saved = paper.posts(0, 20);
  await paper.save(saved);
  await spoil(paper);
  let commits = 0;
  // Every second commit is carried out without an answer.
  opened().proxy.setFaults((path) => {
    if (!path.endsWith('/Commit')) return undefined;
    commits += 1;
    return commits % 2 === 1 ? { kind: 'lose-answer', afterMs: 0 } : undefined;
  });
  await recount(opened().proxied, paper.name, options({ dropUnknown }));
  expect(await paper.counts()).toEqual(truth(saved));
  commits = 0;
  expect(await forget(opened().proxied, paper.idOf(0), { dryRun: false, runtime: systemRuntime })).toBe(
    'forgotten',
  );
  expect(commits).toBeGreaterThan(0);
  expect(await paper.counts()).toEqual(truth(saved.slice(1)));
});

test('without the entities of all posts a recount refuses, and says what to do', async () => {
  await paper.save(paper.posts(0, 3), { keepEntities: false });
  await paper.save(paper.posts(3, 2));
  const before = await paper.counts();
  await expect(recount(opened().firestore, paper.name, options())).rejects.toThrow(
    /5 articles are counted, and the ledger has the entities of 2: 3 .*--drop-unknown/,
  );
  expect(await paper.counts()).toEqual(before);
});

test('posts whose entities are not known are dropped on demand, and count when they are submitted again', async () => {
  const unknown = paper.posts(0, 3);
  const kept = paper.posts(3, 2);
  await paper.save(unknown, { keepEntities: false });
  await paper.save(kept);
  const outcome = await recount(opened().firestore, paper.name, options({ dropUnknown }));
  expect(outcome).toMatchObject({ finished: true, dropped: 3 });
  expect(await paper.counts()).toEqual(truth(kept));
  // Now nothing stands against a recount.
  expect(await recount(opened().firestore, paper.name, options())).toMatchObject({
    corrections: 0,
    articlesBy: 0,
  });
  await paper.save(unknown);
  expect(await paper.counts()).toEqual(truth([...unknown, ...kept]));
});

test('a number of articles that is too high is corrected without dropping anything', async () => {
  const saved = paper.posts(0, 5);
  await paper.save(saved);
  await paper.document.update({ articleCount: 15 });
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual(truth(saved));
});

test('posts that have left the ledger are missed although the number of articles is too low', async () => {
  await paper.save(paper.posts(0, 3), { keepEntities: false });
  await paper.save(paper.posts(3, 2));
  for (const n of [0, 1, 2]) await paper.ledger(n).delete();
  await paper.document.update({ articleCount: 1 });
  const before = await paper.counts();
  await expect(recount(opened().firestore, paper.name, options())).rejects.toThrow(
    /: 3 were saved without SAVE_KEEP_ENTITIES=true and have left the ledger/,
  );
  expect(await paper.counts()).toEqual(before);
  await recount(opened().firestore, paper.name, options({ dropUnknown }));
  expect(await paper.counts()).toEqual(truth(paper.posts(3, 2)));
  await recount(opened().firestore, paper.name, options());
});

test('where a wrong counter and a gap in the ledger look the same, a recount says both', async () => {
  await paper.save(paper.posts(0, 4));
  await paper.ledger(0).delete();
  await expect(recount(opened().firestore, paper.name, options())).rejects.toThrow(
    /1 the ledger does not have.*either the counters are wrong, or posts have left the ledger/,
  );
});

test('a publication whose document is gone gets it again, with its name', async () => {
  const saved = paper.posts(0, 4);
  await paper.save(saved);
  await paper.document.delete();
  expect(await forget(opened().firestore, paper.idOf(0), { dryRun: false, runtime: systemRuntime })).toBe(
    'no-publication',
  );
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual(truth(saved));
  const document = await paper.document.get();
  expect(document.get('name')).toBe(paper.name);
  expect(document.get('updatedAt')).toEqual((await paper.ledger(0).get()).get('savedAt'));
  expect(await forget(opened().firestore, paper.idOf(0), { dryRun: false, runtime: systemRuntime })).toBe(
    'forgotten',
  );
});

test('a name that nothing was counted under is told as it was given', async () => {
  await expect(recount(opened().firestore, 'No/Such', options())).rejects.toThrow(
    'There is no publication "No/Such", and the ledger has no post of it.',
  );
});

test('a post is forgotten once, by however many, and is not counted when it comes again', async () => {
  const saved = paper.posts(0, 5);
  await paper.save(saved);
  const id = paper.idOf(2);
  expect(await forget(opened().firestore, id, { dryRun: true, runtime: systemRuntime })).toBe('forgotten');
  expect(await paper.counts()).toEqual(truth(saved));
  const outcomes = await Promise.all(
    [1, 2, 3].map(() => forget(opened().firestore, id, { dryRun: false, runtime: systemRuntime })),
  );
  expect(outcomes.toSorted()).toEqual(['forgotten', 'forgotten-before', 'forgotten-before']);
  const left = saved.filter(({ postId }) => postId !== id);
  expect(await paper.counts()).toEqual(truth(left));
  expect(await forget(opened().firestore, id, { dryRun: false, runtime: systemRuntime })).toBe(
    'forgotten-before',
  );
  await paper.save(saved);
  expect(await paper.counts()).toEqual(truth(left));
  expect((await paper.ledger(2).get()).get('entities')).toBeUndefined();
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual(truth(left));
});

test('forgetting a post does not bring its spelling back', async () => {
  const spelt = (n: number, text: string) => ({
    postId: paper.idOf(n),
    publication: paper.name,
    entities: [{ type: 'person' as const, text, count: 1 }],
  });
  await paper.save([spelt(0, 'ADA')]);
  await paper.save([spelt(1, 'Ada')]);
  await forget(opened().firestore, paper.idOf(0), { dryRun: false, runtime: systemRuntime });
  expect(await paper.counts()).toEqual({ articles: 1, 'person Ada': 1 });
});

test('a post whose counter is missing can be forgotten, and a recount finds nothing amiss then', async () => {
  const saved = paper.posts(0, 2);
  await paper.save(saved);
  await paper.counter('person', 'Person 0').delete();
  expect(await forget(opened().firestore, paper.idOf(0), { dryRun: false, runtime: systemRuntime })).toBe(
    'forgotten',
  );
  expect(await paper.counts()).toEqual({ ...truth(saved.slice(1)), 'person Person 0': -2 });
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual(truth(saved.slice(1)));
});

test('what the ledger does not keep cannot be forgotten', async () => {
  await paper.save(paper.posts(0, 1), { keepEntities: false });
  expect(await forget(opened().firestore, paper.idOf(0), { dryRun: false, runtime: systemRuntime })).toBe(
    'not-kept',
  );
  expect(await forget(opened().firestore, 'never-seen', { dryRun: false, runtime: systemRuntime })).toBe(
    'unknown',
  );
});
