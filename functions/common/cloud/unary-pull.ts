/**
 * Receives by unary pull: asks for as many messages as there is room for, so that all others wait in Pub/Sub.
 * Google recommends streams for throughput, and the cloud is read with them. The emulator ignores flow
 * control on a stream: it sends all it has, and leases expire before anybody has read the messages.
 *
 * A delivery is in one of these states, by its ack id:
 *
 * - leased: in `leased`, and handed to `onArrival`. Its lease is renewed when a third of it has passed.
 * - settled: in `settled`, as an ack or a nack that Pub/Sub has not received. Its lease is not renewed any
 *   more.
 * - confirmed: Pub/Sub has received the ack or nack, and the delivery is forgotten here.
 *
 * `pull` makes deliveries leased: it loops until `stop`, sleeps while Pub/Sub has nothing, and waits for
 * `makeRoom` while too much is leased. The slow start raises that limit. `settle` moves one to settled and
 * starts `tell`, which sends acks and nacks in batches. It repeats failed ones until nothing is settled.
 *
 * The receiver is open, then stopped, then closed. Stopped, it pulls no more; a pull that is under way still
 * arrives. It is closed when nothing is leased or settled and no pull is under way.
 */
import type { FailureWatch } from './failure-watch.ts';
import type { Receiver, ReceiverOptions } from './receiver.ts';
import { createSlowStart } from './slow-start.ts';
import { MESSAGES_A_PULL, type Pulled, type SubscribeClient, subscriberCalls } from './subscriber-calls.ts';

/**
 * While the subscription is empty, the time between two pulls doubles up to this. An idle daemon costs next
 * to nothing, and a post hardly waits.
 */
const IDLE_MS = { first: 10, longest: 160 } as const;
/** Pulls only when at least a quarter of the capacity is free, so that one ack does not cause one request. */
const ROOM_SHARE = 1 / 4;
const RETRY_MS = 1_000;
/** A settled delivery waits this long for others to share a request. */
const SETTLE_DELAY_MS = 40;
/** How long a call may take. The client retries nothing: the loops below call again. */
const CALL_TIMEOUT_MS = 10_000;

/** Starts receiving; see `Receiver`. */
export function openUnaryPull(
  pubsub: SubscribeClient,
  options: ReceiverOptions,
  failures: FailureWatch,
): Receiver {
  const { log, clock, leaseSeconds, pauseMs = 0 } = options;
  const calls = subscriberCalls(pubsub, options.subscription, CALL_TIMEOUT_MS);
  /** The sizes of the leased messages, by ack id. */
  const leased = new Map<string, number>();
  const settled: Record<'ack' | 'nack', string[]> = { ack: [], nack: [] };
  const slowStart = createSlowStart(options.maxMessages);
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
    if (how === 'ack') slowStart.acked();
    makeRoom();
    startTelling();
  };

  const startTelling = (): void => {
    telling ??= tell().finally(() => {
      telling = undefined;
      // Messages may have been settled after the last request was sent.
      if (settled.ack.length + settled.nack.length > 0) startTelling();
      else finish();
    });
  };

  /** Sends acks and nacks until none is left. */
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

  const arrive = ({ ackId, id, publishTime, data, attributes, attempt }: Pulled): void => {
    leased.set(ackId, data.length);
    leasedBytes += data.length;
    options.onArrival({ id, publishTime, data, attributes, attempt, settle: (how) => settle(how, ackId) });
  };

  const pull = async (): Promise<void> => {
    let idleMs: number = IDLE_MS.first;
    while (!stopped) {
      const window = slowStart.window();
      const room = window - leased.size;
      if (room < window * ROOM_SHARE || leasedBytes >= options.maxBytes) {
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
        if (received.length > 0) renew(received.map(({ ackId }) => ackId));
        const isAll = received.length < Math.min(room, MESSAGES_A_PULL);
        if (received.length === 0) await clock.sleep(Math.max(idleMs, pauseMs));
        else if (isAll && pauseMs > 0) await clock.sleep(pauseMs);
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
    .catch((error: Error) =>
      log.error(
        { err: error },
        'receiving failed and ended; no more messages arrive until the process is restarted',
      ),
    )
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
