/**
 * Takes the counts of one post back out, exactly once.
 *
 * One atomic commit marks the record, clears its data about the article, and adds the negated counts to a
 * document of this command. It succeeds only if the record is unchanged since it was read, and unmarked. So
 * exactly one of all calls and attempts is carried out. The mark names its call, so that a call whose answer
 * was lost recognises its own mark. There is no second step: a call that is killed did all or nothing.
 *
 * The record stays until it expires, so that the post is not counted again. Savers, recounts and roll-ups at
 * the same time do not matter: counts only add up, and the new document is `open` for the next roll-up.
 */
import { type DocumentReference, FieldValue, type Firestore } from '@google-cloud/firestore';
import { publicationId } from '../../../functions/common/domain/keys.ts';
import {
  type ArticleRecord,
  collections,
  type Written,
} from '../../../functions/common/domain/store/documents.ts';
import { recordId } from '../../../functions/common/domain/store/ids.ts';
import { decodeNames } from '../../../functions/common/domain/store/names.ts';
import type { Runtime } from '../../../functions/common/process/runtime.ts';
import { again, answerOf, attempts, type Notice, type Retrying } from '../again.ts';
import { type DayChange, sharesOf } from '../day-change.ts';
import type { DayPlace, DayWriter } from '../day-writer.ts';

export type Forgotten =
  | 'forgotten'
  | 'forgotten-before'
  /** It has no record: never counted, or expired. */
  | 'unknown';

/** Ids of posts are unique within their publication only. */
export interface PostName {
  readonly publication: string;
  readonly id: string;
}

export interface ForgetOptions {
  /** Only report what would happen. */
  readonly dryRun: boolean;
  /** Shared by all posts of a command. */
  readonly days: DayWriter;
  /** Called before each retry. */
  readonly notice?: Notice;
  readonly runtime: Runtime;
}

/**
 * Forgets a post.
 * @throws Firestore's error when it does not get through in several attempts; done again, it is carried out
 *   or found done
 */
export function forget(
  firestore: Firestore,
  { publication, id }: PostName,
  options: ForgetOptions,
): Promise<Forgotten> {
  const record = firestore.collection(collections.posts).doc(recordId(publicationId(publication), id));
  return forgetRecord(firestore, record, publication, options);
}

/**
 * Forgets the post of a record.
 * @param publication what its publication is called where no document of its day says so
 * @throws as `forget` does
 */
export async function forgetRecord(
  firestore: Firestore,
  record: DocumentReference,
  publication: string,
  { dryRun, days, notice = () => undefined, runtime }: ForgetOptions,
): Promise<Forgotten> {
  const retrying = { notice, runtime };
  const call = runtime.chance.hex(32);
  const series = attempts(retrying);
  for (;;) {
    const snapshot = await again(retrying, () => record.get());
    const found = snapshot.data() as ArticleRecord | undefined;
    const { updateTime } = snapshot;
    if (found === undefined || updateTime === undefined) return 'unknown';
    if (found.forgottenAt !== undefined) return found.forgottenBy === call ? 'forgotten' : 'forgotten-before';
    if (dryRun) return 'forgotten';
    const place: DayPlace = {
      publicationId: found.publication,
      day: found.day,
      name: await shownName(firestore, found, publication, retrying),
    };
    const batch = firestore.batch();
    batch.update(record, { ...mark(call) }, { lastUpdateTime: updateTime });
    const ids = sharesOf(negated(found)).map((share) => days.add(batch, place, share));
    try {
      await answerOf(retrying, batch.commit());
    } catch (error) {
      await series.failed(error);
    } finally {
      days.release(ids);
    }
    // Carried out or not: the record tells.
  }
}

function mark(call: string): Partial<Written<ArticleRecord>> {
  return {
    forgottenAt: FieldValue.serverTimestamp(),
    forgottenBy: call,
    names: '[]',
    keys: [],
    url: FieldValue.delete(),
    title: FieldValue.delete(),
    author: FieldValue.delete(),
  };
}

function negated({ names, otherLanguage }: ArticleRecord): DayChange {
  return {
    articles: -1,
    otherLanguage: otherLanguage === undefined ? 0 : -1,
    names: decodeNames(names).map(({ type, text, count }) => ({
      type,
      text,
      articles: -1,
      mentions: -count,
    })),
  };
}

/** The name in the day's documents. The given one may be in another case, and would then be shown. */
async function shownName(
  firestore: Firestore,
  { publication, day }: ArticleRecord,
  given: string,
  retrying: Retrying,
): Promise<string> {
  const query = firestore
    .collection(collections.days)
    .where('publication', '==', publication)
    .where('day', '==', day)
    .select('name')
    .limit(1);
  const { docs } = await again(retrying, () => query.get());
  const name: unknown = docs[0]?.get('name');
  return typeof name === 'string' ? name : given;
}
