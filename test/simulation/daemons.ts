/**
 * The daemons and the operator's commands of a simulation: the product's own code with simulated clients. A
 * stub replaces extraction.
 */
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Daemon, DaemonParts } from '../../functions/common/cloud/daemon.ts';
import type { PubSubClient } from '../../functions/common/cloud/pubsub.ts';
import { decodeMessage } from '../../functions/common/domain/decode.ts';
import { Post, type ProcessedPost } from '../../functions/common/domain/post.ts';
import { contentHash } from '../../functions/common/domain/store/ids.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import type { Clock } from '../../functions/common/process/runtime.ts';
import { openExtractDaemon } from '../../functions/extract/daemon.ts';
import type { MessagePool } from '../../functions/extract/pool/pools.ts';
import type { MessageOutcome } from '../../functions/extract/process-message.ts';
import { openSaveDaemon } from '../../functions/save/daemon.ts';
import { createSaveStore } from '../../functions/save/store.ts';
import type { Clients } from './clients.ts';
import { TTL_DAYS } from './plan.ts';
import type { Process } from './world.ts';

export const places = topology();
export const log = pino({ level: 'silent' });

/** The content of a post whose extraction fails until the stub is fixed. */
export const POISON = 'poison';

/** The state that the daemons of a run share. */
export interface Shared {
  /** Whether extraction is fixed. */
  isFixed: boolean;
  /** The sum of all daemons' metrics, by outcome. */
  readonly outcomes: Map<string, number>;
}

function sharedParts(process: Process, pubsub: PubSubClient, { outcomes }: Shared): DaemonParts {
  return {
    pubsub,
    log,
    metrics: {
      registry: new Registry(),
      countPosts: (outcome, posts = 1) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + posts),
    },
    runtime: process.runtime,
    topology: places,
    publishTimeoutMs: 5_000,
    finishingMs: 5_000,
    silenceMs: 60_000,
    leaseSeconds: 10,
  };
}

export function openExtract(process: Process, { pubsub }: Clients, shared: Shared): Daemon {
  const pool = standInPool(process.runtime.clock, shared);
  return openExtractDaemon({ ...sharedParts(process, pubsub, shared), pool });
}

export function openSave(
  process: Process,
  { pubsub, firestore, committer }: Clients,
  shared: Shared,
): Daemon {
  const store = createSaveStore(
    { firestore, committer, runtime: process.runtime, log },
    { maxBytes: 3_500_000, maxWrites: 6, timeoutMs: 3_000, articleTtlDays: TTL_DAYS },
  );
  return openSaveDaemon({
    ...sharedParts(process, pubsub, shared),
    store,
    batch: { maxPosts: 4, maxBytes: 1_000_000, maxDelayMs: 1_000 },
    parallelCommits: 2,
    retryForMs: 8_000,
    rollUp: { firestore, intervalMs: 7_000 },
  });
}

/** The stub counts every word of a content as a person. */
function standInPool(clock: Clock, shared: Shared): MessagePool {
  return {
    size: 1,
    problems: () => [],
    async run(data): Promise<MessageOutcome> {
      await clock.sleep(30);
      const decoded = decodeMessage(Buffer.from(data, 'latin1'), Post, 'post');
      if ('rejection' in decoded) return decoded;
      const { id: postId, content, ...about } = decoded.value;
      if (content === POISON && !shared.isFixed)
        return { rejection: { reason: 'not-a-post', error: 'poison' } };
      const words = Map.groupBy(content.split(' '), (word) => word);
      const entities = [...words].map(([text, all]) => ({
        type: 'person' as const,
        text,
        count: all.length,
      }));
      const result: ProcessedPost = { ...about, postId, contentHash: contentHash(content), entities };
      return { postId, publication: about.publication, outcome: 'extracted', result: JSON.stringify(result) };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
