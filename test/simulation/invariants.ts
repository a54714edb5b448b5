/** The invariants that must hold once a run has come to rest. */
import type { Firestore } from '@google-cloud/firestore';
import { publicationId } from '../../functions/common/domain/keys.ts';
import { dayOf, monthOf } from '../../functions/common/domain/store/day.ts';
import { contentHash, recordId } from '../../functions/common/domain/store/ids.ts';
import { pass } from '../../functions/save/rollup/pass.ts';
import { rollUpDifferences } from '../support/rollups.ts';
import { differencesByDay, foldOf } from '../support/truth.ts';
import type { Clients } from './clients.ts';
import { log, POISON } from './daemons.ts';
import type { SimulatedServices } from './engine.ts';
import { type CountsOfDays, daysAt } from './history.ts';
import type { PlannedPost } from './plan.ts';
import type { Process } from './world.ts';

export interface DeadLetterSeen {
  readonly postId: string;
  readonly reason: string | undefined;
}

/** A day is past two hours after its end. */
const GRACE_MS = 2 * 60 * 60 * 1_000;

/** The errors in dead letters, before extraction is fixed. */
export function wrongLetters(
  accepted: readonly PlannedPost[],
  deadLetters: readonly DeadLetterSeen[],
): string[] {
  const found = deadLetters
    .filter(({ reason }) => reason === undefined)
    .map(({ postId }) => `the dead letter of ${postId} has no reason`);
  for (const { id, publication, content } of accepted)
    if (content === POISON && !deadLetters.some(({ postId }) => postId === id))
      found.push(`${id} of ${publication} was given up and is no dead letter`);
  return found;
}

/** The version of each accepted post that was counted, by its record. Forgotten posts are left out. */
export async function countedPosts(
  firestore: Firestore,
  accepted: readonly PlannedPost[],
  forgotten: ReadonlySet<string>,
): Promise<{ readonly counted: ReadonlyMap<string, PlannedPost>; readonly wrong: readonly string[] }> {
  const wrong: string[] = [];
  const counted = new Map<string, PlannedPost>();
  const byRecord = Map.groupBy(accepted, recordOf);
  const records = await firestore.collection('posts').get();
  const known = new Map(records.docs.map((record) => [record.id, record]));
  for (const [id, versions] of byRecord) {
    const name = `${versions[0]?.id} of ${versions[0]?.publication}`;
    const record = known.get(id);
    known.delete(id);
    if (record === undefined) wrong.push(`${name} was accepted and never counted`);
    if (record === undefined || forgotten.has(id)) continue;
    const day: string = record.get('day');
    const version = versions.find(
      ({ publishedAt, content }) =>
        publishedAt.startsWith(day) && contentHash(content) === record.get('contentHash'),
    );
    if (version === undefined) wrong.push(`the record of ${name} is of no version that was sent`);
    else counted.set(id, version);
  }
  for (const id of known.keys()) wrong.push(`the record ${id} is of no post`);
  return { counted, wrong };
}

export function recordOf({ publication, id }: PlannedPost): string {
  return recordId(publicationId(publication), id);
}

/**
 * The errors in the sums, after a last roll-up without concurrent work.
 * @param counted the posts that should be counted
 */
export async function wrongSums(
  inspector: Process,
  { firestore }: Clients,
  engine: SimulatedServices,
  counted: Iterable<PlannedPost>,
): Promise<string[]> {
  const found: string[] = [];
  const { runtime } = inspector;
  const kind = { isForced: true, isRebuilt: false, withMonths: true, quietMs: 0 };
  const last = await pass({ firestore, runtime }, log, { ...kind, signal: new AbortController().signal });
  if (last.failures + last.conflicts > 0) found.push('the last roll-up had failures or conflicts');
  const should = Object.fromEntries(
    [...Map.groupBy(counted, ({ publishedAt }) => publishedAt.slice(0, 10))].map(([day, posts]) => [
      day,
      foldOf(posts.map(processedOf)),
    ]),
  );
  found.push(...differencesByDay(should, withoutChanged(daysNow(engine))));
  const currentMonth = monthOf(dayOf(runtime.clock.now() - GRACE_MS));
  found.push(...(await rollUpDifferences(firestore, currentMonth)).map((text) => `roll-up: ${text}`));
  return found;
}

/**
 * The errors in the counts of articles that arrived again with another content.
 * @param outcomes the metrics of all daemons
 */
export function wrongChanges(
  accepted: readonly PlannedPost[],
  engine: SimulatedServices,
  outcomes: ReadonlyMap<string, number>,
): string[] {
  const found: string[] = [];
  const contents = [...Map.groupBy(accepted, recordOf).values()].map((versions) => ({
    publication: publicationId(versions[0]?.publication ?? ''),
    others: new Set(versions.map(({ content }) => content)).size - 1,
  }));
  const days = Object.values(daysNow(engine));
  for (const [publication, own] of Map.groupBy(contents, (one) => one.publication)) {
    const should = own.reduce((sum, { others }) => sum + others, 0);
    const is = days.reduce((sum, day) => sum + (day[publication]?.changed ?? 0), 0);
    // Three contents may each be noted after the others, so only two give an exact number.
    const isExact = own.every(({ others }) => others < 2);
    if (is < should || (isExact && is > should))
      found.push(`${publication} counts ${is} articles that came again changed, of ${should}`);
  }
  const should = contents.reduce((sum, { others }) => sum + others, 0);
  const told = outcomes.get('changed') ?? 0;
  if (told < should) found.push(`the metrics have ${told} articles that came again changed, of ${should}`);
  const saved = outcomes.get('saved') ?? 0;
  if (saved > contents.length)
    found.push(`the metrics have ${saved} articles saved, of ${contents.length} that there are`);
  return found;
}

function daysNow(engine: SimulatedServices): CountsOfDays {
  return daysAt(engine.database(), engine.database().readMoment());
}

function withoutChanged(days: CountsOfDays): CountsOfDays {
  return Object.fromEntries(
    Object.entries(days).map(([day, publications]) => [
      day,
      Object.fromEntries(Object.entries(publications).map(([id, { changed: _, ...counts }]) => [id, counts])),
    ]),
  );
}

/** A post as the fixed extraction returns it. */
function processedOf({ id, publication, content }: PlannedPost): Parameters<typeof foldOf>[0][number] {
  const words = Map.groupBy(content.split(' '), (word) => word);
  const entities = [...words].map(([text, all]) => ({ type: 'person' as const, text, count: all.length }));
  return { postId: id, publication, entities };
}
