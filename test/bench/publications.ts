/**
 * The two extremes of how posts spread: one publication with all of them, and one publication per post. The
 * posts are short, so that the benchmark measures saving.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feed } from '../../emulators/pipeline/feed.ts';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { watchMemory } from '../faults/memory.ts';
import { supervise } from '../faults/supervised.ts';
import { startTestEmulators } from '../support/emulators.ts';

interface Options {
  readonly hot: number;
  readonly wide: number;
}

/** The emulators keep all messages and documents. */
const HEAPS = { PUBSUB_EMULATOR_HEAP_MB: '2048', FIRESTORE_EMULATOR_HEAP_MB: '4096' };

export const command = defineCommand('publications')
  .description(
    'the two extremes of saving: one publication with all posts, and as many publications as posts',
  )
  .option('--hot <n>', 'posts of the one publication', wholeNumber(0, 10_000_000), 20_000)
  .option('--wide <n>', 'publications with one post each', wholeNumber(0, 10_000_000), 100_000)
  .action(run);

/** Runs both and prints a line of JSON for each. */
async function run({ hot, wide }: Options): Promise<void> {
  let failed = false;
  if (hot > 0) failed = !(await measure('hot', hot, 1)) || failed;
  if (wide > 0) failed = !(await measure('wide', wide, wide)) || failed;
  if (failed) throw new ExplainedError('Not every post was counted.', ExitCode.failed);
}

/** This number of posts, spread evenly over this number of publications. */
async function measure(name: string, posts: number, publications: number): Promise<boolean> {
  const publicationOf = (index: number): string => `Paper ${index % publications}`;
  await using emulators = await startTestEmulators(HEAPS);
  const logFolder = mkdtempSync(join(tmpdir(), `${name}-`));
  const stages = await Promise.all(
    (['submit', 'extract', 'save'] as const).map((stage) =>
      supervise({ stage, env: emulators.env, logFolder, envOf: () => ({ LOG_LEVEL: 'warn' }) }),
    ),
  );
  using memory = watchMemory(stages, 1_000);
  const startedAt = performance.now();
  let accepted = 0;
  await feed(
    stages[0]?.url ?? '',
    (async function* (): AsyncGenerator<SubmittedPost> {
      for (let index = 0; index < posts; index++)
        yield {
          id: `${name}-${index}`,
          publication: publicationOf(index),
          content: `Ada Lovelace visited ${index % 2 === 0 ? 'Paris' : 'Berlin'}.`,
        };
    })(),
    { accepted: (ids) => (accepted += ids.length), rejected: () => undefined },
    new AbortController().signal,
  );
  const submittedAt = performance.now();
  const ledger = async (): Promise<number> =>
    (await emulators.firestore.collection('posts').count().get()).data().count;
  let counted = 0;
  let movedAt = performance.now();
  while (counted < accepted && performance.now() - movedAt < 120_000) {
    await sleep(1_000);
    const now = await ledger();
    if (now !== counted) movedAt = performance.now();
    counted = now;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const found = await emulators.firestore.collection('publications').select('articleCount').get();
  const articles = found.docs.map((one) => Number(one.get('articleCount')));
  const endings = await Promise.all(stages.map((one) => one.end()));
  const passed =
    accepted === posts &&
    counted === posts &&
    articles.length === publications &&
    articles.every((one) => one === posts / publications) &&
    endings.every(({ how }) => how === 'exit code 0');
  process.stdout.write(
    `${JSON.stringify({
      bench: name,
      posts,
      publications: articles.length,
      accepted,
      counted,
      articlesEach: [
        articles.reduce((a, b) => Math.min(a, b), posts),
        articles.reduce((a, b) => Math.max(a, b), 0),
      ],
      submitSeconds: Math.round((submittedAt - startedAt) / 1_000),
      seconds: Math.round(seconds),
      postsPerSecond: Math.round(counted / seconds),
      peakMegabytes: memory.peaks(),
      endings: endings.map(({ how }) => how),
      passed,
    })}\n`,
  );
  return passed;
}
