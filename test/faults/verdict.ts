/** Decides from the findings of a scenario which problems it had. Pure. */
import { differences, differencesByDay, type PublicationCounts } from '../support/truth.ts';
import type { WatchedDeadLetter } from './dead-letter-watch.ts';
import { MEMORY_BOUNDS_MB } from './memory.ts';
import type { Ending } from './supervised.ts';

/** The facts known after all processes have ended. */
export interface Findings {
  /** The record ids of posts that submit accepted. */
  readonly accepted: ReadonlySet<string>;
  /** The record ids that exist. */
  readonly saved: ReadonlySet<string>;
  readonly letters: readonly WatchedDeadLetter[];
  /** The fold of extraction over the posts that should be counted. */
  readonly truth: PublicationCounts;
  readonly counts: PublicationCounts;
  /** The same by day, as computed from the times of acceptance. */
  readonly truthByDay: Readonly<Record<string, PublicationCounts>>;
  readonly countsByDay: Readonly<Record<string, PublicationCounts>>;
  /** Differences between roll-ups and the sums of days. */
  readonly rollUps: readonly string[];
  /** How each process ended, by its displayed name. */
  readonly endings: ReadonlyMap<string, Ending>;
  /** Processes that still run. */
  readonly leftBehind: readonly string[];
  /** The peak megabytes of a process, by kind. */
  readonly peakMegabytes: Readonly<Record<string, number>>;
}

/** @returns sentences for people; empty without problems */
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
