import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { topology } from '../../functions/common/topology.ts';
import { startTestEmulators, type TestEmulators } from '../support/emulators.ts';

const { topics } = topology();
let emulators: TestEmulators;
/** What arrives in the working topics. */
const replayed: { topic: string; data: string; attributes: Record<string, string> }[] = [];

beforeAll(async () => {
  emulators = await startTestEmulators();
  const { pubsub } = emulators;
  for (const topic of [topics.posts.name, topics.processedPosts.name]) {
    const [subscription] = await pubsub.createSubscription(topic, `watch-${randomUUID()}`);
    subscription.on('error', () => undefined);
    subscription.on('message', (message) => {
      replayed.push({ topic, data: message.data.toString(), attributes: { ...message.attributes } });
      message.ack();
    });
  }
  const letter = (topic: string, data: string, attributes: Record<string, string>) =>
    pubsub.topic(topic).publishMessage({ data: Buffer.from(data), attributes });
  await letter(topics.postsDeadLetter.name, 'one', {
    postId: 'p-1',
    publication: 'Paper',
    reason: 'extraction-crash',
    error: 'it crashed',
    stage: 'extract',
    messageId: '1',
  });
  await letter(topics.postsDeadLetter.name, 'two', {
    reason: 'not-json',
    error: 'no',
    stage: 'extract',
    messageId: '2',
  });
  await letter(topics.processedPostsDeadLetter.name, 'three', {
    postId: 'p-3',
    CloudPubSubDeadLetterSourceDeliveryCount: '20',
  });
});
afterAll(() => emulators[Symbol.asyncDispose]());

/** Runs the command; resolves to its exit code and what it printed. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['functions/dead-letters/cli.ts', ...args],
      { env: { PATH: process.env.PATH, ...emulators.env } },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

const jsonLines = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('listing changes nothing, filters narrow it, a replay keeps ids, a drop removes', async () => {
  const listed = await run('list', '--json', '--wait', '1');
  expect(listed).toMatchObject({ code: 0 });
  expect(
    jsonLines(listed.out)
      .map(({ stage, reason }) => `${stage} ${reason}`)
      .sort(),
  ).toEqual(['extract extraction-crash', 'extract not-json', 'save delivery-attempts']);

  const shown = await run('show', 'p-1', '--wait', '1');
  expect(jsonLines(shown.out)).toMatchObject([
    { postId: 'p-1', data: 'one', attributes: { messageId: '1' } },
  ]);

  const young = await run('list', '--older-than', '1h', '--wait', '1');
  expect(young).toMatchObject({ code: 0, out: '' });

  const dry = await run('replay', '--dry-run', '--wait', '1');
  expect(dry.out.trim().split('\n')).toHaveLength(3);
  expect(replayed).toEqual([]);

  const replay = await run('replay', '--reason', 'extraction-crash', 'delivery-attempts', '--wait', '1');
  expect(replay).toMatchObject({ code: 0 });
  expect(replay.err).toMatch(/2 of 3 dead letters replayed/);
  while (replayed.length < 2) await sleep(50);
  expect(replayed.sort((a, b) => a.data.localeCompare(b.data))).toEqual([
    { topic: topics.posts.name, data: 'one', attributes: { postId: 'p-1', publication: 'Paper' } },
    { topic: topics.processedPosts.name, data: 'three', attributes: { postId: 'p-3' } },
  ]);

  expect(await run('drop', '--wait', '1')).toMatchObject({ code: 2 });
  expect((await run('drop', '--all', '--dry-run', '--wait', '1')).err).toMatch(
    /1 of 1 dead letters would be/,
  );
  expect((await run('drop', '--stage', 'extract', '--wait', '1')).err).toMatch(/1 of 1 dead letters dropped/);
  expect(await run('list', '--wait', '1')).toMatchObject({ code: 0, out: '' });
}, 180_000);

test('a wrong command line ends with 2 and says what is wrong', async () => {
  for (const [args, said] of [
    [['replay', '--older-than', 'soon'], /number and one of s, m, h, d/],
    [['list', '--stage', 'show'], /Allowed choices are extract, save/],
    [['list', '--limit', '0'], /whole number from 1/],
    [['shout'], /unknown command/],
  ] as const) {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  }
});
