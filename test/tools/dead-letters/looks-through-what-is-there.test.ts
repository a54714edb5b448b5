import { expect, test } from 'vitest';
import type { Pulled, SubscriberCalls } from '../../../functions/common/cloud/subscriber-calls.ts';
import { type LookOptions, lookThrough } from '../../../tools/dead-letters/look-through.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const message = (id: string, delivery = 1): Pulled => ({
  ackId: `${id}-${delivery}`,
  id,
  data: Buffer.from(id),
  attributes: {},
  publishTime: new Date(0),
  attempt: 0,
});

interface Told {
  readonly acknowledged: string[];
  readonly handedBack: string[];
  pulls: number;
}

/** A Pub/Sub that answers each pull with the next messages or error, and later pulls with nothing. */
function pubsub(answers: readonly (readonly Pulled[] | Error)[]): { calls: SubscriberCalls; told: Told } {
  const told: Told = { acknowledged: [], handedBack: [], pulls: 0 };
  const calls: SubscriberCalls = {
    async pull() {
      const answer = answers[told.pulls++] ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async acknowledge(ackIds) {
      told.acknowledged.push(...ackIds);
    },
    async modifyAckDeadline(ackIds, seconds) {
      if (seconds === 0) told.handedBack.push(...ackIds);
    },
  };
  return { calls, told };
}

function look(calls: SubscriberCalls, options: Partial<LookOptions> = {}) {
  const seen: string[] = [];
  const clock = virtualClock();
  const looking = lookThrough({
    clock,
    calls,
    leaseSeconds: 60,
    limit: 100,
    quietMs: 0,
    signal: new AbortController().signal,
    isLater: () => false,
    onMessages: async (messages) => void seen.push(...messages.map(({ id }) => id)),
    onLater: () => undefined,
    onTrouble: () => undefined,
    ...options,
  });
  return { seen, ended: clock.during(looking) };
}

const failure = (code: number) => Object.assign(new Error('failed'), { code });

test('an empty answer does not end the scan, because the next one may have messages', async () => {
  const { calls, told } = pubsub([[], [], [message('a')], [], [], [], [message('b')]]);
  const { seen, ended } = look(calls);
  expect(await ended).toEqual({ mayHaveMore: false, mayHaveLost: false });
  expect(seen).toEqual(['a', 'b']);
  expect(told.handedBack).toEqual(['a-1', 'b-1']);
});

test('messages that keep arriving do not prolong the scan, and are nacked', async () => {
  const { calls, told } = pubsub(Array.from({ length: 1_000 }, (_, index) => [message(`later ${index}`)]));
  const later: Pulled[] = [];
  const { seen, ended } = look(calls, {
    isLater: () => true,
    onLater: (messages) => void later.push(...messages),
  });
  await ended;
  expect(seen).toEqual([]);
  expect(told.handedBack).toEqual(later.map(({ ackId }) => ackId));
  expect(later.length).toBeLessThan(1_000);
});

test('a message whose lease expired is scanned once, and acked or nacked for each delivery', async () => {
  const { calls, told } = pubsub([
    [message('left'), message('settled')],
    [message('left', 2), message('settled', 2)],
  ]);
  const { ended } = look(calls, {
    onMessages: (messages, settle) => settle(messages.filter(({ id }) => id === 'settled')),
  });
  await ended;
  expect(told.acknowledged).toEqual(['settled-1', 'settled-2']);
  expect(told.handedBack).toEqual(['left-1', 'left-2']);
});

test('a scan continues when Pub/Sub fails for a moment, and reports that letters may be missing', async () => {
  const { calls } = pubsub([failure(14), [message('a')]]);
  const troubles: string[] = [];
  const { seen, ended } = look(calls, { onTrouble: (what) => void troubles.push(what) });
  expect(await ended).toEqual({ mayHaveMore: false, mayHaveLost: true });
  expect(seen).toEqual(['a']);
  expect(troubles).toEqual([expect.stringMatching(/does not answer/)]);
});

test('a permanent error ends the scan at once, and messages in flight are nacked', async () => {
  const { calls, told } = pubsub([[message('a')], failure(7)]);
  await expect(look(calls).ended).rejects.toMatchObject({ code: 7 });
  expect(told.handedBack).toEqual(['a-1']);
});

test('a scan that is stopped, or at its limit, nacks its messages', async () => {
  const stop = new AbortController();
  const stopped = pubsub([[message('a')], [message('b')]]);
  await look(stopped.calls, { signal: stop.signal, onMessages: async () => stop.abort() }).ended;
  expect(stopped.told).toMatchObject({ handedBack: ['a-1'], pulls: 1 });
  const limited = pubsub([[message('a')], [message('b')]]);
  expect(await look(limited.calls, { limit: 1 }).ended).toMatchObject({ mayHaveMore: true });
  expect(limited.told).toMatchObject({ handedBack: ['a-1'], pulls: 1 });
});
