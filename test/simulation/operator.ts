/** An operator's commands, run by the product's own code. */
import { publicationId } from '../../functions/common/domain/keys.ts';
import { tallyOf } from '../../functions/common/domain/store/tally.ts';
import { ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { pass } from '../../functions/save/rollup/pass.ts';
import { createDayWriter } from '../../tools/correct/day-writer.ts';
import { forget } from '../../tools/correct/forget/forget.ts';
import { recount } from '../../tools/correct/recount/recount.ts';
import { operate } from '../../tools/dead-letters/operate.ts';
import type { Clients } from './clients.ts';
import { log, places } from './daemons.ts';
import { type Command, type PlannedPost, TTL_DAYS } from './plan.ts';
import type { Process } from './world.ts';

export interface Said {
  readonly text: string;
  /** An effect that a correct pipeline cannot explain. */
  readonly problem?: string;
}

export async function carryOut(
  command: Command,
  given: {
    readonly operator: Process;
    readonly clients: Clients;
    readonly post: PlannedPost | undefined;
    /** Whether a counter was edited, so that a recount may find a difference. */
    readonly isMiscounted: boolean;
  },
): Promise<Said> {
  const { operator, clients, post, isMiscounted } = given;
  const { firestore } = clients;
  const { runtime } = operator;
  const { signal } = new AbortController();
  if (post === undefined) return { text: 'no post' };
  try {
    switch (command) {
      case 'forget': {
        const days = createDayWriter(firestore, runtime);
        return { text: await forget(firestore, post, { dryRun: false, days, runtime }) };
      }
      case 'recount': {
        const done = await recount(firestore, post.publication, {
          dropUnknown: false,
          dryRun: false,
          articleTtlDays: TTL_DAYS,
          signal,
          onProgress: () => undefined,
          runtime,
        });
        const text = `${done.corrections} corrections, ${done.articlesBy} articles`;
        // Records and counters have one read time, and every commit writes both. Without an edit there is
        // nothing to correct.
        return isMiscounted || (done.corrections === 0 && done.articlesBy === 0)
          ? { text }
          : { text, problem: `recount found what should never be there: ${text}` };
      }
      case 'miscount': {
        const days = createDayWriter(firestore, runtime);
        const batch = firestore.batch();
        const place = {
          publicationId: publicationId(post.publication),
          day: post.publishedAt.slice(0, 10),
          name: post.publication,
        };
        const names = [{ type: 'person' as const, text: 'Ada', tally: tallyOf(1, 2) }];
        days.add(batch, place, {
          isNegative: false,
          articles: 0,
          otherLanguage: 0,
          names,
          bytes: 50,
          mentions: 2,
        });
        await batch.commit();
        return { text: 'miscounted' };
      }
      case 'roll-up':
      case 'rebuild': {
        const isRebuilt = command === 'rebuild';
        const kind = { isForced: true, isRebuilt, withMonths: true, quietMs: 0, signal };
        const { replaced, conflicts, failures } = await pass({ firestore, runtime }, log, kind);
        const text = `${replaced} replaced, ${conflicts} conflicts, ${failures} failures`;
        return failures === 0 ? { text } : { text, problem: `a roll-up failed: ${text}` };
      }
      case 'replay': {
        const job = {
          action: 'replay',
          filter: {},
          dryRun: false,
          limit: 100,
          quietMs: 1_000,
        } as const;
        const listener = {
          letter: () => Promise.resolve(),
          failed: () => undefined,
          seen: () => undefined,
          trouble: () => undefined,
        };
        const options = { startedAt: runtime.clock.now(), signal, runtime };
        return { text: `${(await operate(clients.pubsub, places, job, listener, options)).meant} replayed` };
      }
    }
  } catch (error) {
    // A command may give up when the service is unavailable. The operator runs it again.
    const text = error instanceof Error ? error.message : String(error);
    return error instanceof ExplainedError || 'code' in Object(error)
      ? { text }
      : { text, problem: `${command} failed: ${error instanceof Error ? error.stack : text}` };
  }
}
