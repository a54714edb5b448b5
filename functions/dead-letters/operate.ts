/** What can be done with dead letters: list, show, replay, drop. */
import type { Message, PubSub } from '@google-cloud/pubsub';
import { openPublisher } from '../common/pubsub.ts';
import type { Topology } from '../common/topology.ts';
import {
  type DeadLetter,
  type LetterFilter,
  matches,
  readLetter,
  replayAttributes,
  type StageName,
  stageNames,
} from './letter.ts';
import { lookThrough } from './look-through.ts';

export type Action = 'list' | 'show' | 'replay' | 'drop';

export interface Job {
  readonly action: Action;
  readonly filter: LetterFilter;
  /** Nothing is changed; what would be is reported. */
  readonly dryRun: boolean;
  readonly limit: number;
  readonly quietMs: number;
}

export interface Report {
  /** Called for each dead letter that was meant, after what was to be done with it has been done. */
  readonly letter: (letter: DeadLetter, message: Message) => void;
  /** Called for each one that could not be replayed; it stays. */
  readonly failed: (letter: DeadLetter, error: unknown) => void;
  /** Called for each one looked at. */
  readonly seen: () => void;
}

export interface Totals {
  readonly seen: number;
  readonly meant: number;
  readonly failed: number;
  readonly mayHaveMore: boolean;
}

const MAX_BYTES = 256_000_000;
const PUBLISH = { timeoutMs: 60_000, maxDelayMs: 10 } as const;

/** Where the dead letters of a stage are, and where they were meant to go. */
function placesOf(topology: Topology, stage: StageName): { subscription: string; topic: string } {
  return stage === 'extract'
    ? { subscription: topology.subscriptions.postsDeadLetter.name, topic: topology.topics.posts.name }
    : {
        subscription: topology.subscriptions.processedPostsDeadLetter.name,
        topic: topology.topics.processedPosts.name,
      };
}

/**
 * Looks through the dead letters and does with those that are meant what is to be done. A dead letter that is replayed is published first and
 * removed then: interrupted between the two it is there twice, under the same post id, so it still counts once.
 * @throws ExplainedError when a subscription cannot be read
 */
export async function operate(
  pubsub: PubSub,
  topology: Topology,
  job: Job,
  report: Report,
  signal: AbortSignal,
): Promise<Totals> {
  const now = Date.now();
  let meant = 0;
  let failed = 0;
  const looks = await Promise.all(
    stageNames
      .filter((stage) => job.filter.stage === undefined || job.filter.stage === stage)
      .map(async (stage) => {
        const { subscription, topic } = placesOf(topology, stage);
        await using publisher = openPublisher(pubsub, topic, PUBLISH);
        return await lookThrough(pubsub, {
          subscription,
          limit: job.limit,
          maxBytes: MAX_BYTES,
          quietMs: job.quietMs,
          signal,
          async onMessage(message) {
            report.seen();
            const letter = readLetter(message, stage);
            if (!matches(letter, job.filter, now)) return 'left';
            const changes = !job.dryRun && (job.action === 'replay' || job.action === 'drop');
            if (changes && job.action === 'replay') {
              try {
                await publisher.publish(message.data, replayAttributes(message.attributes));
              } catch (error) {
                failed += 1;
                report.failed(letter, error);
                return 'left';
              }
            }
            meant += 1;
            report.letter(letter, message);
            return changes ? 'settled' : 'left';
          },
        });
      }),
  );
  return {
    seen: looks.reduce((sum, look) => sum + look.seen, 0),
    meant,
    failed,
    mayHaveMore: looks.some((look) => look.mayHaveMore),
  };
}
