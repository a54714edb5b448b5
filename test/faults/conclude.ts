/**
 * Collects the findings after all processes of a scenario have ended: the counts in Firestore, by day and in
 * roll-ups, beside the truth.
 */
import type { Firestore } from '@google-cloud/firestore';
import { pino } from 'pino';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { pass } from '../../functions/save/rollup/pass.ts';
import { rollUpDifferences } from '../support/rollups.ts';
import {
  actualCounts,
  countsByDay,
  expectedByDay,
  expectedCounts,
  type StampedPost,
} from '../support/truth.ts';
import { acceptances } from './ledger.ts';
import type { Findings } from './verdict.ts';

export type CountFindings = Pick<Findings, 'truth' | 'counts' | 'truthByDay' | 'countsByDay' | 'rollUps'>;

/**
 * Compares Firestore with the truth, and roll-ups with the days after a last pass.
 * @param counted the posts that should be counted, by record id
 */
export async function countFindings(
  firestore: Firestore,
  counted: ReadonlyMap<string, SubmittedPost>,
): Promise<CountFindings> {
  const acceptedAt = await acceptances(firestore);
  const dated = [...counted].flatMap(([id, post]): StampedPost[] => {
    const at = acceptedAt.get(id);
    // A post without a record is lost. The verdict reports it.
    return at === undefined ? [] : [{ post, acceptedAt: at }];
  });
  return {
    truth: expectedCounts([...counted.values()]),
    counts: await actualCounts(firestore),
    truthByDay: expectedByDay(dated),
    countsByDay: await countsByDay(firestore),
    rollUps: [...(await lastPass(firestore)), ...(await rollUpDifferences(firestore))],
  };
}

/** @returns the problems of the last pass */
async function lastPass(firestore: Firestore): Promise<string[]> {
  const { conflicts, failures } = await pass(
    { firestore, runtime: systemRuntime },
    pino({ level: 'silent' }),
    { isForced: true, isRebuilt: false, withMonths: true, quietMs: 0, signal: new AbortController().signal },
  );
  return conflicts + failures === 0
    ? []
    : [`the last roll-up, with nothing beside it, met ${conflicts} conflicts and ${failures} failures`];
}
