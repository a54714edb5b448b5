import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Message } from '@google-cloud/pubsub';
import { beforeEach, expect, test } from 'vitest';
import { topology } from '../../../functions/common/domain/topology.ts';
import { startNode } from '../../support/processes/child.ts';
import { beforeTests, sharedEmulators } from '../../support/shared.ts';

const CLI = 'tools/dead-letters/cli.ts';
const { topics, subscriptions } = topology();
const emulators = sharedEmulators();
/** The messages that arrive in the working topics. */
const replayed: { topic: string; data: string; attributes: Record<string, string> }[] = [];
/** Called for each of them. */
let onReplayed: (message: Message) => Promise<unknown> = async () => undefined;

beforeTests(async () => {
  const { pubsub } = emulators;
  for (const topic of [topics.posts.name, topics.processedPosts.name]) {
    const [subscription] = await pubsub.createSubscription(topic, `watch-${randomUUID()}`);
    subscription.on('error', () => undefined);
    subscription.on('message', (message: Message) => {
      replayed.push({ topic, data: message.data.toString(), attributes: { ...message.attributes } });
      message.ack();
      void onReplayed(message);
    });
  }
});
beforeEach(async () => {
  replayed.length = 0;
  onReplayed = async () => undefined;
  // Acks all messages published before.
  for (const { name } of [subscriptions.postsDeadLetter, subscriptions.processedPostsDeadLetter])
    await emulators.pubsub.subscription(name).seek(new Date());
});

/** Runs the command. Resolves to its exit code and output. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return runWith({}, ...args);
}

function runWith(
  environment: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, ...args, ...(args.includes('--wait') ? [] : ['--wait', '1'])],
      { env: { PATH: process.env.PATH, ...emulators.env, ...environment } },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

const jsonLines = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

const letter = (attributes: Record<string, string>, data = 'x', topic = topics.postsDeadLetter.name) =>
  emulators.pubsub.topic(topic).publishMessage({ data: Buffer.from(data), attributes });

/** Letters `p-0`, `p-1` and so on. */
const manyLetters = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) => letter({ postId: `p-${index}`, reason: 'extraction-crash' })),
  );

test('a list changes nothing, filters select letters, a replay keeps ids, and a drop deletes', async () => {
  const crash = { reason: 'extraction-crash', error: 'it crashed', stage: 'extract', messageId: '1' };
  await letter({ postId: 'p-1', publication: 'Paper', ...crash }, 'one');
  await letter({ reason: 'not-json', error: 'no', stage: 'extract', messageId: '2' }, 'two');
  await letter(
    { postId: 'p-3', CloudPubSubDeadLetterSourceDeliveryCount: '20' },
    'three',
    topics.processedPostsDeadLetter.name,
  );

  const listed = await run('list', '--json');
  expect(listed).toMatchObject({ code: 0 });
  expect(
    jsonLines(listed.out)
      .map(({ stage, reason }) => `${stage} ${reason}`)
      .sort(),
  ).toEqual(['extract extraction-crash', 'extract not-json', 'save delivery-attempts']);

  const shown = await run('show', 'p-1');
  expect(jsonLines(shown.out)).toMatchObject([
    { postId: 'p-1', data: 'one', attributes: { messageId: '1' } },
  ]);

  expect(await run('list', '--older-than', '1h')).toMatchObject({ code: 0, out: '' });

  const dry = await run('replay', '--dry-run');
  expect(dry.out.trim().split('\n')).toHaveLength(3);
  expect(replayed).toEqual([]);

  const replay = await run('replay', '--reason', 'extraction-crash,delivery-attempts');
  expect(replay).toMatchObject({ code: 0 });
  expect(replay.err).toMatch(/2 of 3 dead letters replayed/);
  await expect.poll(() => replayed.length).toBe(2);
  expect(replayed.sort((a, b) => a.data.localeCompare(b.data))).toEqual([
    { topic: topics.posts.name, data: 'one', attributes: { postId: 'p-1', publication: 'Paper' } },
    { topic: topics.processedPosts.name, data: 'three', attributes: { postId: 'p-3' } },
  ]);

  expect(await run('drop')).toMatchObject({ code: 2 });
  expect((await run('drop', '--all', '--dry-run')).err).toMatch(/1 of 1 dead letter would be/);
  expect((await run('drop', '--stage', 'extract')).err).toMatch(/1 of 1 dead letter dropped/);
  expect(await run('list')).toMatchObject({ code: 0, out: '' });
}, 120_000);

test('a drop by reason and id keeps the other letters with that reason', async () => {
  await manyLetters(3);
  expect((await run('drop', '--reason', 'extraction-crash', 'p-1')).err).toMatch(
    /1 of 3 dead letters dropped/,
  );
  const left = jsonLines((await run('list', '--json')).out).map(({ postId }) => postId);
  expect(left.sort()).toEqual(['p-0', 'p-2']);
}, 60_000);

test('a letter that fails again after a replay is replayed once, and reported', async () => {
  // Acts as a stage whose fault is not fixed.
  onReplayed = (message) =>
    letter({ ...message.attributes, reason: 'extraction-crash', stage: 'extract', messageId: message.id });
  await manyLetters(2);
  const replay = await run('replay', '--all');
  expect(replay.code).toBe(1);
  expect(replay.err).toMatch(/2 of 2 dead letters replayed; 2 became dead letters again/);
  expect(replayed).toHaveLength(2);
  expect((await run('list')).err).toMatch(/2 of 2 dead letters listed/);
}, 60_000);

test('a closed output ends the scan silently, and every letter is nacked', async () => {
  await manyLetters(2_000);
  await using child = startNode([CLI, 'list', '--wait', '20'], { PATH: process.env.PATH, ...emulators.env });
  await child.printed(/\n/);
  child.process.stdout?.destroy();
  expect(await child.ended).toBe(0);
  expect(child.stderr()).toBe('');
  expect((await run('list')).err).toMatch(/2,000 of 2,000 dead letters listed/);
}, 60_000);

test('a scan that was killed does not delay letters that arrive after it', async () => {
  await letter({ postId: 'held', reason: 'not-json' });
  await using child = startNode([CLI, 'list', '--wait', '60'], { PATH: process.env.PATH, ...emulators.env });
  await child.printed(/held/);
  child.process.kill('SIGKILL');
  await child.ended;
  for (const postId of ['after-1', 'after-2', 'after-3']) await letter({ postId, reason: 'not-json' });
  const listed = jsonLines((await run('list', '--json')).out).map(({ postId }) => postId);
  expect(listed.sort()).toEqual(['after-1', 'after-2', 'after-3']);
  const shown = await run('show', 'held');
  expect(shown.code).toBe(65);
  expect(shown.err).toMatch(/no scanned dead letter has the id "held"/);
  expect(shown.err).toMatch(
    /dead letters leased by another running command are not included; .* 60 s after it was killed/,
  );
}, 60_000);

test('an id without a dead letter is reported', async () => {
  for (const { code, out, err } of await Promise.all([run('show', 'nobody'), run('drop', 'nobody')])) {
    expect({ code, out }).toEqual({ code: 65, out: '' });
    expect(err).toMatch(/no scanned dead letter has the id "nobody"/);
  }
}, 60_000);

test('an unavailable Pub/Sub, missing credentials and a missing pipeline are distinguished from no dead letters', async () => {
  const [away, alone, elsewhere] = await Promise.all([
    runWith({ PUBSUB_EMULATOR_HOST: '127.0.0.1:1' }, 'list'),
    runWith({ PUBSUB_EMULATOR_HOST: '', HOME: '/nowhere' }, 'list'),
    runWith({ NAME_PREFIX: 'other' }, 'list'),
  ]);
  expect(away.err).toMatch(/Pub\/Sub emulator at 127\.0\.0\.1:1 \(PUBSUB_EMULATOR_HOST\) does not answer/);
  expect(alone.err).toMatch(/no credentials for Google Cloud.*gcloud auth application-default login/);
  expect(elsewhere.err).toMatch(/no dead letters of a pipeline.*NAME_PREFIX/);
  for (const one of [away, alone, elsewhere]) {
    expect(one).toMatchObject({ code: 69, out: '' });
    expect(one.err).not.toMatch(/internal error|\n\s+at /);
  }
}, 60_000);

test('an invalid command line ends with 2 and the reason', async () => {
  const { code, err } = await run('list', '--stage', 'show');
  expect(code).toBe(2);
  expect(err).toMatch(/Allowed choices are extract, save/);
});
