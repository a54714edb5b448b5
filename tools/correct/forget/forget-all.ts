/**
 * Forgets all posts of a publication, or all that a key has sent. Each post is forgotten by itself, exactly
 * once; so a run that is stopped anywhere has done some of them whole, and the next run finds the rest. Posts
 * whose records have expired are not found: their counts stay.
 */
import type { Firestore, Query, QueryDocumentSnapshot } from '@google-cloud/firestore';
import { publicationId } from '../../../functions/common/domain/keys.ts';
import { type ArticleRecord, collections } from '../../../functions/common/domain/store/documents.ts';
import { again } from '../again.ts';
import { type ForgetOptions, forgetRecord } from './forget.ts';

/**
 * Which posts: of a publication, by its name; or those that a key has sent, from a moment on if one is given.
 */
export type PostSelection =
  | { readonly publication: string }
  | { readonly sender: string; readonly since: Date | undefined };

export interface ForgottenPosts {
  /** Posts found. */
  readonly found: number;
  /** Posts whose counts were subtracted, or would be. */
  readonly forgotten: number;
  /** Posts that had been forgotten before. */
  readonly before: number;
  /** Publications whose counts changed, or would. */
  readonly publications: number;
  /** Whether all posts that were found are done. */
  readonly finished: boolean;
}

/** Records a query. */
const PAGE = 300;
/** A post needs three answers of Firestore, one after the other; this number of posts waits in parallel. */
const PARALLEL = 16;

/**
 * Forgets the posts of a selection.
 * @param signal aborted when no further post should be begun
 * @param onProgress called after each page with the number of posts done so far
 * @throws as `forget` does; posts forgotten before stay forgotten
 */
export async function forgetAll(
  firestore: Firestore,
  selection: PostSelection,
  options: ForgetOptions & { readonly signal: AbortSignal; readonly onProgress: (done: number) => void },
): Promise<ForgottenPosts> {
  const tally = { found: 0, forgotten: 0, before: 0 };
  const publications = new Set<string>();
  const one = async (record: QueryDocumentSnapshot): Promise<void> => {
    const { publication, forgottenAt } = record.data() as FoundRecord;
    const outcome =
      forgottenAt === undefined
        ? await forgetRecord(firestore, record.ref, nameOf(selection, publication), options)
        : 'forgotten-before';
    if (outcome === 'forgotten') {
      tally.forgotten += 1;
      publications.add(publication);
    } else tally.before += 1;
  };
  let finished = true;
  for await (const page of pagesOf(firestore, selection, options)) {
    const waiting = [...page];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (options.signal.aborted) {
          finished = false;
          return;
        }
        tally.found += 1;
        await one(next);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    options.onProgress(tally.found);
    if (!finished) break;
  }
  return { ...tally, publications: publications.size, finished };
}

type FoundRecord = Pick<ArticleRecord, 'publication' | 'forgottenAt'>;

function nameOf(selection: PostSelection, id: string): string {
  return 'publication' in selection ? selection.publication : id;
}

async function* pagesOf(
  firestore: Firestore,
  selection: PostSelection,
  { notice = () => undefined, runtime }: Pick<ForgetOptions, 'notice' | 'runtime'>,
): AsyncGenerator<readonly QueryDocumentSnapshot[]> {
  const query = queryOf(firestore, selection)
    .select('publication', 'forgottenAt', 'sender', 'at', 'acceptedAt')
    .limit(PAGE);
  let last: QueryDocumentSnapshot | undefined;
  for (;;) {
    const from = last === undefined ? query : query.startAfter(last);
    const { docs } = await again({ notice, runtime }, () => from.get());
    if (docs.length > 0) yield docs;
    last = docs.at(-1);
    if (docs.length < PAGE) return;
  }
}

/** Forgetting does not change the fields that order these, so pages neither skip nor repeat a record. */
function queryOf(firestore: Firestore, selection: PostSelection): Query {
  const posts = firestore.collection(collections.posts);
  if ('publication' in selection)
    return posts.where('publication', '==', publicationId(selection.publication)).orderBy('at', 'desc');
  const sent = posts.where('sender', '==', selection.sender);
  const since = selection.since === undefined ? sent : sent.where('acceptedAt', '>=', selection.since);
  return since.orderBy('acceptedAt', 'desc');
}
