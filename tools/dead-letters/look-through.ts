/**
 * Scans dead letters. Pub/Sub cannot list messages without leasing them. So a scan leases messages, renews
 * the leases, and hands back at the end those that were not settled. Letters leased by another command,
 * running or killed, are not seen until those leases expire.
 *
 * Messages are pulled (unary), never streamed. An answer distinguishes an empty subscription from an
 * unavailable server, and the emulator keeps delivering to a stream after its process was killed.
 */
import { isRetryable } from '../../functions/common/cloud/grpc.ts';
import type { Pulled, SubscriberCalls } from '../../functions/common/cloud/subscriber-calls.ts';
import type { Clock } from '../../functions/common/process/runtime.ts';

export interface LookOptions {
  readonly clock: Clock;
  readonly calls: SubscriberCalls;
  /** How long a lease is, in seconds (10 to 600): what the subscription gives. */
  readonly leaseSeconds: number;
  /** The most messages to take. */
  readonly limit: number;
  /** The scan ends after answers were empty for this time, in milliseconds. */
  readonly quietMs: number;
  /** Nothing is taken after this is aborted. */
  readonly signal: AbortSignal;
  /** Whether a message arrived after the scan began. It is then left, and does not prolong the scan. */
  readonly isLater: (message: Pulled) => boolean;
  /**
   * Called once for each message that is not later. Messages passed to `settle` are removed, others are left.
   */
  readonly onMessages: (
    messages: readonly Pulled[],
    settle: (some: readonly Pulled[]) => Promise<void>,
  ) => Promise<void>;
  /** Called once for each later message. */
  readonly onLater: (messages: readonly Pulled[]) => void;
  /** Called when a call failed and is retried, or messages could not be handed back. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

export interface Look {
  readonly mayHaveMore: boolean;
  /** A pull failed, so that messages may have been leased but lost on the way. */
  readonly mayHaveLost: boolean;
}

/** The longest posts have 1 MB, so this bounds memory. Only the ids of leased messages are kept. */
const MESSAGES_AT_A_TIME = 100;
const PAUSE_MS = 200;
/**
 * One empty answer proves nothing in the cloud. A pull that returns immediately asks only some of the servers
 * that have the subscription's messages, and Google says that it may return fewer than there are. So the end
 * takes several empty answers in a row, and some time.
 *
 * A pull that waits would be the alternative. But on an empty subscription it ends at our deadline, just as
 * when nobody answers, and a message leased at that moment is leased to nobody.
 */
const EMPTY_ANSWERS = 5;
const RETRY_MS = 500;
/** After this time without an answer the scan gives up. */
const GIVE_UP_MS = 10_000;

/**
 * Takes messages until none are left, `limit` is reached or `signal` is aborted. Then hands back the messages
 * that were not settled.
 * @throws the client library's error when Pub/Sub does not answer for 10 s, or refuses
 */
export async function lookThrough(options: LookOptions): Promise<Look> {
  const { clock, calls, leaseSeconds, limit, signal, onTrouble } = options;
  /** Ack ids by message id: a message whose lease expired is redelivered with a new ack id. */
  const held = new Map<string, string[]>();
  const settled = new Set<string>();
  let mayHaveLost = false;

  const persist = async <Result>(call: () => Promise<Result>, stop?: AbortSignal): Promise<Result> => {
    const giveUpAt = clock.monotonic() + GIVE_UP_MS;
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!isRetryable(error) || clock.monotonic() > giveUpAt || stop?.aborted) throw error;
        if (attempt === 1) onTrouble(`Pub/Sub does not answer; retrying for ${GIVE_UP_MS / 1_000} s`, error);
        await clock.sleep(RETRY_MS);
      }
    }
  };
  const settle = async (messages: readonly Pulled[]): Promise<void> => {
    const ids = messages.map(({ id }) => id);
    await persist(() => calls.acknowledge(ids.flatMap((id) => held.get(id) ?? [])));
    for (const id of ids) {
      settled.add(id);
      held.delete(id);
    }
  };
  /** Keeps what arrived under lease; returns what arrived for the first time. */
  const take = (messages: readonly Pulled[]): Pulled[] =>
    messages.filter(({ id, ackId }) => {
      const before = held.get(id);
      if (before === undefined) held.set(id, [ackId]);
      else before.push(ackId);
      return before === undefined && !settled.has(id);
    });

  let renewed = Promise.resolve();
  const renewal = clock.every((leaseSeconds * 1_000) / 3, () => {
    renewed = calls
      .modifyAckDeadline([...held.values()].flat(), leaseSeconds)
      .catch((error) => onTrouble('the leases of scanned dead letters could not be renewed', error));
  });
  let seen = 0;
  try {
    let emptyAnswers = 0;
    let quietSince = 0;
    while (!signal.aborted && seen < limit) {
      const pulled = await persist(
        () =>
          calls.pull(Math.min(limit - seen, MESSAGES_AT_A_TIME)).catch((error) => {
            mayHaveLost = true;
            throw error;
          }),
        signal,
      );
      const fresh = take(pulled);
      // Pub/Sub may have lost the ack, or redelivered the message before the ack arrived.
      const again = pulled.filter(({ id }) => settled.has(id));
      if (again.length > 0) await settle(again);
      seen += fresh.length;
      const later = fresh.filter(options.isLater);
      const meant = fresh.filter((message) => !later.includes(message));
      if (later.length > 0) options.onLater(later);
      if (meant.length > 0) {
        emptyAnswers = 0;
        await options.onMessages(meant, settle);
        continue;
      }
      if (emptyAnswers === 0) quietSince = clock.monotonic();
      emptyAnswers += 1;
      if (emptyAnswers >= EMPTY_ANSWERS && clock.monotonic() - quietSince >= options.quietMs) break;
      await clock.sleep(PAUSE_MS, signal);
    }
  } finally {
    renewal.cancel();
    await renewed;
    await calls
      .modifyAckDeadline([...held.values()].flat(), 0)
      .catch((error) =>
        onTrouble(
          `leased dead letters could not be handed back; they reappear within ${leaseSeconds} s`,
          error,
        ),
      );
  }
  return { mayHaveMore: seen >= limit, mayHaveLost };
}
