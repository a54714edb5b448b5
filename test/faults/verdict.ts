/** What is wrong at the end of a scenario. Pure. */
import { differences, differencesByDay, type PublicationCounts } from '../support/truth.ts';
import type { WatchedDeadLetter } from './dead-letter-watch.ts';
import { MEMORY_BOUNDS_MB } from './memory.ts';
import type { Ending } from './supervised.ts';

/** What is known when all processes have ended. */
export interface Findings {
  /** The records of posts that a submitter was told are accepted. */
  readonly accepted: ReadonlySet<string>;
  /** Records that are there. */
  readonly saved: ReadonlySet<string>;
  readonly letters: readonly WatchedDeadLetter[];
  /** The fold of extraction over the posts that should be counted. */
  readonly truth: PublicationCounts;
  readonly counts: PublicationCounts;
  /** The same by day, as far as the moments of acceptance tell. */
  readonly truthByDay: Readonly<Record<string, PublicationCounts>>;
  readonly countsByDay: Readonly<Record<string, PublicationCounts>>;
  /** Where roll-ups are not the sums of the days. */
  readonly rollUps: readonly string[];
  /** How each process ended, by a name for people. */
  readonly endings: ReadonlyMap<string, Ending>;
  /** Processes that are still there. */
  readonly leftBehind: readonly string[];
  /** The most megabytes of a process, by kind. */
  readonly peakMegabytes: Readonly<Record<string, number>>;
}

/** @returns sentences for people; none when all is as it should be */
export function problemsIn(findings: Findings): string[] {
  const { accepted, saved, letters } = findings;
  const given = new Set(letters.map(({ recordId }) => recordId));
  const lost = [...accepted].filter((id) => !saved.has(id) && !given.has(id));
  const both = [...saved].filter((id) => given.has(id));
  return [
    ...[...findings.endings]
      .filter(([, { how }]) => how !== 'exit code 0')
      .map(([name, { how, ms }]) => `${name} ended with ${how} after ${ms} ms`),
    ...some('accepted posts are lost', lost),
    ...some('posts are counted and in dead letters', both),
    ...differences(findings.truth, findings.counts),
    ...differencesByDay(findings.truthByDay, findings.countsByDay),
    ...findings.rollUps,
    ...some('processes are left behind', findings.leftBehind),
    ...Object.entries(findings.peakMegabytes)
      .filter(([kind, peak]) => peak > (MEMORY_BOUNDS_MB[kind] ?? 0))
      .map(([kind, peak]) => `${kind} took ${peak} MB of memory; the bound is ${MEMORY_BOUNDS_MB[kind]} MB`),
  ];
}

function some(what: string, which: readonly string[]): string[] {
  return which.length === 0 ? [] : [`${which.length} ${what}: ${which.slice(0, 5).join(', ')}`];
}
