import { expect, test } from 'vitest';
import { createDayWriter } from '../../../tools/correct/day-writer.ts';
import { parseForget } from '../../../tools/correct/forget/command-line.ts';
import type { ForgetOptions } from '../../../tools/correct/forget/forget.ts';
import {
  type ForgottenPosts,
  forgetAll,
  type PostSelection,
} from '../../../tools/correct/forget/forget-all.ts';
import { recount } from '../../../tools/correct/recount/recount.ts';
import { options, runCorrection, sharedCorrections } from '../../support/correct/corrections.ts';
import { newPaper } from '../../support/correct/paper.ts';

const opened = sharedCorrections();

function forgetting(
  selection: PostSelection,
  given: Partial<ForgetOptions & { signal: AbortSignal; onProgress: (done: number) => void }> = {},
) {
  const { firestore } = opened();
  const { runtime } = options();
  return forgetAll(firestore, selection, {
    dryRun: false,
    days: createDayWriter(firestore, runtime),
    runtime,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...given,
  });
}

const outcome = (found: number, forgotten: number, before = 0): Partial<ForgottenPosts> => ({
  found,
  forgotten,
  before,
  finished: true,
});

test('a publication is forgotten exactly, others stay, and its posts do not count again', async () => {
  const [paper, other] = [newPaper(opened()), newPaper(opened())];
  const saved = paper.posts(0, 700);
  await paper.save(saved);
  await other.save(other.posts(0, 5));
  const selection = { publication: ` ${paper.name.toLowerCase()} ` };
  expect(await forgetting(selection, { dryRun: true })).toMatchObject(outcome(700, 700));
  expect(await paper.counts()).toEqual(paper.truth(saved));
  expect(await forgetting(selection)).toMatchObject({ ...outcome(700, 700), publications: 1 });
  expect(await paper.counts()).toEqual({});
  expect(await other.counts()).toEqual(other.truth(other.posts(0, 5)));
  await paper.save(saved);
  expect(await paper.counts()).toEqual({});
  expect(await forgetting(selection)).toMatchObject(outcome(700, 0, 700));
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual({});
});

test('an interrupted command and two concurrent ones after it subtract each post once', async () => {
  const paper = newPaper(opened());
  const saved = paper.posts(0, 700);
  await paper.save(saved);
  const stop = new AbortController();
  const first = await forgetting(
    { publication: paper.name },
    { signal: stop.signal, onProgress: () => stop.abort() },
  );
  expect(first).toMatchObject({ finished: false });
  expect(first.forgotten).toBeGreaterThanOrEqual(300);
  const both = await Promise.all([
    forgetting({ publication: paper.name }),
    forgetting({ publication: paper.name }),
  ]);
  expect(first.forgotten + both.reduce((sum, { forgotten }) => sum + forgotten, 0)).toBe(700);
  expect(await paper.counts()).toEqual({});
});

test('the posts of a key are forgotten in every publication from a given time on, and those of other senders stay', async () => {
  const [paper, other] = [newPaper(opened()), newPaper(opened())];
  const sent = (from: number, count: number, sender: string, acceptedAt: string) =>
    [paper, other].flatMap((one) => one.posts(from, count).map((post) => ({ ...post, sender, acceptedAt })));
  const now = Date.now();
  const earlier = new Date(now - 3_600_000).toISOString();
  const later = new Date(now).toISOString();
  const key = `thief ${now}`;
  await paper.save([...sent(0, 3, key, earlier), ...sent(10, 4, key, later), ...sent(20, 5, 'desk', later)]);
  const since = new Date(now - 60_000);
  expect(await forgetting({ sender: key, since })).toMatchObject({ ...outcome(8, 8), publications: 2 });
  for (const one of [paper, other])
    expect(await one.counts()).toEqual(one.truth([...one.posts(0, 3), ...one.posts(20, 5)]));
  expect(await forgetting({ sender: key, since: undefined })).toMatchObject(outcome(14, 6, 8));
  for (const one of [paper, other]) expect(await one.counts()).toEqual(one.truth(one.posts(20, 5)));
});

test('the command prints the number of posts, and asks before it forgets a whole publication', async () => {
  const paper = newPaper(opened());
  await paper.save(paper.posts(0, 3));
  const asked = runCorrection(opened(), 'forget', ['--publication', paper.name]);
  expect(await asked.ended).toBe(2);
  expect(asked.stderr()).toContain('or --all for all posts of the publication');
  const dry = runCorrection(opened(), 'forget', ['--publication', paper.name, '--all', '--dry-run']);
  expect(await dry.ended).toBe(0);
  expect(dry.stdout()).toBe('3 posts found in 1 publication: 3 would be forgotten, 0 forgotten before.\n');
  const done = runCorrection(opened(), 'forget', ['--publication', paper.name, '--all', '--json']);
  expect(await done.ended).toBe(0);
  expect(JSON.parse(done.stdout())).toEqual({ ...outcome(3, 3), publications: 1, dryRun: false });
  const none = runCorrection(opened(), 'forget', ['--key', 'nobody']);
  expect(await none.ended).toBe(65);
  expect(none.stderr()).toContain('No post was found');
});

test('the given time is a day in UTC or has an offset, and needs a key', () => {
  expect(parseForget(['--key', 'a', '--since', '2026-11-27']).job).toEqual({
    selection: { sender: 'a', since: new Date('2026-11-27T00:00:00Z') },
  });
  expect(parseForget(['--key', 'a', '--since', '2026-11-27T10:00+02:00']).job).toEqual({
    selection: { sender: 'a', since: new Date('2026-11-27T08:00:00Z') },
  });
  for (const wrong of [
    ['--key', 'a', '--since', 'yesterday'],
    ['--key', 'a', '--since', '2026-11-27T10:00'],
    ['--publication', 'p', '--all', '--since', '2026-11-27'],
    ['--key', 'a', '--publication', 'p'],
    ['--publication', 'p', '--all', 'id'],
    ['--all'],
  ])
    expect(() => parseForget(wrong), wrong.join(' ')).toThrow();
});
