/**
 * The oracle of all tests: the counts that posts should have, and the counts in Firestore. It folds the
 * results of extraction by hand. It does not use `merge`, `plan` or `commit`, which tests compare with it.
 */
import type { Firestore } from '@google-cloud/firestore';
import { derivedPostId, entityKey, publicationId } from '../../functions/common/domain/keys.ts';
import {
  type Entity,
  entityTypes,
  type ProcessedPost,
  type SubmittedPost,
  SubmittedPost as SubmittedPostSchema,
} from '../../functions/common/domain/post.ts';
import { contentHash } from '../../functions/common/domain/store/ids.ts';
import { finderNamed } from '../../functions/extract/extract.ts';
import { readNames } from '../../functions/extract/read-names.ts';

/**
 * Counts by publication id. `articles` is the number of its articles. `place paris`, the type and key of a
 * name, has the name's mentions, and `place paris in` the number of articles with it.
 */
export type PublicationCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The id of a post in the pipeline. */
export function idOf(submitted: SubmittedPost): string {
  const post = SubmittedPostSchema.parse(submitted);
  return post.id ?? derivedPostId(post.publication, post.content);
}

/** The ids of posts in the pipeline, each once. */
export function uniqueIds(posts: readonly SubmittedPost[]): Set<string> {
  return new Set(posts.map(idOf));
}

/** Cached, because extraction is slow and scenarios use one text under many ids. */
const extracted = new Map<string, readonly Entity[]>();

/** A submitted post as the extract stage publishes it. */
export function processedOf(submitted: SubmittedPost, acceptedAt = new Date().toISOString()): ProcessedPost {
  const { id: _, content, ...about } = SubmittedPostSchema.parse(submitted);
  const entities = extracted.get(content) ?? readNames(finderNamed('tagger'), content).entities;
  extracted.set(content, entities);
  return {
    ...about,
    postId: idOf(submitted),
    acceptedAt,
    contentHash: contentHash(content),
    entities: [...entities],
  };
}

/** Sums processed posts. Of several posts with one publication and id, the first counts. */
export function foldOf(
  posts: readonly Pick<ProcessedPost, 'postId' | 'publication' | 'entities'>[],
): PublicationCounts {
  const counts = new Map<string, Record<string, number>>();
  const seen = new Set<string>();
  for (const { postId, publication, entities } of posts) {
    const id = publicationId(publication);
    if (seen.has(`${id} ${postId}`)) continue;
    seen.add(`${id} ${postId}`);
    const own = counts.get(id) ?? {};
    counts.set(id, own);
    own.articles = (own.articles ?? 0) + 1;
    const places = new Set<string>();
    for (const { type, text, count } of entities) {
      const place = `${type} ${entityKey(text)}`;
      places.add(place);
      own[place] = (own[place] ?? 0) + count;
    }
    for (const place of places) own[`${place} in`] = (own[`${place} in`] ?? 0) + 1;
  }
  return Object.fromEntries(counts);
}

/** The counts that Firestore should have after these posts were submitted, in any order and number. */
export function expectedCounts(posts: readonly SubmittedPost[]): PublicationCounts {
  return foldOf(posts.map((post) => processedOf(post)));
}

/** A counted post, with the time of its acceptance. */
export interface StampedPost {
  readonly post: SubmittedPost;
  readonly acceptedAt: Date;
}

const DAY_MS = 86_400_000;

/**
 * The UTC day on which a post counts: its own if it is between 1800 and a day after acceptance, else that of
 * acceptance.
 */
export function dayOfPost({ post: { publishedAt = '' }, acceptedAt }: StampedPost): string {
  // JavaScript has no leap seconds. One belongs to the minute that it ends.
  const published = Date.parse(publishedAt.replace(':60', ':59'));
  const isBelievable = published >= Date.UTC(1800, 0) && published <= acceptedAt.getTime() + DAY_MS;
  return (isBelievable ? new Date(published) : acceptedAt).toISOString().slice(0, 10);
}

/** The counts that each publication should have, by day. */
export function expectedByDay(posts: readonly StampedPost[]): Readonly<Record<string, PublicationCounts>> {
  const days = Map.groupBy(posts, dayOfPost);
  return Object.fromEntries(
    [...days].map(([day, own]) => [day, expectedCounts(own.map(({ post }) => post))]),
  );
}

/** Reads all counts from Firestore: the sums of the days of each publication. */
export async function actualCounts(firestore: Firestore): Promise<PublicationCounts> {
  const sums: Record<string, Record<string, number>> = {};
  for (const own of Object.values(await countsByDay(firestore))) {
    for (const [publication, counts] of Object.entries(own)) {
      const all = sums[publication] ?? {};
      sums[publication] = all;
      for (const [place, count] of Object.entries(counts)) all[place] = (all[place] ?? 0) + count;
    }
  }
  return sums;
}

/** Reads all counts from Firestore, by day. Leaves out zeros. */
export async function countsByDay(
  firestore: Firestore,
): Promise<Readonly<Record<string, PublicationCounts>>> {
  const days: Record<string, Record<string, Record<string, number>>> = {};
  const add = (day: string, publication: string, place: string, count: number): void => {
    const ofDay = days[day] ?? {};
    days[day] = ofDay;
    const own = ofDay[publication] ?? {};
    ofDay[publication] = own;
    own[place] = (own[place] ?? 0) + count;
    if (own[place] === 0) delete own[place];
  };
  for (const document of (await firestore.collection('days').get()).docs) {
    const { day, publication, articles, ...rest } = document.data();
    add(day, publication, 'articles', articles);
    for (const type of entityTypes) {
      for (const [field, tally] of Object.entries<number>(rest[type] ?? {})) {
        const place = `${type} ${entityKey(field.replace(/^\\/, ''))}`;
        const named = Math.trunc(tally / 1e9);
        add(day, publication, place, tally - named * 1e9);
        add(day, publication, `${place} in`, named);
      }
    }
  }
  return days;
}

/** The names of one publication's counts, by type and key such as `place paris`, with their articles. */
export function articlesByName(own: Readonly<Record<string, number>>): Map<string, number> {
  const names = new Map<string, number>();
  for (const [place, count] of Object.entries(own)) {
    // A key may end in ` in` itself: `person moon jae in` has mentions, and `person moon jae in in` its
    // articles.
    const name = place.replace(/ in$/, '');
    if (name !== place && name in own) names.set(name, count);
  }
  return names;
}

/** The differences between two sets of counts, for people: at most ten. A count of 0 equals none. */
export function differences(expected: PublicationCounts, found: PublicationCounts): string[] {
  const [should, is] = [flatten(expected), flatten(found)];
  const wrong = [...new Set([...should.keys(), ...is.keys()])].filter(
    (place) => (should.get(place) ?? 0) !== (is.get(place) ?? 0),
  );
  const shown = wrong
    .slice(0, 10)
    .map((place) => `${place}: ${is.get(place) ?? 0} instead of ${should.get(place) ?? 0}`);
  return wrong.length > shown.length ? [...shown, `… and ${wrong.length - shown.length} more`] : shown;
}

/** As `differences`, for counts by day. */
export function differencesByDay(
  expected: Readonly<Record<string, PublicationCounts>>,
  found: Readonly<Record<string, PublicationCounts>>,
): string[] {
  const joined = (days: typeof expected): PublicationCounts =>
    Object.fromEntries(
      Object.entries(days).flatMap(([day, counts]) =>
        Object.entries(counts).map(([publication, own]) => [`${day} ${publication}`, own] as const),
      ),
    );
  return differences(joined(expected), joined(found));
}

function flatten(counts: PublicationCounts): Map<string, number> {
  return new Map(
    Object.entries(counts).flatMap(([publication, own]) =>
      Object.entries(own).map(([what, count]) => [`${publication}/${what}`, count] as const),
    ),
  );
}
