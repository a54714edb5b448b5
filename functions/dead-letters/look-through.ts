/**
 * Looks through dead letters. Pub/Sub has no way to look without taking, so messages are taken under a lease, and whatever is not settled
 * is handed back at the end; another look at the same time, or a look soon after a crash, may therefore see fewer.
 */
import type { Message, PubSub } from '@google-cloud/pubsub';
import { ExitCode, ExplainedError } from '../common/exit-codes.ts';

export interface LookOptions {
  readonly subscription: string;
  /** At most so many messages are looked at. */
  readonly limit: number;
  /** At most so many bytes are held at a time. */
  readonly maxBytes: number;
  /** The end is reached when nothing has come for so long, in milliseconds. */
  readonly quietMs: number;
  /** No message for it is taken after this is aborted. */
  readonly signal: AbortSignal;
  /**
   * Called for each message, once. What it resolves to says what becomes of the message: `settled` (it is acked), or `left`.
   */
  readonly onMessage: (message: Message) => Promise<'settled' | 'left'>;
}

/** @returns how many were looked at, and whether there may be more */
export async function lookThrough(
  pubsub: PubSub,
  options: LookOptions,
): Promise<{ readonly seen: number; readonly mayHaveMore: boolean }> {
  const subscription = pubsub.subscription(options.subscription, {
    flowControl: { maxMessages: options.limit, maxBytes: options.maxBytes, allowExcessMessages: false },
    streamingOptions: { maxStreams: 1 },
    batching: { maxMilliseconds: 10 },
  });
  const seen = new Set<string>();
  const left = new Set<Message>();
  const working = new Set<Promise<void>>();
  const end = Promise.withResolvers<void>();
  // Whatever fails after the end is of no interest any more.
  end.promise.catch(() => undefined);
  let heldBytes = 0;
  let stopped = false;
  let quiet = setTimeout(end.resolve, options.quietMs);

  const handle = async (message: Message): Promise<void> => {
    const outcome = await options.onMessage(message);
    if (outcome === 'settled') message.ack();
    else {
      left.add(message);
      heldBytes += message.length;
    }
  };
  subscription.on('error', (error) => {
    end.reject(
      new ExplainedError(
        `Subscription ${options.subscription} cannot be read: ${error.message}.`,
        ExitCode.unavailable,
        { cause: error },
      ),
    );
  });
  subscription.on('message', (message: Message) => {
    clearTimeout(quiet);
    quiet = setTimeout(end.resolve, options.quietMs);
    // Seen before: its lease ran out meanwhile.
    if (stopped || seen.has(message.id)) {
      left.add(message);
      return;
    }
    seen.add(message.id);
    const work = handle(message).catch(end.reject);
    working.add(work);
    void work.finally(() => working.delete(work));
    if (seen.size >= options.limit || heldBytes >= options.maxBytes) end.resolve();
  });
  const onAbort = (): void => end.resolve();
  options.signal.addEventListener('abort', onAbort);
  try {
    if (!options.signal.aborted) await end.promise;
  } finally {
    stopped = true;
    clearTimeout(quiet);
    options.signal.removeEventListener('abort', onAbort);
    await Promise.all(working);
    for (const message of left) message.nack();
    await subscription.close();
  }
  return { seen: seen.size, mayHaveMore: seen.size >= options.limit || heldBytes >= options.maxBytes };
}
