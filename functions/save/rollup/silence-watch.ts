/**
 * Watches for publications that go silent against their own habit, from the roll-ups of the whole deployment.
 * Each save daemon checks for itself, so that its metric does not depend on which daemon rolls up.
 * `silence.ts` decides when a publication counts as silent.
 */
import type { Firestore } from '@google-cloud/firestore';
import { Gauge } from 'prom-client';
import { presentMoment, type Reads, readAt } from '../../common/cloud/moment.ts';
import {
  type Habit,
  habitsOf,
  silentPublications,
  type WatchedDays,
  watchedDays,
} from '../../common/domain/silence.ts';
import { addDays, monthOf } from '../../common/domain/store/day.ts';
import {
  collections,
  OVERVIEW_TOTAL,
  type OverviewMonth,
  type OverviewTotal,
  type Part,
} from '../../common/domain/store/documents.ts';
import { habitPartsOf } from '../../common/domain/store/overview-parts.ts';
import type { Column } from '../../common/domain/store/table.ts';
import type { Log } from '../../common/process/log.ts';
import type { Metrics } from '../../common/process/metrics.ts';
import type { Runtime } from '../../common/process/runtime.ts';
import { readColumns } from './parts.ts';

export interface SilenceWatch {
  /** Checks, if the last check was some time ago. A failure is logged, and the next check starts over. */
  readonly look: () => Promise<void>;
}

/**
 * A check reads the total, the months that it lacks and, of each sum of a month and each later day that
 * changed since the last check, the first chunk.
 */
const EVERY_MS = 15 * 60 * 1_000;

/** Makes the watch; the first check is due when `EVERY_MS` have passed. */
export function createSilenceWatch({
  firestore,
  runtime,
  log,
  metrics,
}: {
  readonly firestore: Firestore;
  readonly runtime: Runtime;
  readonly log: Log;
  readonly metrics: Metrics;
}): SilenceWatch {
  const { clock } = runtime;
  /** The columns of each run that the last check needed: a run never changes. */
  let columns = new Map<string, readonly Column[]>();
  let known: ReadonlySet<string> | undefined;
  let gauge: Gauge | undefined;
  let lookedAt = clock.monotonic();

  const columnsOf = async (at: Reads, part: Part): Promise<readonly Column[]> => {
    const read = columns.get(part.run);
    return read ?? readColumns({ firestore, runtime }, at, part);
  };

  const readHabits = async (now: WatchedDays): Promise<readonly Habit[]> => {
    const overview = firestore.collection(collections.overview);
    const moment = await presentMoment(overview.doc(OVERVIEW_TOTAL));
    return readAt(firestore, moment, async (at) => {
      const [snapshot] = await at.getAll(overview.doc(OVERVIEW_TOTAL));
      const total = snapshot?.data() as OverviewTotal | undefined;
      const open = monthsOf(now).filter((month) => total?.months[month] === undefined);
      const documents = open.length === 0 ? [] : await at.getAll(...open.map((month) => overview.doc(month)));
      const months = documents.map((document) => document.data() as OverviewMonth | undefined);
      const parts = habitPartsOf(
        total,
        months.filter((month) => month !== undefined),
        now,
      );
      const current = new Map<string, readonly Column[]>();
      for (const { part } of [...parts.months, ...parts.days])
        current.set(part.run, await columnsOf(at, part));
      columns = current;
      const columnsIn = ({ part }: { readonly part: Part }): readonly Column[] => current.get(part.run) ?? [];
      return habitsOf(
        now,
        parts.days.map((one) => [one.day, columnsIn(one)]),
        parts.months.map((one) => [one.month, columnsIn(one)]),
      );
    });
  };

  return {
    async look() {
      if (clock.monotonic() - lookedAt < EVERY_MS) return;
      lookedAt = clock.monotonic();
      try {
        const now = clock.now();
        const silent = silentPublications(await readHabits(watchedDays(now)), now);
        for (const { id, name, lastDay, expected } of silent) {
          if (known === undefined || known.has(id)) continue;
          log.warn(
            { publication: name, lastDay, expected },
            'a publication has gone silent: articles were expected from it, and none came',
          );
        }
        known = new Set(silent.map(({ id }) => id));
        // Before the first check the number is unknown, which is not the same as 0.
        gauge ??= new Gauge({
          name: 'pipeline_silent_publications',
          help: 'Publications of the whole deployment that have gone silent: articles were expected, and none came.',
          registers: [metrics.registry],
        });
        gauge.set(silent.length);
      } catch (error) {
        log.warn({ err: error }, 'the search for silent publications failed; the next one starts over');
      }
    },
  };
}

function monthsOf({ from, to }: WatchedDays): readonly string[] {
  const months = new Set<string>();
  for (let day = from; day <= to; day = addDays(day, 1)) months.add(monthOf(day));
  return [...months];
}
