/** What has to hold: at every moment for readers, and for everything once a run has come to rest. */
import { publicationId } from '../../functions/common/domain/keys.ts';
import { recordId } from '../../functions/common/domain/store/ids.ts';
import { pass } from '../../functions/save/rollup/pass.ts';
import { createReading } from '../../functions/show/reading/reading.ts';
import { rollUpDifferences } from '../support/rollups.ts';
import { countsByDay, differencesByDay, foldOf } from '../support/truth.ts';
import { log, POISON } from './daemons.ts';
import type { PlannedPost, RunPlan } from './plan.ts';
import type { Clients } from './services.ts';
import type { Process } from './world.ts';

export type Accepted = PlannedPost;

export interface DeadLetterSeen {
  readonly postId: string;
  readonly reason: string | undefined;
}

/** Reads counts again and again, as show does, and notes what no history allows. */
export function createReader(
  process: Process,
  clientsOf: (process: Process) => Clients,
  plan: RunPlan,
  problems: string[],
): { readonly stop: () => void } {
  const { firestore } = clientsOf(process);
  const { clock } = process.runtime;
  const reading = createReading({
    firestore,
    database: 'simulated',
    cursorKeys: ['key'],
    clock,
    cacheMs: 500,
    articleTtlDays: 90,
  });
  let isStopped = false;
  const forgotten = new Set(
    plan.events.flatMap((event) =>
      event.kind === 'operator' && event.command === 'forget' ? [plan.posts[event.post]?.publication] : [],
    ),
  );
  const watch = async (publication: string): Promise<void> => {
    let before = 0;
    while (!isStopped) {
      await clock.sleep(1_500);
      try {
        const state = await reading.publications.present(publicationId(publication));
        const { sum, isBehind } = await reading.publications.counts(state, {});
        const articles = sum.columns.reduce((total, column) => total + column.articles, 0);
        if (isBehind) problems.push(`a reader of ${publication} was told that counts are behind`);
        if (articles < before && !forgotten.has(publication))
          problems.push(`a reader of ${publication} saw ${articles} articles after ${before}`);
        before = articles;
      } catch {
        // It is not there yet, or the call was lost: the reader asks again.
      }
    }
  };
  for (const publication of new Set(plan.posts.map((post) => post.publication))) void watch(publication);
  return {
    stop: () => {
      isStopped = true;
    },
  };
}

/** What does not hold at the end of a run. */
export async function findings(given: {
  readonly inspector: Process;
  readonly clients: Clients;
  readonly accepted: readonly Accepted[];
  readonly deadLetters: readonly DeadLetterSeen[];
}): Promise<string[]> {
  const { inspector, clients, accepted, deadLetters } = given;
  const { firestore } = clients;
  const found: string[] = [];
  const kind = { isForced: true, isRebuilt: false, withMonths: true, quietMs: 0 };
  const { signal } = new AbortController();
  const last = await pass({ firestore, runtime: inspector.runtime }, log, { ...kind, signal });
  if (last.failures + last.conflicts > 0) found.push('the last roll-up had failures or conflicts');

  for (const { postId, reason } of deadLetters)
    if (reason === undefined) found.push(`the dead letter of ${postId} has no reason`);
  const byRecord = Map.groupBy(accepted, ({ publication, id }) => recordId(publicationId(publication), id));
  const expected: Record<string, PlannedPost[]> = {};
  for (const [id, versions] of byRecord) {
    const good = versions.filter(({ content }) => content !== POISON);
    const [first] = versions;
    if (versions.length > good.length && !deadLetters.some(({ postId }) => postId === first?.id))
      found.push(`${first?.id} of ${first?.publication} was given up and is no dead letter`);
    if (good.length === 0) continue;
    const record = await firestore.collection('posts').doc(id).get();
    if (!record.exists) {
      found.push(`${first?.id} of ${first?.publication} was accepted and never counted`);
      continue;
    }
    if (record.get('forgottenAt') !== undefined) continue;
    const day: string = record.get('day');
    const names: string = record.get('names');
    const counted = good.find(
      (post) =>
        post.publishedAt.startsWith(day) &&
        [...new Set(post.content.split(' '))].every((name) => names.includes(name)),
    );
    if (counted === undefined) found.push(`the record of ${first?.id} is of no version that was sent`);
    else expected[day] = [...(expected[day] ?? []), counted];
  }
  const should = Object.fromEntries(
    Object.entries(expected).map(([day, posts]) => [
      day,
      foldOf(
        posts.map(({ id, publication, content }) => ({
          postId: id,
          publication,
          entities: [...Map.groupBy(content.split(' '), (word) => word)].map(([text, all]) => ({
            type: 'person' as const,
            text,
            count: all.length,
          })),
        })),
      ),
    ]),
  );
  found.push(...differencesByDay(should, await countsByDay(firestore)));
  found.push(...(await rollUpDifferences(firestore, '2026-10')).map((text) => `roll-up: ${text}`));
  const records = await firestore.collection('posts').get();
  for (const { id } of records.docs) if (!byRecord.has(id)) found.push(`the record ${id} is of no post`);
  return found;
}
