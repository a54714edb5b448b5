import { FieldValue } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import { type EngineProcess, startEngineProcess } from '../../support/engine-process.ts';
import { folderForEachTest } from '../../support/shared.ts';

const folder = folderForEachTest();
const SUBSCRIPTION = 'posts-extract';

/** Counts or publishes until the engine is killed. Returns the acknowledged calls. */
async function workUntilKilled(engine: EngineProcess, work: (n: number) => Promise<void>): Promise<number> {
  let answered = 0;
  const work1 = (async () => {
    for (;;) {
      await work(answered);
      answered += 1;
    }
  })().catch(() => undefined);
  while (answered < 50) await new Promise((resolve) => setTimeout(resolve, 5));
  await engine.kill();
  const atKill = answered;
  await Promise.race([work1, new Promise((resolve) => setTimeout(resolve, 500))]);
  return atKill;
}

test('every acknowledged commit is whole after kill -9', async () => {
  let answered: number;
  {
    await using engine = await startEngineProcess(folder.path);
    answered = await workUntilKilled(engine, async (n) => {
      const batch = engine.firestore.batch();
      batch.create(engine.firestore.doc(`posts/${n}`), { n });
      batch.set(engine.firestore.doc('days/a'), { count: FieldValue.increment(1) }, { merge: true });
      await batch.commit();
    });
  }
  await using engine = await startEngineProcess(folder.path);
  const posts = (await engine.firestore.collection('posts').get()).size;
  expect(posts).toBeGreaterThanOrEqual(answered);
  expect((await engine.firestore.doc('days/a').get()).get('count')).toBe(posts);
});

test('every accepted message is delivered after kill -9, unless it was acked', async () => {
  let answered: number;
  {
    await using engine = await startEngineProcess(folder.path);
    const topic = engine.pubsub.topic('posts', { batching: { maxMessages: 1 } });
    answered = await workUntilKilled(engine, async (n) => {
      await topic.publishMessage({ data: Buffer.from(String(n)) });
    });
  }
  const acked = new Set<string>();
  {
    await using engine = await startEngineProcess(folder.path);
    const client = engine.pubsub;
    const path = `projects/${client.projectId}/subscriptions/${SUBSCRIPTION}`;
    const { receivedMessages } = await request(engine, 'pull', { subscription: path, maxMessages: 10 });
    const ackIds = (receivedMessages ?? []).map(({ ackId }) => ackId);
    for (const { message } of receivedMessages ?? []) acked.add(Buffer.from(message.data).toString());
    await request(engine, 'acknowledge', { subscription: path, ackIds });
    await engine.kill();
  }
  await using engine = await startEngineProcess(folder.path);
  const path = `projects/${engine.pubsub.projectId}/subscriptions/${SUBSCRIPTION}`;
  const { receivedMessages } = await request(engine, 'pull', { subscription: path, maxMessages: 1_000 });
  const left = new Set((receivedMessages ?? []).map(({ message }) => Buffer.from(message.data).toString()));
  expect(acked.size).toBe(10);
  expect([...acked].filter((n) => left.has(n))).toEqual([]);
  for (let n = 0; n < answered; n++) expect(acked.has(String(n)) || left.has(String(n))).toBe(true);
});

interface Response {
  readonly receivedMessages?: readonly {
    readonly ackId: string;
    readonly message: { readonly data: Buffer };
  }[];
}

function request(engine: EngineProcess, method: string, reqOpts: object): Promise<Response> {
  return new Promise((resolve, reject) => {
    engine.pubsub.request<Response>({ client: 'SubscriberClient', method, reqOpts }, (error, response) =>
      error ? reject(error) : resolve(response ?? {}),
    );
  });
}
