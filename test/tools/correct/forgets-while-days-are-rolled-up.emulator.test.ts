import type { Firestore } from '@google-cloud/firestore';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { type PassResult, pass } from '../../../functions/save/rollup/pass.ts';
import { recount } from '../../../tools/correct/recount/recount.ts';
import { forgetting, meanwhile, options, sharedCorrections } from '../../support/correct/corrections.ts';
import { newPaper, type Paper } from '../../support/correct/paper.ts';
import { readerDifferences, rollUpDifferences } from '../../support/rollups.ts';

const opened = sharedCorrections();

function rollUp(firestore: Firestore): Promise<PassResult> {
  return pass({ firestore, runtime: systemRuntime }, pino({ level: 'silent' }), {
    isForced: true,
    isRebuilt: false,
    withMonths: true,
    quietMs: 0,
    signal: new AbortController().signal,
  });
}

/**
 * Does `work` before one call of a roll-up, each time before a later one and on another paper, until a
 * roll-up has fewer calls.
 */
async function beforeEachCall(
  method: 'Commit' | 'RunQuery',
  work: (paper: Paper) => Promise<unknown>,
  check: (paper: Paper) => Promise<void>,
): Promise<number> {
  for (let call = 1; ; call++) {
    const paper = newPaper(opened());
    await paper.save(paper.posts(0, 6));
    let isDone = false;
    const outcome = meanwhile(opened(), { method, call }, async () => {
      isDone = true;
      return await work(paper);
    });
    // The next pass repeats a roll-up that Firestore refuses.
    await rollUp(opened().proxied).catch(() => undefined);
    opened().proxy.setFaults(() => undefined);
    if (!isDone) return call - 1;
    await outcome();
    expect(await readerDifferences(opened().firestore)).toEqual([]);
    await rollUp(opened().firestore);
    expect(await rollUpDifferences(opened().firestore)).toEqual([]);
    await check(paper);
  }
}

test('a post forgotten at any point of a roll-up of its day is in no sum afterwards', async () => {
  for (const method of ['Commit', 'RunQuery'] as const) {
    const moments = await beforeEachCall(
      method,
      // One post of a past day, of another past day, and of today.
      (paper) => Promise.all([0, 1, 2].map((n) => forgetting(opened().firestore, paper.post(n)))),
      async (paper) => expect(await paper.counts()).toEqual(paper.truth(paper.posts(3, 3))),
    );
    expect(moments).toBeGreaterThanOrEqual(3);
  }
}, 120_000);

test('days recounted at any point of a roll-up are rolled up with their corrected counts', async () => {
  const moments = await beforeEachCall(
    'Commit',
    async (paper) => {
      await paper.lose('place', 'Place 1');
      await recount(opened().firestore, paper.name, options());
    },
    async (paper) => expect(await paper.counts()).toEqual(paper.truth(paper.posts(0, 6))),
  );
  expect(moments).toBeGreaterThanOrEqual(3);
}, 120_000);
