/**
 * Finds the names in the same articles as a name. It reads the newest records of articles that name it,
 * because counts do not say which names occur together.
 */
import { presentMoment, readAt } from '../../common/cloud/moment.ts';
import { entityKey } from '../../common/domain/keys.ts';
import type { EntityType } from '../../common/domain/post.ts';
import { type NameInArticles, namedInArticles } from '../counting/names-of-article.ts';
import type { GivenRange } from '../counting/range.ts';
import { countOf, newestOf } from '../reading/articles.ts';
import { isoTime } from '../reading/moments.ts';
import { curationAt, leaseOf } from '../reading/queries.ts';
import type { Reading } from '../reading/reading.ts';
import type { NamedTogether } from '../responses.ts';
import { boundsOf, keptSince, keysOfName } from './articles.ts';
import { daysAt, shownDays } from './days.ts';

/** The most records that are read: each costs a read, and the newest are of most interest. */
const MAX_LOOKED_AT = 200;

export type TogetherQuery = GivenRange & {
  readonly limit: number;
  /** Only names of this type. */
  readonly type?: EntityType | undefined;
};

/**
 * The other names in the articles that name a given name, those in most articles first.
 * @param given its key, or any spelling that has the same key
 * @throws ProblemError 404 for a name that is hidden
 */
export async function listTogether(
  reading: Reading,
  given: string,
  query: TogetherQuery,
): Promise<NamedTogether> {
  const { firestore } = reading;
  const moment = await presentMoment(leaseOf(firestore));
  const days = daysAt(query, moment);
  return readAt(firestore, moment, async (at) => {
    const curation = reading.curations.of((await at.getAll(curationAt(firestore)))[0]);
    const counted = entityKey(given);
    const keys = keysOfName(curation, counted);
    const key = curation.keyOf(counted);
    const choices = [{ keys, ...boundsOf(days) }];
    const [found, { total, isTotalExact }] = await Promise.all([
      newestOf(at, firestore, choices, { limit: MAX_LOOKED_AT }),
      countOf(at, firestore, choices),
    ]);
    const named = namedInArticles(
      found.map(({ record }) => record),
      curation,
    );
    const own = named.filter((one) => one.key === key).toSorted(byArticles)[0];
    const names = named
      .filter((one) => one.key !== key && (query.type === undefined || one.type === query.type))
      .toSorted(byArticles);
    return {
      ...(own !== undefined && { name: { type: own.type, text: own.text, key } }),
      names: names.slice(0, query.limit),
      namesTotal: names.length,
      looked: found.length,
      total,
      isTotalExact,
      days: shownDays(days),
      keptSince: keptSince(reading, moment),
      readAt: isoTime(moment),
    };
  });
}

function byArticles(a: NameInArticles, b: NameInArticles): number {
  return b.articles - a.articles || b.mentions - a.mentions || (a.text < b.text ? -1 : 1);
}
