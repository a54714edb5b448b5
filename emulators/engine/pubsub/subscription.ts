/**
 * The messages of one subscription, as a state machine. A message is in one of these states:
 *
 * - ready: in `ready`, in the order in which messages became so.
 * - leased: in `leased` under an ack id, until its lease expires, or the message is nacked or acked.
 * - delayed: in `delayed` until its back-off has passed; then it is ready.
 * - gone: acked, moved to the dead letters, or older than the retention. It is in none of them.
 *
 * These events move it:
 *
 * - `pull`: ready → leased. The attempt is counted.
 * - `acknowledge`: → gone, also when the lease has expired and the message was not redelivered.
 * - `modifyDeadline` with 0, or a lease that expires: leased → delayed, or → ready without a retry policy;
 *   after the last attempt that a dead-letter policy allows → dead letter.
 * - `tick`: ends leases and back-offs whose time has passed. It has to be called at `due`.
 *
 * The caller passes in the time. A dead letter is passed to `onDeadLetter`, which returns whether there is a
 * topic to take it.
 */
import type { Message } from './messages.ts';

export interface SubscriptionSettings {
  readonly ackDeadlineSeconds: number;
  readonly retentionSeconds: number;
  readonly retry: { readonly minimumMs: number; readonly maximumMs: number } | undefined;
  readonly deadLetter: { readonly topic: string; readonly maxDeliveryAttempts: number } | undefined;
}

/** A message in a subscription. */
export interface QueuedMessage {
  readonly message: Message;
  /** How often it was delivered. */
  attempts: number;
  state: 'ready' | 'leased' | 'delayed' | 'gone';
  /** When its lease or its back-off ends, in milliseconds. */
  until: number;
  /** Names its last delivery. An ack is accepted even after that lease expired. */
  ackId: string;
  /** Notified when the lease ends, however it ends. */
  holder: Holder | undefined;
}

/** A taker whose flow control counts leases. */
export interface Holder {
  readonly released: (entry: QueuedMessage) => void;
}

export interface MessageQueue {
  settings: SubscriptionSettings;
  readonly add: (message: Message) => void;
  readonly pull: (
    room: { readonly messages: number; readonly bytes: number },
    options: PullOptions,
  ) => QueuedMessage[];
  /** @returns the messages that are gone now */
  readonly acknowledge: (ackIds: readonly string[]) => readonly Message[];
  /** @param seconds from now; 0 hands the messages back */
  readonly modifyDeadline: (ackIds: readonly string[], seconds: number, now: number) => void;
  /** @returns the messages that are gone: dead letters */
  readonly tick: (now: number) => readonly Message[];
  /** When `tick` has something to do, in milliseconds; Infinity when it has not. */
  readonly due: () => number;
  /** Drops messages that were kept for as long as the settings say. @returns them */
  readonly expire: (now: number) => readonly Message[];
  /** Seeks to a moment: messages published before are gone, all others ready. @returns those that are gone */
  readonly seek: (publishedBefore: number) => readonly Message[];
  readonly readyCount: () => number;
  readonly bytes: () => number;
  /** How many messages are not gone. */
  readonly count: () => number;
}

export interface PullOptions {
  readonly now: number;
  readonly leaseMs: number;
  readonly holder?: Holder;
}

export interface SubscriptionParts {
  readonly settings: SubscriptionSettings;
  /** A new ack id. */
  readonly nextAckId: () => string;
  /** @returns whether the message was taken; if not, it is delivered again */
  readonly onDeadLetter: (entry: QueuedMessage) => boolean;
}

export function createSubscription(parts: SubscriptionParts): MessageQueue {
  const all = new Map<string, QueuedMessage>();
  /** Places before `firstReady` are cleared, so that no delivered message stays in memory. */
  let ready: (QueuedMessage | undefined)[] = [];
  let firstReady = 0;
  let readyCount = 0;
  const leased = new Map<string, QueuedMessage>();
  const delayed = new Set<QueuedMessage>();
  /** Ack ids of leases that expired, until the message is redelivered. */
  const lapsed = new Map<string, QueuedMessage>();
  /** Not later than the first end of a lease or a back-off. */
  let earliest = Number.POSITIVE_INFINITY;
  let bytes = 0;

  const makeReady = (entry: QueuedMessage): void => {
    delayed.delete(entry);
    entry.state = 'ready';
    ready.push(entry);
    readyCount += 1;
  };

  const takeReady = (): QueuedMessage | undefined => {
    while (firstReady < ready.length) {
      const entry = ready[firstReady];
      ready[firstReady] = undefined;
      firstReady += 1;
      if (firstReady > 1_000 && firstReady > ready.length / 2) {
        ready = ready.slice(firstReady);
        firstReady = 0;
      }
      // It may have been acked, or sought past, since it became ready.
      if (entry?.state === 'ready') return entry;
    }
    return undefined;
  };

  const remove = (entry: QueuedMessage): void => {
    if (entry.state === 'ready') readyCount -= 1;
    delayed.delete(entry);
    endLease(entry);
    lapsed.delete(entry.ackId);
    entry.state = 'gone';
    all.delete(entry.message.id);
    bytes -= entry.message.bytes;
  };

  const endLease = (entry: QueuedMessage): void => {
    if (!leased.delete(entry.ackId)) return;
    const { holder } = entry;
    entry.holder = undefined;
    holder?.released(entry);
  };

  /** @returns whether the message is gone */
  const giveBack = (entry: QueuedMessage, now: number): boolean => {
    endLease(entry);
    const { retry, deadLetter } = subscription.settings;
    if (
      deadLetter !== undefined &&
      entry.attempts >= deadLetter.maxDeliveryAttempts &&
      parts.onDeadLetter(entry)
    ) {
      remove(entry);
      return true;
    }
    lapsed.set(entry.ackId, entry);
    if (retry === undefined) {
      makeReady(entry);
      return false;
    }
    entry.state = 'delayed';
    entry.until = now + Math.min(retry.maximumMs, retry.minimumMs * 2 ** Math.min(entry.attempts - 1, 30));
    delayed.add(entry);
    earliest = Math.min(earliest, entry.until);
    return false;
  };

  const subscription: MessageQueue = {
    settings: parts.settings,
    add(message) {
      const entry: QueuedMessage = {
        message,
        attempts: 0,
        state: 'ready',
        until: 0,
        ackId: '',
        holder: undefined,
      };
      all.set(message.id, entry);
      bytes += message.bytes;
      makeReady(entry);
    },
    pull(room, { now, leaseMs, holder }) {
      const taken: QueuedMessage[] = [];
      let takenBytes = 0;
      while (taken.length < room.messages && takenBytes < room.bytes) {
        const entry = takeReady();
        if (entry === undefined) break;
        readyCount -= 1;
        takenBytes += entry.message.bytes;
        lapsed.delete(entry.ackId);
        entry.attempts += 1;
        entry.state = 'leased';
        entry.until = now + leaseMs;
        entry.ackId = parts.nextAckId();
        entry.holder = holder;
        leased.set(entry.ackId, entry);
        taken.push(entry);
      }
      if (taken.length > 0) earliest = Math.min(earliest, now + leaseMs);
      return taken;
    },
    acknowledge(ackIds) {
      const gone: Message[] = [];
      for (const ackId of ackIds) {
        const entry = leased.get(ackId) ?? lapsed.get(ackId);
        if (entry === undefined) continue;
        remove(entry);
        gone.push(entry.message);
      }
      return gone;
    },
    modifyDeadline(ackIds, seconds, now) {
      const until = now + seconds * 1_000;
      for (const ackId of ackIds) {
        const entry = leased.get(ackId);
        // A nack is carried out by the tick that follows, as are all other ends of leases.
        if (entry !== undefined) entry.until = until;
      }
      earliest = Math.min(earliest, until);
    },
    tick(now) {
      if (now < earliest) return [];
      const gone: Message[] = [];
      earliest = Number.POSITIVE_INFINITY;
      for (const entry of [...leased.values()]) {
        if (entry.until <= now && giveBack(entry, now)) gone.push(entry.message);
        else if (entry.state === 'leased') earliest = Math.min(earliest, entry.until);
      }
      for (const entry of [...delayed]) {
        if (entry.until <= now) makeReady(entry);
        else earliest = Math.min(earliest, entry.until);
      }
      return gone;
    },
    due: () => earliest,
    expire(now) {
      const oldest = (now - subscription.settings.retentionSeconds * 1_000) * 1_000;
      const gone: Message[] = [];
      for (const entry of all.values()) {
        // They are in the order in which they were published.
        if (entry.message.publishTime >= oldest) break;
        if (entry.state === 'leased') continue;
        remove(entry);
        gone.push(entry.message);
      }
      return gone;
    },
    seek(publishedBefore) {
      const gone: Message[] = [];
      for (const entry of [...all.values()]) {
        if (entry.message.publishTime <= publishedBefore) {
          remove(entry);
          gone.push(entry.message);
          continue;
        }
        endLease(entry);
        entry.attempts = 0;
        if (entry.state !== 'ready') makeReady(entry);
      }
      return gone;
    },
    readyCount: () => readyCount,
    bytes: () => bytes,
    count: () => all.size,
  };
  return subscription;
}
