import type { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createSlowStart } from '../../../functions/common/cloud/slow-start.ts';
import { type Delivery, openSubscriber } from '../../../functions/common/cloud/subscriber.ts';
import { topology } from '../../../functions/common/domain/topology.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

interface Request {
  readonly method: string;
  readonly reqOpts: { readonly ackIds?: readonly string[]; readonly maxMessages?: number };
}

/** Messages by number, each with how often it was delivered; those that are not acked when a process dies come again, in any order. */
function createQueue(count: number) {
  const attempts = new Map(Array.from({ length: count }, (_, n) => [n, 0]));
  let waiting = [...attempts.keys()];
  const leased = new Set<number>();
  return {
    most: () => Math.max(...attempts.values()),
    left: () => waiting.length + leased.size,
    /** All leases run out. The newest come first, which is the worst for those that were delivered before. */
    expire() {
      waiting = [...waiting, ...leased].sort((a, b) => b - a);
      leased.clear();
    },
    request(
      { method, reqOpts: { ackIds = [], maxMessages = 0 } }: Request,
      answer: (error: null, response: object) => void,
    ) {
      if (method === 'acknowledge') for (const ackId of ackIds) leased.delete(Number(ackId));
      const given = method === 'pull' ? waiting.splice(0, maxMessages) : [];
      for (const n of given) {
        leased.add(n);
        attempts.set(n, (attempts.get(n) ?? 0) + 1);
      }
      const received = given.map((n) => ({
        ackId: `${n}`,
        message: { messageId: `${n}`, data: Buffer.from('x') },
      }));
      answer(null, { receivedMessages: received });
    },
  };
}

/** A process that settles all it holds every second, unless it holds more than it can bear: then it dies with it. */
async function live(queue: ReturnType<typeof createQueue>, bears: number): Promise<void> {
  const clock = virtualClock();
  const pubsub = { projectId: 'demo-test', isEmulator: true, request: queue.request } as unknown as PubSub;
  let held: Delivery[] = [];
  let isDead = false;
  openSubscriber(pubsub, {
    subscription: 'one',
    pullApi: 'unary',
    maxMessages: 10_000,
    maxBytes: 1_000_000,
    leaseSeconds: 60,
    silenceMs: 60_000,
    log: pino({ level: 'silent' }),
    clock,
    onDelivery: (delivery) => {
      held.push(delivery);
      isDead ||= held.length > bears;
    },
  });
  for (let second = 0; second < 600 && !isDead && queue.left() > 0; second++) {
    await clock.advance(1_000);
    if (isDead) break;
    for (const delivery of held) delivery.ack();
    held = [];
    await clock.advance(100);
  }
  queue.expire();
}

test('what a process dies with gets through in a later life, long before it counts as dead', async () => {
  const queue = createQueue(5_000);
  let lives = 0;
  for (; queue.left() > 0 && lives < 100; lives++) await live(queue, 400);
  expect(queue.left()).toBe(0);
  expect(lives).toBeGreaterThan(5);
  const attempts = topology().subscriptions.save.deadLetter?.maxDeliveryAttempts ?? 0;
  expect(queue.most()).toBeLessThan(attempts / 2);
});

test('the window doubles from one full window to the next, up to its most', () => {
  const start = createSlowStart(1_000);
  const windows = Array.from({ length: 6 }, () => {
    const window = start.window();
    for (let n = 0; n < window; n++) start.acked();
    return window;
  });
  expect(windows).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(createSlowStart(10).window()).toBe(10);
});
