/** Carries out the commands on dead letters: list, show, replay, drop. */
import { openPublisher } from '../../functions/common/cloud/publisher.ts';
import type { PubSubClient } from '../../functions/common/cloud/pubsub.ts';
import { type Pulled, subscriberCalls } from '../../functions/common/cloud/subscriber-calls.ts';
import type { Subscription, Topic, Topology } from '../../functions/common/domain/topology.ts';
import type { Runtime } from '../../functions/common/process/runtime.ts';
import {
  type DeadLetter,
  idsOf,
  type LetterFilter,
  type LetterStage,
  matches,
  readLetter,
  replayAttributes,
  stageNames,
} from './letter.ts';
import { lookThrough } from './look-through.ts';

export type Action = 'list' | 'show' | 'replay' | 'drop';

export interface LettersJob {
  readonly action: Action;
  readonly filter: LetterFilter;
  /** Nothing is changed; what would be is reported. */
  readonly dryRun: boolean;
  readonly limit: number;
  readonly quietMs: number;
}

export interface LetterListener {
  /** Called for each dead letter that matched, after the command was carried out on it. */
  readonly letter: (letter: DeadLetter, message: Pulled) => Promise<void>;
  /** Called for each one that could not be replayed; it stays. */
  readonly failed: (letter: DeadLetter, error: unknown) => void;
  /** Called for each one scanned. */
  readonly seen: () => void;
  /** Called when a call failed and is retried, or messages could not be handed back. */
  readonly trouble: (what: string, error: unknown) => void;
}

/** Counts of dead letters. */
export interface Totals {
  /** Those that existed at the start, and were scanned. */
  readonly seen: number;
  readonly meant: number;
  readonly failed: number;
  /** Those that arrived meanwhile, and were left. */
  readonly later: number;
  /** Those of the later ones that had just been replayed. */
  readonly cameBack: number;
  /** Requested ids that no letter has. */
  readonly missing: readonly string[];
  readonly mayHaveMore: boolean;
  readonly mayHaveLost: boolean;
}

interface Letter {
  readonly letter: DeadLetter;
  readonly message: Pulled;
}

const PUBLISH = { timeoutMs: 60_000, maxDelayMs: 10 } as const;
/** An answer is small and immediate. One that takes longer is lost. */
const CALL_TIMEOUT_MS = 5_000;

/** The subscription of a stage's dead letters, and the topic that they came from. */
function placesOf(topology: Topology, stage: LetterStage): { from: Subscription; to: Topic } {
  const { subscriptions, topics } = topology;
  return stage === 'extract'
    ? { from: subscriptions.postsDeadLetter, to: topics.posts }
    : { from: subscriptions.processedPostsDeadLetter, to: topics.processedPosts };
}

/**
 * Scans the dead letters and runs the command on those that match. A replay publishes the post first and then
 * removes the dead letter. Interrupted between the two, it leaves the post twice, under one post id, so it
 * still counts once.
 *
 * Messages that became dead letters after `startedAt` are left. Otherwise a post that keeps failing would be
 * replayed again and again.
 * @param startedAt in milliseconds since 1970
 * @throws the client library's error when a subscription cannot be read
 */
export async function operate(
  pubsub: PubSubClient,
  topology: Topology,
  job: LettersJob,
  report: LetterListener,
  options: { readonly startedAt: number; readonly signal: AbortSignal; readonly runtime: Runtime },
): Promise<Totals> {
  const { startedAt, runtime } = options;
  const { action, filter, dryRun } = job;
  const isReplay = action === 'replay' && !dryRun;
  const isChange = isReplay || (action === 'drop' && !dryRun);
  const missing = new Set(filter.ids);
  const totals = { seen: 0, meant: 0, failed: 0, later: 0, cameBack: 0 };
  // If one of the two scans fails, the other should end and hand back its leased messages.
  const failure = new AbortController();

  const look = async (stage: LetterStage) => {
    const { from, to } = placesOf(topology, stage);
    await using publisher = openPublisher(pubsub, to.name, { ...PUBLISH, runtime });
    /** The new ids of replayed messages: a stage that gives one up notes that id. */
    const replayed = new Set<string>();
    const replay = async ({ letter, message }: Letter): Promise<boolean> => {
      try {
        replayed.add(
          await publisher.publish({ data: message.data, attributes: replayAttributes(message.attributes) }),
        );
        return true;
      } catch (error) {
        totals.failed += 1;
        report.failed(letter, error);
        return false;
      }
    };
    const isBack = ({ attributes }: Pulled): boolean => replayed.has(attributes.messageId ?? '');
    return await lookThrough({
      clock: runtime.clock,
      calls: subscriberCalls(pubsub, from.name, CALL_TIMEOUT_MS),
      leaseSeconds: from.ackDeadlineSeconds,
      limit: job.limit,
      quietMs: job.quietMs,
      signal: AbortSignal.any([options.signal, failure.signal]),
      // By the id as well: this clock and Pub/Sub's may differ.
      isLater: (message) => message.publishTime.getTime() > startedAt || isBack(message),
      onLater(messages) {
        totals.later += messages.length;
        totals.cameBack += messages.filter(isBack).length;
      },
      onTrouble: report.trouble,
      async onMessages(messages, settle) {
        const letters = messages.map((message): Letter => ({ message, letter: readLetter(message, stage) }));
        totals.seen += letters.length;
        for (const { letter } of letters) {
          report.seen();
          for (const id of idsOf(letter)) missing.delete(id);
        }
        let meant = letters.filter(({ letter }) => matches(letter, filter, startedAt));
        if (isReplay) {
          const sent = await Promise.all(meant.map(replay));
          meant = meant.filter((_, index) => sent[index]);
        }
        if (isChange) await settle(meant.map(({ message }) => message));
        totals.meant += meant.length;
        for (const { letter, message } of meant) await report.letter(letter, message);
      },
    });
  };
  const looks = await Promise.allSettled(
    stageNames
      .filter((stage) => filter.stage === undefined || filter.stage === stage)
      .map((stage) =>
        look(stage).catch((error: unknown) => {
          failure.abort();
          throw error;
        }),
      ),
  );
  for (const one of looks) if (one.status === 'rejected') throw one.reason;
  const ended = looks.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return {
    ...totals,
    missing: [...missing],
    mayHaveMore: ended.some((one) => one.mayHaveMore),
    mayHaveLost: ended.some((one) => one.mayHaveLost),
  };
}
