/**
 * Recounts the days of a publication from the records of its articles, while savers go on. It reads records
 * and counters as of one moment, and writes the difference between them at that moment as increments in
 * documents of its own. So it never touches later counts, and writes no document of a saver.
 *
 * An increment must not happen twice, and a second recount at the same time would do just that. `progress.ts`
 * makes each step happen once, and lets only one recount run. A recount that is interrupted leaves some days
 * corrected; the next one finds the rest.
 *
 * Only days whose records all still exist can be recounted. Earlier days are not changed, and the outcome
 * says so.
 */
import type { Firestore } from '@google-cloud/firestore';
import { publicationId } from '../../../functions/common/domain/keys.ts';
import type { EntityType } from '../../../functions/common/domain/post.ts';
import type { Count } from '../../../functions/common/domain/store/day-counts.ts';
import { collections } from '../../../functions/common/domain/store/documents.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import type { Runtime } from '../../../functions/common/process/runtime.ts';
import { again, type Notice, type Retrying } from '../again.ts';
import { type DayPlan, isWrong, objection, planDay } from './plan.ts';
import { beginProgress, prepareProgress, progressOf } from './progress.ts';
import { type ReadOptions, readState, type StoredCounts } from './read.ts';
import { carryOut, type WrittenSoFar } from './write.ts';

export interface RecountOptions {
  /** Recount even when counted articles have no record, and remove their counts. */
  readonly dropUnknown: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
  /** How long records are kept, in days from acceptance; shorter where a record says so. */
  readonly articleTtlDays: number;
  /** Between two reads or commits: stop when aborted. */
  readonly signal: AbortSignal;
  /** Called with a line about the progress. */
  readonly onProgress: Notice;
  /** Called before each retry; `onProgress` by default. */
  readonly notice?: Notice;
  readonly runtime: Runtime;
}

/** The present and the right counts of a spelling on a day. */
export interface WrongCount {
  readonly day: string;
  /** Undefined for the number of articles of the day, which has no mentions. */
  readonly type: EntityType | undefined;
  readonly text: string | undefined;
  readonly counted: Count;
  readonly shouldBe: Count;
}

export interface Recounted extends WrittenSoFar {
  /** Articles with a record on the days that were recounted. */
  readonly posts: number;
  /** By how much the number of articles was wrong, all days together. */
  readonly articlesBy: number;
  /** Spellings whose counts were wrong, day by day. */
  readonly corrections: number;
  /** Days with something wrong. */
  readonly days: number;
  /** The earliest day that could be recounted; undefined when it was stopped before it knew. */
  readonly firstDay: string | undefined;
  /** Whether earlier days have counters, which were not recounted. */
  readonly hasEarlier: boolean;
  /** With a dry run: everything that is wrong. */
  readonly wrong: readonly WrongCount[];
}

const NOTHING: Recounted = {
  posts: 0,
  articlesBy: 0,
  corrections: 0,
  days: 0,
  firstDay: undefined,
  hasEarlier: false,
  wrong: [],
  corrected: 0,
  finished: false,
};

/**
 * Recounts.
 * @param name of the publication
 * @throws ExplainedError when there is no such publication, records seem to be missing, or another recount
 *   was faster
 */
export async function recount(firestore: Firestore, name: string, given: RecountOptions): Promise<Recounted> {
  const options: ReadOptions = { ...given, notice: given.notice ?? given.onProgress };
  const id = publicationId(name);
  await assertKnown(firestore, id, name, options);
  const progress = progressOf(firestore, id);
  if (!given.dryRun) await prepareProgress(progress, options);
  const state = await readState(firestore, id, options);
  if (state === undefined) return NOTHING;
  const plans = state.days.map(({ day, sum, counted }) => planDay(day, sum, counted)).filter(isWrong);
  const against = objection(plans);
  if (against !== undefined && !given.dropUnknown) throw new ExplainedError(against, ExitCode.data);
  const found = { ...describe(state, plans), wrong: given.dryRun ? plans.flatMap(wrongCounts) : [] };
  if (given.dryRun || state.progress === undefined) return { ...NOTHING, ...found, finished: given.dryRun };
  const steps = await beginProgress(progress, state.progress, options);
  const known = state.days.find(({ counted }) => counted.name !== '')?.counted.name;
  return {
    ...NOTHING,
    ...found,
    ...(await carryOut(firestore, { id, name: known ?? name }, plans, steps, options)),
  };
}

function describe(
  { days, firstDay, hasEarlier }: StoredCounts,
  plans: readonly DayPlan[],
): Pick<Recounted, 'posts' | 'articlesBy' | 'corrections' | 'days' | 'firstDay' | 'hasEarlier'> {
  return {
    posts: days.reduce((total, { sum }) => total + sum.articles(), 0),
    articlesBy: plans.reduce((total, { articles }) => total + articles, 0),
    corrections: plans.reduce((total, { names }) => total + names.length, 0),
    days: plans.length,
    firstDay,
    hasEarlier,
  };
}

function wrongCounts({ day, counted, articles, names }: DayPlan): WrongCount[] {
  const ofDay: WrongCount = {
    day,
    type: undefined,
    text: undefined,
    counted: { articles: counted, mentions: 0 },
    shouldBe: { articles: counted + articles, mentions: 0 },
  };
  const ofNames = names.map((name): WrongCount => {
    const shouldBe = {
      articles: name.counted.articles + name.articles,
      mentions: name.counted.mentions + name.mentions,
    };
    return { day, type: name.type, text: name.text, counted: name.counted, shouldBe };
  });
  return articles === 0 ? ofNames : [ofDay, ...ofNames];
}

/** A publication is known by a record or by a counter. */
async function assertKnown(
  firestore: Firestore,
  publication: string,
  name: string,
  retrying: Retrying,
): Promise<void> {
  const queries = [
    firestore.collection(collections.posts).where('publication', '==', publication).orderBy('at', 'desc'),
    firestore.collection(collections.days).where('publication', '==', publication).orderBy('day'),
  ];
  for (const query of queries) {
    if (!(await again(retrying, () => query.limit(1).select().get())).empty) return;
  }
  throw new ExplainedError(
    `There is no publication ${JSON.stringify(name)}: it has neither articles nor counts.`,
    ExitCode.data,
  );
}
