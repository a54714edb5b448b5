/**
 * Receives by asking (Pub/Sub's unary Pull): never more at a time than there is room for, so that everything else waits in Pub/Sub, whoever is on
 * the other side. Google recommends streams for throughput, and they are what the cloud is read with; the emulator sends all it has down a
 * stream, whatever the flow control says, and the leases of what nobody has read yet run out on the way.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PubSub, protos } from '@google-cloud/pubsub';
import type { FailureWatch } from './failure-watch.ts';
import type { Arrival, Receiver, ReceiverOptions } from './receiver.ts';

/** With nothing there, the time between two pulls doubles up to this: an idle daemon costs next to nothing, and a post hardly waits. */
const IDLE_MS = { first: 10, longest: 160 } as const;
/** Pulls wait for so much room, as a share of all: not for every message that is settled one of its own. */
const ROOM_SHARE = 1 / 4;
const RETRY_MS = 1_000;
/** What is settled waits so long for company, as with the streams. */
const SETTLE_DELAY_MS = 10;
/** Pub/Sub takes 512 KiB a request; an ack id has some 200 bytes. */
const ACK_IDS_A_REQUEST = 1_000;
/** A pull never brings more. */
const MESSAGES_A_REQUEST = 1_000;
/** A call may take so long. The client retries nothing: asking again is what the loops below do. */
const CALL_TIMEOUT_MS = 10_000;

type PullResponse = protos.google.pubsub.v1.IPullResponse;
type ReceivedMessage = protos.google.pubsub.v1.IReceivedMessage;

/** Starts receiving; see `Receiver`. */
export function openUnaryPull(pubsub: PubSub, options: ReceiverOptions, failures: FailureWatch): Receiver {
  const { log, leaseSeconds } = options;
  const subscription = `projects/${pubsub.projectId}/subscriptions/${options.subscription}`;
  /** Sizes of what is leased, by ack id. */
  const leased = new Map<string, number>();
  const settled: Record<'ack' | 'nack', string[]> = { ack: [], nack: [] };
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  let leasedBytes = 0;
  let stopped = false;
  let telling: Promise<void> | undefined;
  let makeRoom = (): void => undefined;

  const call = <Response>(method: string, request: object): Promise<Response> =>
    new Promise((resolve, reject) => {
      pubsub.request<Response>(
        {
          client: 'SubscriberClient',
          method,
          reqOpts: { subscription, ...request },
          gaxOpts: { timeout: CALL_TIMEOUT_MS, retry: { retryCodes: [] } },
        },
        (error, response) => {
          if (error) reject(error);
          else resolve(response as Response);
        },
      );
    });

  const settle = (how: 'ack' | 'nack', ackId: string): void => {
    const bytes = leased.get(ackId);
    if (bytes === undefined) return;
    leased.delete(ackId);
    leasedBytes -= bytes;
    settled[how].push(ackId);
    makeRoom();
    telling ??= tell().finally(() => {
      telling = undefined;
      finish();
    });
  };

  /** Tells Pub/Sub what is settled until nothing is left to tell. */
  const tell = async (): Promise<void> => {
    await sleep(SETTLE_DELAY_MS);
    for (;;) {
      const how = settled.ack.length > 0 ? 'ack' : 'nack';
      const ackIds = settled[how].slice(0, ACK_IDS_A_REQUEST);
      if (ackIds.length === 0) return;
      try {
        if (how === 'ack') await call('acknowledge', { ackIds });
        else await call('modifyAckDeadline', { ackIds, ackDeadlineSeconds: 0 });
        settled[how].splice(0, ackIds.length);
      } catch (error) {
        failures.note(error as Error);
        await sleep(RETRY_MS);
      }
    }
  };

  const renewal = setInterval(
    () => {
      const all = [...leased.keys()];
      for (let from = 0; from < all.length; from += ACK_IDS_A_REQUEST) {
        const ackIds = all.slice(from, from + ACK_IDS_A_REQUEST);
        call('modifyAckDeadline', { ackIds, ackDeadlineSeconds: leaseSeconds }).catch(failures.note);
      }
    },
    (leaseSeconds * 1_000) / 3,
  );

  const finish = (): void => {
    if (!stopped || leased.size > 0 || telling !== undefined || pulling) return;
    clearInterval(renewal);
    close();
  };

  const arrive = (received: ReceivedMessage): void => {
    const { ackId, message, deliveryAttempt } = received;
    if (!ackId || !message) return;
    const data = Buffer.from(message.data ?? '');
    leased.set(ackId, data.length);
    leasedBytes += data.length;
    const arrival: Arrival = {
      id: message.messageId ?? '',
      data,
      attributes: message.attributes ?? {},
      attempt: deliveryAttempt ?? 0,
      settle: (how) => settle(how, ackId),
    };
    options.onArrival(arrival);
  };

  const pull = async (): Promise<void> => {
    let idleMs: number = IDLE_MS.first;
    while (!stopped) {
      const room = options.maxMessages - leased.size;
      if (room < options.maxMessages * ROOM_SHARE || leasedBytes >= options.maxBytes) {
        await new Promise<void>((resolve) => {
          makeRoom = resolve;
        });
        continue;
      }
      try {
        // Not waiting there: a call that waits, and whose process is killed, goes on and takes messages to nobody.
        const answer = await call<PullResponse>('pull', {
          maxMessages: Math.min(room, MESSAGES_A_REQUEST),
          returnImmediately: true,
        });
        const received = answer.receivedMessages ?? [];
        failures.clear();
        received.forEach(arrive);
        if (received.length === 0) await sleep(idleMs);
        idleMs = received.length === 0 ? Math.min(2 * idleMs, IDLE_MS.longest) : IDLE_MS.first;
      } catch (error) {
        if (stopped) break;
        failures.note(error as Error);
        await sleep(RETRY_MS);
      }
    }
  };
  let pulling = true;
  void pull()
    .catch((error: Error) => log.error({ err: error }, 'receiving ended'))
    .finally(() => {
      pulling = false;
      finish();
    });

  return {
    stop() {
      stopped = true;
      makeRoom();
    },
    closed,
  };
}
