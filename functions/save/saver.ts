/**
 * The saver: collects articles, plans commits, sends them, and settles the deliveries. Several commits are in
 * flight; no two of them write one document. Deliveries are acked after the commit that counts them.
 *
 * While Firestore is unavailable the saver keeps its messages and retries. Handing them back would use up
 * their delivery attempts. They would become dead letters, although nothing is wrong with them.
 *
 * A post is in one of these states:
 *
 * - waiting: in the backlog, until a batch is full or its oldest post has waited long enough. After `hurry`
 *   it does not wait.
 * - planned: in a commit that waits in `ready` until fewer than `parallelCommits` are in flight.
 * - in flight: its commit is being sent, or waits for its next attempt.
 * - settled: every delivery of it is acked (counted now or before), rejected (Firestore refuses the post for
 *   good) or nacked (the commit has failed for `retryForMs`, or the saver is closing).
 *
 * A post that is redelivered before it is settled joins its first delivery. `dispatch` moves posts from
 * waiting to planned to in flight. It runs when a post arrives, when a commit ends, when the oldest waiting
 * post is due (`timer`) and on `hurry`.
 *
 * The saver is open, then hurried, then closed. Hurried, no post waits for others. Closed, no failed commit
 * is sent again.
 */
import type { Delivery } from '../common/cloud/subscriber.ts';
import { messageOf } from '../common/domain/error-message.ts';
import type { ProcessedPost } from '../common/domain/post.ts';
import type { Rejection } from '../common/domain/rejection.ts';
import { backOffMs } from '../common/process/back-off.ts';
import type { Log } from '../common/process/log.ts';
import type { Runtime, Timer } from '../common/process/runtime.ts';
import { endsWithin } from '../common/process/time-limit.ts';
import { type BatchLimits, createBacklog, type Entry } from './backlog.ts';
import type { CommitOutcome } from './commit.ts';
import { tooManyNames } from './errors.ts';
import type { Commit } from './plan.ts';
import type { SaveStore } from './store.ts';

export interface SaverOptions extends BatchLimits {
  readonly store: SaveStore;
  /** Most commits in flight, at least 1. */
  readonly parallelCommits: number;
  /** How long a failed commit is retried before its messages are handed back, in milliseconds. */
  readonly retryForMs: number;
  readonly runtime: Runtime;
  readonly log: Log;
  /** Called for a delivery that can never be saved; settles it. */
  readonly reject: (delivery: Delivery, rejection: Rejection) => void;
  /** Called with the outcome of posts. */
  readonly onOutcome: (outcome: 'saved' | 'duplicate' | 'changed' | 'retried', posts: number) => void;
}

export interface Saver extends AsyncDisposable {
  readonly add: (post: ProcessedPost, delivery: Delivery) => void;
  /** From now on posts are saved as they come, without waiting for more. */
  readonly hurry: () => void;
  /** Why the saver is not saving; empty when it is. */
  readonly problems: () => readonly string[];
}

const RETRY = { firstMs: 250, longestMs: 10_000 } as const;
/** How long commits in flight may take to end once every delivery is settled. */
const LAST_WAIT_MS = 1_000;
/** The daemon is unhealthy when commits have failed for longer than this. */
const UNHEALTHY_AFTER_MS = 60_000;

export function createSaver(options: SaverOptions): Saver {
  const { log, store } = options;
  const { clock, chance } = options.runtime;
  const backlog = createBacklog(options);
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  /** Planned, and waiting for another commit to end. */
  const ready: Planned[] = [];
  let inFlight = 0;
  let hurried = false;
  let timer: Timer | undefined;
  let failing: { readonly since: number; message: string } | undefined;

  const sendUntilDone = async (commit: Commit): Promise<CommitOutcome> => {
    const giveUpAt = clock.monotonic() + options.retryForMs;
    for (let attempt = 1; ; attempt++) {
      try {
        const outcome = await store.commit(commit);
        failing = undefined;
        return outcome;
      } catch (error) {
        failing = { since: failing?.since ?? clock.monotonic(), message: messageOf(error) };
        if (closing.signal.aborted || clock.monotonic() >= giveUpAt) throw error;
        log.warn({ err: error, posts: commit.articles.length, attempt }, 'a commit failed; retrying it');
        await clock.sleep(backOffMs(attempt, RETRY, chance), closing.signal);
      }
    }
  };

  const settle = (outcome: CommitOutcome, entries: ReadonlyMap<string, Entry>): void => {
    const duplicates = new Set(outcome.duplicates);
    const changed = new Set(outcome.changed);
    for (const [recordId, { deliveries }] of entries) {
      const reason = outcome.refused.get(recordId);
      if (reason !== undefined) {
        for (const delivery of deliveries)
          options.reject(delivery, { reason: 'firestore-refused', error: reason });
        continue;
      }
      for (const delivery of deliveries) delivery.ack();
      if (changed.has(recordId)) {
        options.onOutcome('changed', deliveries.length);
        continue;
      }
      const isDuplicate = duplicates.has(recordId);
      if (!isDuplicate) options.onOutcome('saved', 1);
      options.onOutcome('duplicate', isDuplicate ? deliveries.length : deliveries.length - 1);
    }
  };

  const run = async ({ commit, entries }: Planned): Promise<void> => {
    try {
      settle(await sendUntilDone(commit), entries);
    } catch (error) {
      log.warn(
        { err: error, posts: commit.articles.length },
        'a commit kept failing; its posts are handed back and redelivered',
      );
      for (const { deliveries } of entries.values()) {
        for (const delivery of deliveries) delivery.nack();
        options.onOutcome('retried', deliveries.length);
      }
    } finally {
      store.release(commit);
      backlog.release(entries.values());
    }
  };

  const start = (planned: Planned): void => {
    inFlight += 1;
    const work = run(planned).finally(() => {
      inFlight -= 1;
      running.delete(work);
      dispatch();
    });
    running.add(work);
  };

  const dispatch = (): void => {
    timer?.cancel();
    timer = undefined;
    while (inFlight < options.parallelCommits) {
      if (ready.length === 0) {
        ready.push(...planned(backlog.take(clock.monotonic(), hurried), store));
      }
      const next = ready.shift();
      if (next === undefined) break;
      start(next);
    }
    // At the limit of commits in flight no timer is needed: the end of a commit calls `dispatch` again.
    if (inFlight >= options.parallelCommits) return;
    const dueIn = backlog.dueIn(clock.monotonic());
    if (dueIn !== undefined) timer = clock.after(dueIn, dispatch);
  };

  return {
    add(post, delivery) {
      const article = store.articleOf(post);
      if (article === undefined) {
        options.reject(delivery, tooManyNames);
        return;
      }
      backlog.add(article, delivery, clock.monotonic());
      if (inFlight >= options.parallelCommits) return;
      if (hurried || timer === undefined || backlog.isFull()) dispatch();
    },
    hurry() {
      hurried = true;
      dispatch();
    },
    problems: () =>
      failing !== undefined && clock.monotonic() - failing.since > UNHEALTHY_AFTER_MS
        ? [`Firestore has not accepted a commit for more than a minute: ${failing.message}`]
        : [],
    async [Symbol.asyncDispose]() {
      closing.abort();
      timer?.cancel();
      // The deliveries of commits that are still in flight have been handed back. Such a commit may still
      // succeed; the records then prevent counting it twice.
      await endsWithin(clock, LAST_WAIT_MS, Promise.all(running));
    },
  };
}

/** A commit with the entries that it settles, by record id. */
interface Planned {
  readonly commit: Commit;
  readonly entries: ReadonlyMap<string, Entry>;
}

function planned(batch: readonly Entry[], store: SaveStore): Planned[] {
  if (batch.length === 0) return [];
  const byId = new Map(batch.map((entry) => [entry.article.recordId, entry]));
  return store.plan(batch.map(({ article }) => article)).map((commit) => ({
    commit,
    entries: new Map(
      commit.articles.flatMap(({ recordId }) => {
        const entry = byId.get(recordId);
        return entry === undefined ? [] : [[recordId, entry] as const];
      }),
    ),
  }));
}
