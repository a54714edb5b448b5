import { beforeEach, expect, test } from 'vitest';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import type { ProcessedPost } from '../../../functions/common/domain/post.ts';
import { recount } from '../../../tools/correct/recount/recount.ts';
import {
  forgetting,
  killAfter,
  meanwhile,
  options,
  runCorrection,
  sharedCorrections,
} from '../../support/correct/corrections.ts';
import { DAYS, dayAgo, newPaper, type Paper, SPOILT, spoil } from '../../support/correct/paper.ts';
import type { Child } from '../../support/processes/child.ts';

const opened = sharedCorrections();
let paper: Paper;
beforeEach(() => {
  paper = newPaper(opened());
});

const dropUnknown = true;

/**
 * Interrupts `work` after 0 commits, after 1, and so on until it completes, each time on another paper. Does
 * it with the answer to the last commit and without. Then repeats the work.
 * @returns the number of interruptions
 */
async function interruptEverywhere(
  prepare: (one: Paper) => Promise<void>,
  work: (one: Paper) => Promise<unknown>,
  check: (one: Paper) => Promise<void>,
): Promise<number> {
  let interruptions = 0;
  for (const lost of [false, true]) {
    for (let commits = lost ? 1 : 0; ; commits++) {
      const one = newPaper(opened());
      await prepare(one);
      killAfter(opened(), commits, lost);
      const ended = await work(one).then(
        () => true,
        () => false,
      );
      opened().proxy.setFaults(() => undefined);
      await work(one);
      await check(one);
      if (ended) break;
      interruptions += 1;
    }
  }
  return interruptions;
}

test('a recount that is killed after any of its commits and repeated leaves exact counts', async () => {
  const interruptions = await interruptEverywhere(
    async (one) => {
      await one.save(one.posts(0, 13));
      await one.record(12).delete();
      await spoil(one);
    },
    (one) => recount(opened().proxied, one.name, options({ dropUnknown })),
    async (one) => {
      expect(await one.counts()).toEqual(one.truth(one.posts(0, 12)));
      // The post without a record counts again.
      await one.save(one.posts(12, 1));
      expect(await one.counts()).toEqual(one.truth(one.posts(0, 13)));
    },
  );
  // The commits: prepare, take over, and one for each day.
  expect(interruptions).toBe(2 * (2 + DAYS) - 1);
});

test('a forgetting that is killed before or after its commit and repeated leaves exact counts', async () => {
  const interruptions = await interruptEverywhere(
    (one) => one.save(one.posts(0, 3)),
    (one) => forgetting(opened().proxied, one.post(0)),
    async (one) => {
      expect(await one.counts()).toEqual(one.truth(one.posts(1, 2)));
      expect((await one.record(0).get()).get('names')).toBe('[]');
    },
  );
  expect(interruptions).toBeGreaterThanOrEqual(1);
});

/** Saves posts and makes the counts of most of them wrong, on several days. */
async function spoilMany(): Promise<readonly ProcessedPost[]> {
  const saved = paper.posts(0, 600);
  await paper.save(saved);
  for (let days = 0; days < DAYS; days++) {
    const own = saved.filter(({ publishedAt }) => publishedAt?.startsWith(dayAgo(days)));
    const names = own.slice(0, 190).map(({ postId }) => [`Person ${postId}`, 48]);
    await paper.stray(dayAgo(days), { person: Object.fromEntries(names) });
  }
  return saved;
}

test('a recount that is stopped and repeated, and two at once, end with the true counts', async () => {
  const saved = await spoilMany();
  const stop = new AbortController();
  const onProgress = (done: string): void => {
    if (done.includes('corrected')) stop.abort();
  };
  const first = await recount(opened().firestore, paper.name, options({ signal: stop.signal, onProgress }));
  expect(first).toMatchObject({ finished: false, corrected: 190, corrections: 570 });
  expect(await paper.counts()).not.toEqual(paper.truth(saved));
  const both = await Promise.allSettled([
    recount(opened().firestore, paper.name, options()),
    recount(opened().firestore, paper.name, options()),
  ]);
  expect(both.map(({ status }) => status)).toContain('fulfilled');
  expect(await paper.counts()).toEqual(paper.truth(saved));
});

test('a recount that is stopped while it reads has changed nothing', async () => {
  await spoilMany();
  const before = await paper.counts();
  const stop = new AbortController();
  const stopped = await recount(
    opened().firestore,
    paper.name,
    options({ signal: stop.signal, onProgress: () => stop.abort() }),
  );
  expect(stopped).toMatchObject({ finished: false, corrections: 0, articlesBy: 0 });
  expect(await paper.counts()).toEqual(before);
});

test.for([
  ['while it reads', { method: 'RunQuery', call: 2 }],
  // The first commit prepares, before the read.
  ['between reading and writing', { method: 'Commit', call: 2 }],
] as const)('a recount that another one overtakes %s writes nothing', async ([, moment]) => {
  const saved = paper.posts(0, 20);
  await paper.save(saved);
  await spoil(paper);
  const other = meanwhile(opened(), moment, () =>
    recount(opened().firestore, paper.name, options({ dropUnknown })),
  );
  await expect(recount(opened().proxied, paper.name, options({ dropUnknown }))).rejects.toThrow(
    'Another recount of this publication is running, or has just ended. This one changed nothing',
  );
  expect(await other()).toMatchObject({ finished: true, corrections: SPOILT });
  expect(await paper.counts()).toEqual(paper.truth(saved));
});

test('a recount that another one overtakes between its steps stops there', async () => {
  const saved = await spoilMany();
  const other = meanwhile(opened(), { method: 'Commit', call: 4 }, () =>
    recount(opened().firestore, paper.name, options()),
  );
  await expect(recount(opened().proxied, paper.name, options())).rejects.toThrow(
    'Another recount of this publication has taken over, so this one stopped.',
  );
  expect(await other()).toMatchObject({ finished: true, corrections: 380 });
  expect(await paper.counts()).toEqual(paper.truth(saved));
});

test('a recount that refuses leaves a running one alone', async () => {
  const saved = await spoilMany();
  await paper.save(paper.posts(600, 1));
  await paper.record(600).delete();
  const other = meanwhile(opened(), { method: 'Commit', call: 3 }, () =>
    recount(opened().firestore, paper.name, options()),
  );
  expect(await recount(opened().proxied, paper.name, options({ dropUnknown }))).toMatchObject({
    finished: true,
  });
  expect(await other()).toContain('--drop-unknown');
  expect(await paper.counts()).toEqual(paper.truth(saved));
});

test('a recount killed or stopped halfway says so and continues when it is repeated', async () => {
  const saved = await spoilMany();
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    let commits = 0;
    let child: Child | undefined;
    opened().proxy.setFaults((path) => {
      if (!path.endsWith('/Commit')) return undefined;
      commits += 1;
      // After the commits that prepare and take over, sends the signal in the middle of a step.
      if (commits === 3) child?.process.kill(signal);
      if (signal === 'SIGKILL') return commits === 3 ? { kind: 'lose-answer', afterMs: 100 } : undefined;
      // Enough failures for the signal to arrive before the step completes.
      return commits >= 3 && commits < 6 ? { kind: 'status', code: GrpcCode.unavailable } : undefined;
    });
    child = runCorrection(opened(), 'recount', ['--publication', paper.name], opened().proxy.host);
    expect(await child.ended).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 130);
    if (signal === 'SIGTERM')
      expect(child.stderr()).toMatch(
        /Stopped before the end: the counts of \d+ of \d+ names? were corrected.*again to continue/,
      );
    expect(await paper.counts()).not.toEqual(paper.truth(saved));
  }
  opened().proxy.setFaults(() => undefined);
  const last = runCorrection(opened(), 'recount', ['--publication', paper.name]);
  expect(await last.ended).toBe(0);
  expect(last.stdout()).toMatch(
    /^600 posts since \S+; the counts of 190 names on 1 day were corrected, and the number of articles was right\n$/,
  );
  expect(await paper.counts()).toEqual(paper.truth(saved));
});
