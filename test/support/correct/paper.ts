/**
 * A separate publication for a test: its posts, their true counts, the stored counts, and ways to corrupt its
 * counters.
 */
import { type DocumentReference, FieldPath, FieldValue } from '@google-cloud/firestore';
import { publicationId } from '../../../functions/common/domain/keys.ts';
import type { ProcessedPost } from '../../../functions/common/domain/post.ts';
import { recordId } from '../../../functions/common/domain/store/ids.ts';
import { postNaming } from '../store.ts';
import { actualCounts, foldOf } from '../truth.ts';
import type { Corrections } from './corrections.ts';

type PaperCounts = Readonly<Record<string, number>>;

export interface Paper {
  readonly name: string;
  readonly id: string;
  /** The identity of its n-th post, as `forget` takes it. */
  readonly post: (n: number) => { readonly publication: string; readonly id: string };
  /** Posts of the last `DAYS` days. Each names a person of its own and shared places. */
  readonly posts: (from: number, count: number) => ProcessedPost[];
  readonly save: (posts: readonly ProcessedPost[]) => Promise<void>;
  /** The sum of its days. */
  readonly counts: () => Promise<PaperCounts>;
  /** The right counts of posts. */
  readonly truth: (posts: readonly ProcessedPost[]) => PaperCounts;
  readonly record: (n: number) => DocumentReference;
  /** Its documents of counters. */
  readonly days: () => Promise<readonly DocumentReference[]>;
  /** Adds counts without an article to its counters, as a bug would. */
  readonly stray: (day: string, counts: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Removes a name from all of its counters. */
  readonly lose: (type: 'person' | 'place', text: string) => Promise<void>;
}

/** The number of days over which posts are spread. Today is the last. */
export const DAYS = 3;
const MS_PER_DAY = 86_400_000;
/** Computed once, so that a test that runs over midnight keeps its days. */
const now = Date.now();

/** The day this number of days ago. */
export function dayAgo(days: number): string {
  return new Date(now - days * MS_PER_DAY).toISOString().slice(0, 10);
}

let papers = 0;

export function newPaper({ firestore, store }: Corrections): Paper {
  papers += 1;
  const name = `Paper ${papers}`;
  const id = publicationId(name);
  const all = firestore.collection('days').where('publication', '==', id);
  const days = async (): Promise<DocumentReference[]> => (await all.get()).docs.map(({ ref }) => ref);
  return {
    name,
    id,
    post: (n) => ({ publication: name, id: `${n}` }),
    posts: (from, count) =>
      Array.from({ length: count }, (_, index) => {
        const n = from + index;
        return postNaming(
          name,
          [
            { type: 'person', text: `Person ${n}`, count: 2 },
            { type: 'place', text: `Place ${n % 3}`, count: 1 + (n % 2) },
          ],
          {
            postId: `${n}`,
            acceptedAt: new Date().toISOString(),
            publishedAt: `${dayAgo(n % DAYS)}T00:00:00Z`,
            url: `https://example.org/${n}`,
            title: `Title ${n}`,
          },
        );
      }),
    async save(posts) {
      await store.save(posts);
    },
    counts: async () => (await actualCounts(firestore))[id] ?? {},
    truth: (posts) => foldOf(posts)[id] ?? {},
    record: (n) => firestore.collection('posts').doc(recordId(id, `${n}`)),
    days,
    async stray(day, counts) {
      await firestore
        .collection('days')
        .add({ publication: id, day, name, open: true, articles: 0, ...counts });
    },
    async lose(type, text) {
      for (const document of await days())
        await document.update(new FieldPath(type, text), FieldValue.delete());
    },
  };
}

/**
 * Corrupts the counters of a paper in every way: too many articles, a lost name, a count too high, a name
 * without an article.
 */
export async function spoil(paper: Paper): Promise<void> {
  await paper.lose('person', 'Person 3');
  await paper.stray(dayAgo(0), { articles: 59 });
  await paper.stray(dayAgo(1), { place: { 'Place 1': 999 } });
  await paper.stray(dayAgo(2), { person: { Nobody: 7_000_000_007 } });
}

/** The number of names that `spoil` corrupts. */
export const SPOILT = 3;
