/**
 * Receives by asking (Pub/Sub's unary Pull): never more at a time than there is room for, so that everything else waits in Pub/Sub, whoever is on
 * the other side. Google recommends streams for throughput, and they are what the cloud is read with; the emulator sends all it has down a
 * stream, whatever the flow control says, and the leases of what nobody has read yet run out on the way.
 */
import type { PubSub } from '@google-cloud/pubsub';
import type { FailureWatch } from './failure-watch.ts';
import type { Receiver, ReceiverOptions } from './receiver.ts';
import { type Pulled, subscriberCalls } from './subscriber-calls.ts';

/** With nothing there, the time between two pulls doubles up to this: an idle daemon costs next to nothing, and a post hardly waits. */
const IDLE_MS = { first: 10, longest: 160 } as const;
/** Pulls wait for so much room, as a share of all: not for every message that is settled one of its own. */
const ROOM_SHARE = 1 / 4;
const RETRY_MS = 1_000;
/** What is settled waits so long for company, as with the streams. */
const SETTLE_DELAY_MS = 10;
/** A call may take so long. The client retries nothing: asking again is what the loops below do. */
const CALL_TIMEOUT_MS = 10_000;

/** Starts receiving; see `Receiver`. */
export function openUnaryPull(pubsub: PubSub, options: ReceiverOptions, failures: FailureWatch): Receiver {
  const { log, clock, leaseSeconds } = options;
  const calls = subscriberCalls(pubsub, options.subscription, CALL_TIMEOUT_MS);
  /** Sizes of what is leased, by ack id. */
  const leased = new Map<string, number>();
  const settled: Record<'ack' | 'nack', string[]> = { ack: [], nack: [] };
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  let leasedBytes = 0;
  let stopped = false;
  let telling: Promise<void> | undefined;
  let makeRoom = (): void => undefined;

  const settle = (how: 'ack' | 'nack', ackId: string): void => {
    const bytes = leased.get(ackId);
    if (bytes === undefined) return;
    leased.delete(ackId);
    leasedBytes -= bytes;
    settled[how].push(ackId);
    makeRoom();
    startTelling();
  };

  const startTelling = (): void => {
    telling ??= tell().finally(() => {
      telling = undefined;
      // What was settled while the telling came to its end.
      if (settled.ack.length + settled.nack.length > 0) startTelling();
      else finish();
    });
  };

  /** Tells Pub/Sub what is settled until nothing is left to tell. */
  const tell = async (): Promise<void> => {
    await clock.sleep(SETTLE_DELAY_MS);
    for (;;) {
      const how = settled.ack.length > 0 ? 'ack' : 'nack';
      const ackIds = [...settled[how]];
      if (ackIds.length === 0) return;
      try {
        if (how === 'ack') await calls.acknowledge(ackIds);
        else await calls.modifyAckDeadline(ackIds, 0);
        settled[how].splice(0, ackIds.length);
      } catch (error) {
        failures.note(error as Error);
        await clock.sleep(RETRY_MS);
      }
    }
  };

  const renew = (ackIds: readonly string[]): void => {
    calls.modifyAckDeadline(ackIds, leaseSeconds).catch(failures.note);
  };
  const renewal = clock.every((leaseSeconds * 1_000) / 3, () => renew([...leased.keys()]));

  const finish = (): void => {
    if (!stopped || leased.size > 0 || telling !== undefined || pulling) return;
    renewal.cancel();
    close();
  };

  const arrive = ({ ackId, id, data, attributes, attempt }: Pulled): void => {
    leased.set(ackId, data.length);
    leasedBytes += data.length;
    options.onArrival({ id, data, attributes, attempt, settle: (how) => settle(how, ackId) });
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
        const received = await calls.pull(room);
        failures.clear();
        received.forEach(arrive);
        // Until then a lease is as long as the subscription says.
        renew(received.map(({ ackId }) => ackId));
        if (received.length === 0) await clock.sleep(idleMs);
        idleMs = received.length === 0 ? Math.min(2 * idleMs, IDLE_MS.longest) : IDLE_MS.first;
      } catch (error) {
        if (stopped) break;
        failures.note(error as Error);
        await clock.sleep(RETRY_MS);
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
