/** Which messages share a request, and which requests are retried, on a virtual clock. */
import { expect, test } from 'vitest';
import { decoder, definitionsOf } from '../../../emulators/engine/grpc/definitions.ts';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import type { PublishClient } from '../../../functions/common/cloud/publish-client.ts';
import { openPublisher, type Publisher } from '../../../functions/common/cloud/publisher.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';

interface Sent {
  readonly atMs: number;
  /** How long the call may take. */
  readonly mayTakeMs: number;
  readonly topic: string;
  readonly data: readonly string[];
  /** Reads the request again, as it would be if it arrived now. */
  readonly now: () => readonly string[];
}

const TIMEOUT_MS = 20_000;
const DELAY_MS = 5;
const read = decoder<{ readonly messages: readonly { readonly data: Buffer }[] }>(
  definitionsOf('@google-cloud/pubsub').lookupType('google.pubsub.v1.PublishRequest'),
);

/** @param answer the ids for the messages of a request; what it throws, Pub/Sub refuses it with */
function open(answer: (request: Sent) => Promise<readonly string[]>): {
  readonly clock: VirtualClock;
  readonly sent: readonly Sent[];
  readonly publisher: Publisher;
} {
  const clock = virtualClock();
  const sent: Sent[] = [];
  const client: PublishClient = {
    projectId: 'demo-test',
    async sendPublish(topic, request, deadline) {
      const now = () => read(request).messages.map((message) => String(message.data));
      const one = { atMs: clock.monotonic(), mayTakeMs: deadline - clock.now(), topic, data: now(), now };
      sent.push(one);
      return answer(one);
    },
  };
  const publisher = openPublisher(client, 'posts', {
    timeoutMs: TIMEOUT_MS,
    maxDelayMs: DELAY_MS,
    runtime: { clock, chance: { ...systemRuntime.chance, fraction: () => 0.5 } },
  });
  return { clock, sent, publisher };
}

const accept = async ({ data }: Sent): Promise<readonly string[]> => data.map((text) => `id of ${text}`);
const message = (text: string) => ({ data: Buffer.from(text), attributes: {} });
const refusal = (code: number): Error => Object.assign(new Error(`refused with ${code}`), { code });

test('messages that come within the delay share a request, and each gets its own id', async () => {
  const { clock, sent, publisher } = open(accept);
  const first = publisher.publish(message('a'));
  await clock.advance(DELAY_MS - 1);
  const second = publisher.publish(message('b'));
  await clock.advance(1);
  const third = publisher.publish(message('c'));
  expect(await clock.during(Promise.all([first, second, third]))).toEqual(['id of a', 'id of b', 'id of c']);
  expect(sent.map(({ data }) => data)).toEqual([['a', 'b'], ['c']]);
  expect(sent[0]?.topic).toBe('projects/demo-test/topics/posts');
});

test('a request is sent at once when it has 1,000 messages, or no room for the next', async () => {
  const { clock, sent, publisher } = open(accept);
  const many = Array.from({ length: 1_500 }, (_, index) => publisher.publish(message(String(index))));
  await clock.advance(0);
  expect(sent.map(({ data }) => data.length)).toEqual([1_000]);
  await clock.during(Promise.all(many));
  const large = Array.from({ length: 3 }, () => publisher.publish(message('x'.repeat(3_000_000))));
  await clock.advance(0);
  expect(sent.map(({ data }) => data.length)).toEqual([1_000, 500, 2]);
  await clock.during(Promise.all(large));
  expect(sent.map(({ data }) => data.length)).toEqual([1_000, 500, 2, 1]);
});

test('the memory of a request that was sent twice is not reused: its first attempt may still arrive', async () => {
  let attempts = 0;
  const { clock, sent, publisher } = open(async (request) => {
    attempts += 1;
    if (attempts === 1) throw refusal(GrpcCode.unavailable);
    return accept(request);
  });
  for (const text of ['first', 'other', 'third']) await clock.during(publisher.publish(message(text)));
  expect(sent.map(({ data }) => data)).toEqual([['first'], ['first'], ['other'], ['third']]);
  expect(sent[0]?.now()).toEqual(['first']);
  // Nothing else can still be on its way, so that its memory is reused.
  expect(sent[2]?.now()).toEqual(['third']);
});

test('requests in flight at the same time keep their messages, although memory is reused', async () => {
  const { clock, sent, publisher } = open(async (request) => {
    await clock.sleep(request.data[0] === 'a' ? 100 : 10);
    return accept(request);
  });
  const ids: Promise<string>[] = [];
  for (const text of ['a', 'b', 'c', 'd']) {
    ids.push(publisher.publish(message(text)));
    await clock.advance(30);
  }
  expect(await clock.during(Promise.all(ids))).toEqual(['a', 'b', 'c', 'd'].map((text) => `id of ${text}`));
  expect(sent.map(({ data }) => data)).toEqual([['a'], ['b'], ['c'], ['d']]);
});

test('a transient failure is retried, each time after a longer wait', async () => {
  let failures = 3;
  const { clock, sent, publisher } = open(async (request) => {
    failures -= 1;
    if (failures >= 0) throw refusal(GrpcCode.unavailable);
    return accept(request);
  });
  expect(await clock.during(publisher.publish(message('a')))).toBe('id of a');
  expect(sent.map(({ atMs }) => atMs - DELAY_MS)).toEqual([0, 50, 150, 350]);
  expect(sent.map(({ mayTakeMs }) => mayTakeMs)).toEqual([5_000, 10_000, 19_850, 19_650]);
});

test('a request that is refused for good is not retried', async () => {
  const { clock, sent, publisher } = open(async () => {
    throw refusal(GrpcCode.notFound);
  });
  const publishing = publisher.publish(message('a'));
  await expect(clock.during(publishing)).rejects.toMatchObject({ code: GrpcCode.notFound });
  expect(sent).toHaveLength(1);
});

test('a message that is not accepted in time is given up with the last reason', async () => {
  const { clock, publisher } = open(async ({ mayTakeMs }) => {
    await clock.sleep(mayTakeMs);
    throw refusal(GrpcCode.deadlineExceeded);
  });
  const publishing = publisher.publish(message('a'));
  await expect(clock.during(publishing)).rejects.toMatchObject({ code: GrpcCode.deadlineExceeded });
  expect(clock.monotonic()).toBe(DELAY_MS + TIMEOUT_MS);
});

test('the end sends what waits, and waits for it a second at most', async () => {
  const { clock, sent, publisher } = open(() => new Promise(() => undefined));
  void publisher.publish(message('a'));
  await clock.during(Promise.resolve(publisher[Symbol.asyncDispose]()));
  expect(sent.map(({ data }) => data)).toEqual([['a']]);
  expect(clock.monotonic()).toBe(1_000);
});
