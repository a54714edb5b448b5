import { expect, test } from 'vitest';
import { createSlowStart } from '../../../functions/common/cloud/slow-start.ts';
import type { Delivery } from '../../../functions/common/cloud/subscriber.ts';
import { topology } from '../../../functions/common/domain/topology.ts';
import { type GivenMessage, type SubscriptionCall, subscribeTo } from '../../support/fakes/fake-pubsub.ts';

/**
 * Numbered messages, each with its number of deliveries. Messages that a dying process had not acked are
 * redelivered in any order.
 */
function createQueue(count: number) {
  const attempts = new Map(Array.from({ length: count }, (_, n) => [n, 0]));
  let waiting = [...attempts.keys()];
  const leased = new Set<number>();
  return {
    most: () => Math.max(...attempts.values()),
    left: () => waiting.length + leased.size,
    /**
     * Expires all leases. The newest messages come first, the worst order for those that were delivered
     * before.
     */
    expire() {
      waiting = [...waiting, ...leased].sort((a, b) => b - a);
      leased.clear();
    },
    answer: ({
      method,
      reqOpts: { ackIds = [], maxMessages = 0 },
    }: SubscriptionCall): readonly GivenMessage[] => {
      if (method === 'acknowledge') for (const ackId of ackIds) leased.delete(Number(ackId));
      const given = method === 'pull' ? waiting.splice(0, maxMessages) : [];
      for (const n of given) {
        leased.add(n);
        attempts.set(n, (attempts.get(n) ?? 0) + 1);
      }
      return given.map((n) => ({ ackId: `${n}`, message: { messageId: `${n}`, data: Buffer.from('x') } }));
    },
  };
}

/** A process that acks all its messages every second. It dies when it has more in flight than it can bear. */
async function live(queue: ReturnType<typeof createQueue>, bears: number): Promise<void> {
  let held: Delivery[] = [];
  let isDead = false;
  const { clock } = subscribeTo(queue.answer, {
    maxMessages: 10_000,
    maxBytes: 1_000_000,
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

test('messages that kill a process are acked in a later life, long before they become dead letters', async () => {
  const queue = createQueue(5_000);
  let lives = 0;
  for (; queue.left() > 0 && lives < 100; lives++) await live(queue, 400);
  expect(queue.left()).toBe(0);
  expect(lives).toBeGreaterThan(5);
  const attempts = topology().subscriptions.save.deadLetter?.maxDeliveryAttempts ?? 0;
  expect(queue.most()).toBeLessThan(attempts / 2);
});

test('the window doubles after each full window, up to its maximum', () => {
  const start = createSlowStart(1_000);
  const windows = Array.from({ length: 6 }, () => {
    const window = start.window();
    for (let n = 0; n < window; n++) start.acked();
    return window;
  });
  expect(windows).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(createSlowStart(10).window()).toBe(10);
});
