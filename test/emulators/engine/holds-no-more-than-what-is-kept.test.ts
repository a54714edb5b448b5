import { expect, test } from 'vitest';
import type { Write } from '../../../emulators/engine/firestore/commit.ts';
import { createDatabase, type DocumentDatabase } from '../../../emulators/engine/firestore/database.ts';
import type { Query } from '../../../emulators/engine/firestore/query.ts';
import { timestampOf, type Value } from '../../../emulators/engine/firestore/value.ts';
import { createBroker } from '../../../emulators/engine/pubsub/broker.ts';

const HOUR_MS = 3_600_000;
const TOPIC = 'projects/p/topics/posts';
const SUBSCRIPTION = 'projects/p/subscriptions/extract';

function openDatabase(historyBytes: number) {
  const clock = { ms: 1_700_000_000_000 };
  const database = createDatabase('projects/p/databases/d/documents/', {
    now: () => clock.ms,
    historyBytes,
    documentsBytes: 1e9,
    isIndexed: () => false,
    timeToLive: [{ collectionId: 'posts', path: ['expireAt'] }],
  });
  return { database, clock };
}

function write(path: string, fields: Readonly<Record<string, Value>>): Write {
  return { path, fields: new Map(Object.entries(fields)), isDelete: false, transforms: [] };
}

function increment(path: string, names: readonly string[]): Write {
  const transforms = names.map((name) => ({
    kind: 'increment' as const,
    path: ['person', name],
    operand: 1n,
  }));
  return { path, isDelete: false, transforms };
}

function lookUp(database: DocumentDatabase, collectionId: string, name: string, operand: Value): number {
  const query: Query = {
    parent: '',
    collectionId,
    allDescendants: false,
    where: { kind: 'field', path: [name], operator: '==', operand },
    orderBy: [],
    startAt: undefined,
    endAt: undefined,
    offset: 0,
    limit: undefined,
  };
  return database.query(query, database.readMoment()).length;
}

test('an acked message leaves no memory behind, on whichever way it was acked', () => {
  const clock = { ms: 1_700_000_000_000 };
  const broker = createBroker({ now: () => clock.ms, messagesBytes: 1e9 });
  broker.createTopic({ name: TOPIC });
  broker.createSubscription({ name: SUBSCRIPTION, topic: TOPIC, ackDeadlineSeconds: 10 });
  for (let round = 0; round < 50; round++) {
    broker.publish(
      TOPIC,
      Array.from({ length: 100 }, () => ({ data: Buffer.alloc(1_000) })),
      100_000,
    );
    // Every third message is nacked first, and every fifth is acked after its lease has expired.
    const first = broker.pull(SUBSCRIPTION, { messages: 100, bytes: 1e9 });
    broker.modifyDeadline(
      SUBSCRIPTION,
      first.filter((_, index) => index % 3 === 0).map(({ ackId }) => ackId),
      0,
    );
    clock.ms += round % 5 === 0 ? 11_000 : 0;
    broker.tick();
    const again = broker.pull(SUBSCRIPTION, { messages: 1_000, bytes: 1e9 });
    broker.acknowledge(
      SUBSCRIPTION,
      [...first, ...again].map(({ ackId }) => ackId),
    );
  }
  expect(broker.holdings()).toEqual({ messages: 0, bytes: 0 });
  expect(broker.readyCount(SUBSCRIPTION)).toBe(0);
});

test('a full engine refuses publishes to the topic that fills it, and allows the calls that empty it', () => {
  const broker = createBroker({ now: () => 0, messagesBytes: 100_000 });
  const results = 'projects/p/topics/results';
  broker.createTopic({ name: TOPIC });
  broker.createTopic({ name: results });
  broker.createSubscription({ name: SUBSCRIPTION, topic: TOPIC });
  broker.createSubscription({ name: `${SUBSCRIPTION}-of-results`, topic: results });
  const publish = (topic: string, bytes: number) =>
    broker.publish(topic, [{ data: Buffer.alloc(bytes) }], bytes);
  publish(TOPIC, 95_000);
  expect(() => publish(TOPIC, 10_000)).toThrow('was refused; messages accepted before are kept');
  publish(results, 10_000);
  publish(results, 10_000);
  expect(() => publish(results, 10_000)).toThrow('was refused');
  const entries = broker.pull(`${SUBSCRIPTION}-of-results`, { messages: 10, bytes: 1e9 });
  broker.acknowledge(
    `${SUBSCRIPTION}-of-results`,
    entries.map(({ ackId }) => ackId),
  );
  publish(results, 10_000);
});

test('a message keeps its own bytes, not those of the request that it came in', () => {
  const broker = createBroker({ now: () => 0, messagesBytes: 1e9 });
  broker.createTopic({ name: TOPIC });
  broker.createSubscription({ name: SUBSCRIPTION, topic: TOPIC });
  const request = Buffer.alloc(1_000_000, 0xe4);
  broker.publish(TOPIC, [{ data: request.subarray(0, 100) }], request.length);
  const [entry] = broker.pull(SUBSCRIPTION, { messages: 1, bytes: 1e9 });
  // A string is never a view of a buffer.
  expect(entry?.message.data).toBe('\u00e4'.repeat(100));
});

test('old versions are kept for an hour, or up to the memory limit of the history', () => {
  const { database, clock } = openDatabase(1_000_000);
  const names = Array.from({ length: 100 }, (_, index) => `Name ${index}`);
  for (let n = 0; n < 500; n++) {
    database.commit([increment('days/a', names)]);
    clock.ms += 100;
  }
  const { documents, versions, historyBytes } = database.holdings();
  expect(documents).toBe(1);
  expect(historyBytes).toBeLessThanOrEqual(1_000_000);
  // A version is a path and a number, about 200 bytes of heap. A commit makes 100 of them.
  expect(versions).toBeLessThanOrEqual(1_000_000 / (100 * 200));
  clock.ms += HOUR_MS;
  database.expire();
  expect(database.holdings()).toMatchObject({ documents: 1, versions: 0, historyBytes: 0 });
  expect(database.get('days/a', database.readMoment())?.fields.get('person')).toEqual(
    new Map(names.map((name) => [name, 500n])),
  );
});

test('documents past their time to live leave no memory behind an hour later', () => {
  const { database, clock } = openDatabase(1e9);
  const expireAt = (ms: number) => timestampOf(ms * 1_000);
  for (let n = 0; n < 100; n++)
    database.commit([write(`posts/${n}`, { expireAt: expireAt(clock.ms + 1_000), text: 'x' })]);
  // A later change of the field decides.
  database.commit([
    {
      ...write('posts/0', { expireAt: expireAt(clock.ms + 10 * HOUR_MS) }),
      mask: [['expireAt']],
    },
  ]);
  clock.ms += 2_000;
  database.expire();
  expect(lookUp(database, 'posts', 'text', 'x')).toBe(1);
  clock.ms += 2 * HOUR_MS;
  database.expire();
  expect(database.holdings()).toMatchObject({ documents: 1, versions: 0, historyBytes: 0 });
});

test('an index does not grow with the former values of a field', () => {
  const { database, clock } = openDatabase(10_000);
  database.commit([write('posts/a', { text: 'first' })]);
  let most = 0;
  for (let n = 0; n < 25_000; n++) {
    clock.ms += 1;
    database.commit([write('posts/a', { text: String(n) })]);
    if (n % 100 !== 0) continue;
    expect(lookUp(database, 'posts', 'text', String(n))).toBe(1);
    most = Math.max(most, database.holdings().indexEntries);
  }
  expect(most).toBeLessThan(11_000);
});

test('an idle document that is packed is read and changed like any other', () => {
  const { database, clock } = openDatabase(1e9);
  const fields = {
    none: null,
    yes: true,
    whole: 2n ** 62n,
    double: 0.5,
    text: 'Jørn 🙂',
    bytes: new Uint8Array([0, 255]),
    time: timestampOf(1_700_000_000_123_456),
    list: ['a', 1n],
    map: new Map<string, Value>([['inner', new Map([['__proto__', 1n]])]]),
  };
  database.commit([write('posts/a', fields)]);
  const before = database.readMoment();
  expect(database.get('posts/a', before)?.fields).toEqual(new Map(Object.entries(fields)));
  clock.ms += 1;
  database.commit([
    {
      path: 'posts/a',
      isDelete: false,
      transforms: [{ kind: 'increment', path: ['map', 'inner', '__proto__'], operand: 1n }],
    },
  ]);
  const map = database.get('posts/a', database.readMoment())?.fields.get('map');
  expect(map).toEqual(new Map([['inner', new Map([['__proto__', 2n]])]]));
  expect(database.get('posts/a', before)?.fields).toEqual(new Map(Object.entries(fields)));
});
