/**
 * Reads counts repeatedly, as two instances of show do, and reports answers that no history explains. Each
 * answer must be the exact sum of the days at its read time. One instance reads the present. The other reads
 * earlier times that the first has returned, as a cursor does, with its own caches.
 */
import type { Timestamp } from '@google-cloud/firestore';
import { publicationId } from '../../functions/common/domain/keys.ts';
import { entityTypes } from '../../functions/common/domain/post.ts';
import { inflateAtOnce } from '../../functions/common/domain/store/table-codec.ts';
import { textAt } from '../../functions/common/domain/store/texts.ts';
import type { Sum } from '../../functions/show/counting/sum.ts';
import { createReading } from '../../functions/show/reading/reading.ts';
import { differences } from '../support/truth.ts';
import type { Clients } from './clients.ts';
import type { SimulatedServices } from './engine.ts';
import { daysAt, type PlaceCounts, sumOfPublication } from './history.ts';
import { type Command, type RunPlan, TTL_DAYS } from './plan.ts';
import type { Process, VirtualWorld } from './world.ts';

export interface Witness {
  /** Reads the present state of a publication once. @returns the errors in the answer */
  readonly look: (publication: string) => Promise<readonly string[]>;
  readonly stop: () => void;
}

/** Milliseconds between two reads of a publication. */
const PAUSE_MS = { shortest: 2_000, longest: 9_000 } as const;

export function createReader(given: {
  readonly world: VirtualWorld;
  readonly engine: SimulatedServices;
  readonly clientsOf: (process: Process) => Clients;
  readonly plan: RunPlan;
  readonly problems: string[];
}): Witness {
  const { world, engine, plan, problems } = given;
  const process = world.start('reader');
  const { clock, chance } = process.runtime;
  const { firestore } = given.clientsOf(process);
  const open = () =>
    createReading({
      firestore,
      database: 'simulated',
      cursorKeys: ['key'],
      clock,
      cacheMs: 500,
      articleTtlDays: TTL_DAYS,
      inflate: inflateAtOnce,
    });
  const [presentOnes, olderOnes] = [open().publications, open().publications];
  let isStopped = false;
  /** Corrections may lower counts. */
  const isCorrected = plan.events.some((event) => event.kind === 'operator' && LOWERS.has(event.command));

  const look = async (id: string): Promise<{ moment: Timestamp; counts: PlaceCounts; wrong: string[] }> => {
    const state = await presentOnes.present(id);
    const { moment } = state;
    const should = historyAt(engine, moment, id);
    const { sum, isBehind } = await presentOnes.counts(state, {});
    const counts = countsOf(sum);
    if (state.isFlooded || should === undefined) return { moment, counts, wrong: [] };
    const wrong = isBehind
      ? [`a reader of ${id} was told that counts are behind`]
      : differences({ [id]: should }, { [id]: counts }).map((text) => `a reader saw: ${text}`);
    return { moment, counts, wrong };
  };

  const watch = async (id: string): Promise<void> => {
    let seen: { readonly moment: Timestamp; readonly counts: PlaceCounts }[] = [];
    while (!isStopped) {
      await clock.sleep(PAUSE_MS.shortest + (PAUSE_MS.longest - PAUSE_MS.shortest) * chance.fraction());
      try {
        const { moment, counts, wrong } = await look(id);
        problems.push(...wrong);
        const articles = counts.articles ?? 0;
        const before = seen.at(-1)?.counts.articles ?? 0;
        if (articles < before && !isCorrected)
          problems.push(`a reader of ${id} saw ${articles} articles after ${before}`);
        seen = [...seen.slice(-3), { moment, counts }];
        const older = chance.fraction() < 0.4 ? seen[0] : undefined;
        if (older === undefined) continue;
        const state = await olderOnes.at(id, older.moment);
        const { sum } = await olderOnes.counts(state, {});
        if (!state.isFlooded)
          problems.push(
            ...differences({ [id]: older.counts }, { [id]: countsOf(sum) }).map(
              (text) => `a reader of the older moment ${older.moment.toDate().toISOString()} saw: ${text}`,
            ),
          );
      } catch {
        // The document does not exist yet, the call was lost, or the read time is too old. The reader
        // retries.
      }
    }
  };
  for (const name of new Set(plan.posts.map(({ publication }) => publication)))
    void watch(publicationId(name));
  return {
    look: async (name) => (await look(publicationId(name))).wrong,
    stop: () => {
      isStopped = true;
    },
  };
}

const LOWERS: ReadonlySet<Command> = new Set<Command>(['forget', 'recount', 'miscount']);

/** The content of the days; undefined if the engine has restarted since. */
function historyAt(
  engine: SimulatedServices,
  { seconds, nanoseconds }: Timestamp,
  id: string,
): PlaceCounts | undefined {
  const database = engine.database();
  try {
    const moment = database.readMoment(seconds * 1e6 + Math.floor(nanoseconds / 1_000));
    return sumOfPublication(daysAt(database, moment), id);
  } catch {
    return undefined;
  }
}

function countsOf({ columns, keys, types, articles, mentions }: Sum): PlaceCounts {
  const counts: Record<string, number> = {
    articles: columns.reduce((total, column) => total + column.articles, 0),
    changed: columns.reduce((total, column) => total + column.changed, 0),
  };
  for (const [index, type] of types.entries()) {
    const place = `${entityTypes[type]} ${textAt(keys, index)}`;
    counts[place] = mentions[index] ?? 0;
    counts[`${place} in`] = articles[index] ?? 0;
  }
  return counts;
}
