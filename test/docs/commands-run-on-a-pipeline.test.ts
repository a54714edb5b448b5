/**
 * Runs the commands of the documents in a shell. Replaces only the words that a reader would replace, the
 * addresses of the pipeline, which has free ports, and the engine. It runs on the local engine alone: other
 * tests run the same programs on Google's emulators, where these take minutes.
 */
import { PubSub } from '@google-cloud/pubsub';
import { expect, test } from 'vitest';
import { topology } from '../../functions/common/domain/topology.ts';
import { serveFeed, writeNewspaper } from '../support/documents/newspaper.ts';
import { placeOf, startByCommand } from '../support/documents/place.ts';
import { runStep, type Surroundings, untilPrinted } from '../support/documents/run-step.ts';
import { linkedClone } from '../support/documents/shell.ts';
import {
  changes,
  deadLetters,
  nameChanges,
  namesMerge,
  namesUndo,
  ownArticles,
  readmeRead,
  readmeStart,
  readmeSubmit,
  reads,
} from './steps.ts';

// Outside Google Cloud, a search for its metadata server only costs time and prints a warning.
process.env.METADATA_SERVER_DETECTION = 'none';

test('the README starts a pipeline, submits a post and reads its count', { timeout: 120_000 }, async () => {
  await using folder = await linkedClone();
  await using pipeline = startByCommand(readmeStart.command, folder.path);
  const place = await placeOf(pipeline, folder.path);
  expect(pipeline.output()).toMatch(/: 10 articles\n/);
  await runStep(readmeSubmit, place);
  await untilPrinted(readmeRead, place);
  pipeline.interrupt();
  await pipeline.ended;
  expect(pipeline.output()).toContain('SIGINT: finishing the work in flight');
});

test("a pipeline with the reader's own articles is read, corrected and operated", {
  timeout: 180_000,
}, async () => {
  await using folder = await linkedClone();
  await using feed = await serveFeed();
  await writeNewspaper(folder);
  await using pipeline = startByCommand(ownArticles.command, folder.path);
  const started = await placeOf(pipeline, folder.path);
  const place = { ...started, words: { ...started.words, 'https://example.org/feed': feed.url } };
  await publishTrouble(place);
  for (const step of reads) await untilPrinted(step, place);
  // The wait for dead letters takes seconds, in which the other steps run.
  await Promise.all([
    (async () => {
      for (const step of deadLetters) await runStep(step, place);
    })(),
    (async () => {
      for (const step of changes) await runStep(step, place);
    })(),
    (async () => {
      const [, id = ''] = (await runStep(namesMerge, place)) ?? [];
      for (const step of nameChanges) await runStep(step, place);
      await runStep({ ...namesUndo, where: { '1f8a03c7': id } }, place);
    })(),
  ]);
});

/** Publishes a post with the key `reader`, and two dead letters. */
async function publishTrouble({ environment }: Surroundings): Promise<void> {
  const pubsub = new PubSub({
    projectId: environment.GOOGLE_CLOUD_PROJECT ?? '',
    apiEndpoint: environment.PUBSUB_EMULATOR_HOST ?? '',
    emulatorMode: true,
  });
  const { topics } = topology();
  const post = {
    publication: 'Reader Weekly',
    content: 'Alan Turing lived in Wilmslow.',
    acceptedAt: new Date().toISOString(),
  };
  const publish = (topic: string, data: object, attributes: Record<string, string> = {}): Promise<string> =>
    pubsub.topic(topic).publishMessage({ data: Buffer.from(JSON.stringify(data)), attributes });
  await publish(topics.posts.name, { ...post, id: 'rw-1', sender: 'reader' });
  const late = { reason: 'extraction-timeout', error: 'it took too long', stage: 'extract' };
  await publish(topics.postsDeadLetter.name, { ...post, id: 'late-1' }, { ...late, postId: 'late-1' });
  const broken = { reason: 'not-a-post', error: 'it is no post', stage: 'extract', postId: 'broken-1' };
  await publish(topics.postsDeadLetter.name, {}, broken);
  await pubsub.close();
}
