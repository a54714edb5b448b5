/** Expectations for every set of posts, tested on generated ones and on real articles. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { SubmittedPost } from '../../../functions/common/domain/post.ts';
import type { TestEmulators } from '../emulators.ts';
import type { StageProcess } from '../processes/stage-process.ts';
import { seededRandom } from '../random.ts';
import { actualCounts, expectedCounts, uniqueIds } from '../truth.ts';
import { messageOf, openRun, type PipelineRun, submitPosts } from './run.ts';

/** Small batches, so that a process that ends in the middle of a run ends between some of them. */
const SMALL_BATCHES = { SAVE_MAX_POSTS: '25', SAVE_MAX_DELAY_MS: '100' } as const;
/** Slow enough for a run to have a middle. Otherwise a saver keeps up with all other stages. */
const SLOW_SAVER = { SAVE_MAX_POSTS: '2', SAVE_PARALLEL_COMMITS: '1', SAVE_MAX_DELAY_MS: '0' } as const;

/** The counts of posts equal the fold of extraction over the unique ones. */
export async function countsExactly(
  emulators: TestEmulators,
  posts: readonly SubmittedPost[],
): Promise<void> {
  await using run = await openRun(emulators, 'once');
  const [submit] = await startAll(run);
  await submitPosts(submit.url, posts);
  await run.untilSaved(uniqueIds(posts).size);
  await expectExactly(run, posts);
}

/** Posts submitted twice, with each message published three times in any order, count once. */
export async function countsRepeatedPostsOnce(
  emulators: TestEmulators,
  posts: readonly SubmittedPost[],
): Promise<void> {
  await using run = await openRun(emulators, 'thrice', SMALL_BATCHES);
  const [submit, extract, save] = await startAll(run);
  await submitPosts(submit.url, posts);
  const messages = posts.map(messageOf);
  await run.publish(seededRandom(1).shuffle([...messages, ...messages, ...messages]));
  await submitPosts(submit.url, posts);
  // Waits until every message of both topics is settled, not only until every post has a record.
  while ((await extract.metric('pipeline_posts_total', 'extracted')) < posts.length * 5) await sleep(100);
  while ((await save.metric('pipeline_posts_total')) < posts.length * 5) await sleep(100);
  expect(await save.metric('pipeline_posts_total', 'outcome="saved"')).toBe(uniqueIds(posts).size);
  await expectExactly(run, posts);
}

/** The stages that end in the middle of a run, and their signals. */
export const endings = [
  ['extract', 'SIGTERM'],
  ['save', 'SIGTERM'],
  ['extract', 'SIGKILL'],
  ['save', 'SIGKILL'],
] as const;

/**
 * A stage that a signal ends in the middle of a run, and that is restarted, loses no post and counts none
 * twice.
 */
export async function survivesTheEndOf(
  stage: 'extract' | 'save',
  signal: 'SIGTERM' | 'SIGKILL',
  emulators: TestEmulators,
  posts: readonly SubmittedPost[],
): Promise<void> {
  await using run = await openRun(emulators, `${signal}-${stage}`.toLowerCase(), SLOW_SAVER);
  const [submit, extract, save] = await startAll(run);
  await submitPosts(submit.url, posts);
  const unique = uniqueIds(posts).size;
  await run.untilSaved(Math.floor(unique / 5));
  const victim = { extract, save }[stage];
  const ending = await victim.end(signal);
  expect(ending).toBe(signal === 'SIGTERM' ? 0 : 'SIGKILL');
  expect(await run.savedPosts()).toBeLessThan(unique);
  const successor = await run.start(stage);
  await run.untilSaved(unique);
  await untilIdle(stage === 'save' ? [extract, successor] : [successor, save]);
  await expectExactly(run, posts);
}

/** A malformed message among valid ones becomes a dead letter with its reason, and no other message does. */
export async function deadLettersOnlyTheMalformed(
  emulators: TestEmulators,
  posts: readonly SubmittedPost[],
): Promise<void> {
  await using run = await openRun(emulators, 'malformed');
  await startAll(run);
  const messages: { data: string; postId?: string }[] = posts.map(messageOf);
  messages.splice(posts.length >> 1, 0, { data: '{"content": 7}' });
  await run.publish(messages);
  await run.untilSaved(uniqueIds(posts).size);
  const found = [...(await run.deadLetters())];
  while (found.length === 0) found.push(...(await run.deadLetters()));
  expect(found).toHaveLength(1);
  expect(found[0]?.data).toBe('{"content": 7}');
  expect(found[0]?.attributes).toMatchObject({ reason: 'not-a-post', stage: 'extract' });
  expect(found[0]?.attributes.error).toContain('content must be a string');
  expect(await actualCounts(run.firestore)).toEqual(expectedCounts(posts));
}

/** Each post is counted once, and none is a dead letter. */
async function expectExactly(run: PipelineRun, posts: readonly SubmittedPost[]): Promise<void> {
  expect(await actualCounts(run.firestore)).toEqual(expectedCounts(posts));
  expect(await run.deadLetters()).toEqual([]);
}

function startAll(run: PipelineRun): Promise<[StageProcess, StageProcess, StageProcess]> {
  return Promise.all([run.start('submit'), run.start('extract'), run.start('save')]);
}

/**
 * Waits until no message is in flight and none has arrived for a while, because the messages of a killed
 * process are redelivered.
 */
async function untilIdle(processes: readonly StageProcess[]): Promise<void> {
  const state = async (): Promise<string> => {
    const values = await Promise.all(
      processes.flatMap((one) => [one.metric('pipeline_held_messages'), one.metric('pipeline_posts_total')]),
    );
    return values.join(' ');
  };
  for (let before = '', now = await state(); before !== now; ) {
    await sleep(2_000);
    before = now;
    now = await state();
  }
}
