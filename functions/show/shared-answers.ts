/**
 * How an answer comes about: read within a time limit, made once for all who ask for the same at the same
 * time, and kept for a moment. Which answer belongs to a route is decided in `api.ts`.
 */
import { LRUCache } from 'lru-cache';
import { GrpcCode, grpcCode } from '../common/cloud/grpc.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Log } from '../common/process/log.ts';
import type { Clock } from '../common/process/runtime.ts';
import { csvAnswer, feedAnswer, liveAnswer } from './answer-forms.ts';
import type { AtomFeed } from './atom.ts';
import { cacheTime } from './cache-time.ts';
import type { CsvListing } from './csv.ts';
import { expiredCursor } from './cursor.ts';
import { firestoreAnswer, isOurFault } from './deadline.ts';
import type { Representation } from './representation.ts';
import type { AnswerForm, Route } from './routes.ts';

/** The request for an answer. */
export interface Asked {
  readonly route: Route;
  readonly given: { readonly cursor?: string | undefined };
  /** As sent. */
  readonly query: string;
  readonly form: AnswerForm;
}

/**
 * Answers with what `load` gives, with its table where CSV is asked for, or with its feed.
 * @throws ProblemError 406 where there is no table or feed, 503 when Firestore does not answer in time, and
 *   those of `load`
 */
export type ReadAnswer = <Answer extends object>(
  asked: Asked,
  load: () => Promise<Answer>,
  table?: () => Promise<CsvListing>,
  feed?: (answer: Answer) => AtomFeed,
) => Promise<Representation>;

export interface SharedAnswersOptions {
  readonly clock: Clock;
  /** How long an answer is shared between requests, in milliseconds. */
  readonly cacheMs: number;
  /** How long Firestore may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly log: Log;
}

const MAX_SHARED_BYTES = 32_000_000;
/** A page behind a cursor is of a past moment and never changes. */
const PAST_MAX_AGE_S = 300;
/**
 * Firestore refuses a moment that it no longer has. The client library asks three times before it says so,
 * which takes some 8 s; the default limit is 5 s.
 */
const PAST_PATIENCE = 2;

interface Load {
  readonly load: () => Promise<Representation>;
}

/** Makes the reader of answers, nothing kept yet. */
export function createSharedAnswers({ clock, cacheMs, timeoutMs, log }: SharedAnswersOptions): ReadAnswer {
  // Requests for the same thing at the same time are one read, and so are those that follow within `cacheMs`.
  const shared = new LRUCache<string, Representation, Load>({
    max: 2_000,
    maxSize: MAX_SHARED_BYTES,
    sizeCalculation: (answer) => answer.size + 1_000,
    ttl: Math.max(1, cacheMs),
    ...cacheTime(clock),
    fetchMethod: (_key, _stale, { context }) => context.load(),
  });
  const tellLateFailure = (error: unknown): void => {
    if (isOurFault(error))
      log.error({ err: error }, 'Firestore refused a read; its request had been answered with 503');
    else log.warn({ err: error }, 'a read failed; its request had been answered with 503');
  };

  return async <Answer extends object>(
    asked: Asked,
    load: () => Promise<Answer>,
    table?: () => Promise<CsvListing>,
    feed?: (answer: Answer) => AtomFeed,
  ): Promise<Representation> => {
    const { cursor } = asked.given;
    if (asked.form === 'csv' && table === undefined)
      throw new ProblemError(406, 'There is no CSV of this, because it is not a list. Ask for JSON.');
    const isFeed = asked.form === 'atom' && feed !== undefined;
    if (asked.form === 'atom' && feed === undefined)
      throw new ProblemError(406, 'There is no feed of this. /api/openapi.json lists the feeds.');
    const isTable = asked.form === 'csv' && table !== undefined;
    const maxAge = cursor === undefined ? Math.ceil(cacheMs / 1000) : PAST_MAX_AGE_S;
    const within = <Value>(work: () => Promise<Value>): Promise<Value> =>
      cursor === undefined
        ? firestoreAnswer(clock, timeoutMs, work, tellLateFailure)
        : firestoreAnswer(clock, PAST_PATIENCE * timeoutMs, work, tellLateFailure).catch(momentIsGone);
    const cacheControl = `max-age=${maxAge}`;
    const context = {
      load: async () => {
        if (isFeed) return feedAnswer(feed(await within(load)), { cacheControl });
        return isTable
          ? csvAnswer(await within(table), { cacheControl, name: asked.route.name, now: clock.now() })
          : liveAnswer(await within(load), {
              cacheControl,
              query: asked.query,
              now: clock.now(),
              hasTable: table !== undefined,
            });
      },
    };
    const key = JSON.stringify([asked.route, asked.given, asked.form, isFeed ? asked.query : '']);
    const answer = await shared.fetch(key, { context });
    return answer ?? context.load();
  };
}

/**
 * Rethrows what a page behind a cursor failed with: where Firestore no longer has its moment, the cursor has
 * expired.
 */
function momentIsGone(error: unknown): never {
  throw grpcCode(error) === GrpcCode.failedPrecondition ? expiredCursor() : error;
}
