/**
 * `npm run bench -- save`: the cost of saving. First plans the writes of windows of posts in this process.
 * Then runs a save stage, here and in another checkout in turns (A-B-A-B), and measures documents written and
 * processor time per post.
 *
 * The posts are the real articles of 75 publications, interleaved by a fixed seed, all of one day. A stage
 * receives them from its topic. Another checkout understands the messages if it ignores unknown fields.
 */

import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { createDayDocuments } from '../../functions/common/domain/store/day-documents.ts';
import { defineCommand, positiveNumber, wholeNumber } from '../../functions/common/process/command-line.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { createArticleMaker } from '../../functions/save/article.ts';
import { plan, writesOf } from '../../functions/save/plan.ts';
import { createWriteEncoder } from '../../functions/save/wire/writes.ts';
import { readArticles } from '../support/posts/articles.ts';
import { seededRandom } from '../support/random.ts';
import { processedOf } from '../support/truth.ts';
import { runSaver, type SaverFigures } from './save.stage.ts';

interface Options {
  readonly against?: string;
  readonly rounds: number;
  readonly warmUp: number;
  readonly posts: number;
  readonly rate: number;
}

const WINDOWS = [1, 10, 100, 500, 1_000] as const;
const STAGE_WINDOWS = [100, 500] as const;
/** The number of plans per window. The first ones are slower than a saver ever is. */
const PLANNED_TIMES = 40;

export const command = defineCommand('save')
  .description('documents, bytes and processor time a post of saving; with --against beside another checkout')
  .option('--against <dir>', 'another checkout, with its dependencies installed')
  .option('--rounds <n>', 'turns of each checkout', wholeNumber(1, 100), 2)
  .option('--warm-up <n>', 'posts saved before anything is measured', wholeNumber(0, 1_000_000), 5_000)
  .option('--posts <n>', 'posts measured', wholeNumber(1, 1_000_000), 5_000)
  .option('--rate <n>', 'posts a second that arrive', positiveNumber, 200)
  .action(run);

async function run(options: Options): Promise<void> {
  const posts = dayOfArticles();
  printPlans(posts);
  const checkouts = [{ name: 'here', folder: process.cwd() }];
  if (options.against !== undefined) checkouts.push({ name: 'against', folder: options.against });
  const results: (SaverFigures & { readonly checkout: string; readonly what: string })[] = [];
  const measure = async (what: string, settings: Parameters<typeof runSaver>[1]): Promise<void> => {
    for (const { name, folder } of checkouts) {
      const figures = await runSaver(folder, settings);
      results.push({ checkout: name, what, ...figures });
      process.stdout.write(`${what.padEnd(24)} ${name.padEnd(8)} ${inWords(figures)}\n`);
    }
  };
  for (const window of STAGE_WINDOWS)
    await measure(`windows of ${window}`, { posts, window, warmUp: 0, rate: undefined });
  const many = Array.from({ length: options.warmUp + options.posts }, (_, index) => {
    const post = posts[index % posts.length];
    if (post === undefined) throw new RangeError('there are no articles');
    return { ...post, postId: `${post.postId}-${Math.floor(index / posts.length)}` };
  });
  for (let round = 1; round <= options.rounds; round++) {
    await measure(`round ${round}, ${options.rate} posts/s`, {
      posts: many,
      window: 1_000,
      warmUp: options.warmUp,
      rate: options.rate,
    });
  }
  process.stdout.write(`${JSON.stringify({ node: process.version, results })}\n`);
}

/** The articles as extraction publishes them, interleaved, of one day. */
function dayOfArticles(): ProcessedPost[] {
  const acceptedAt = new Date(systemRuntime.clock.now()).toISOString();
  const posts = readArticles().map((article) => {
    // Dated today. A past day would be rolled up repeatedly while it is saved.
    const { publishedAt: _, ...post } = processedOf(article, acceptedAt);
    return post;
  });
  return seededRandom(1).shuffle(posts);
}

/**
 * The planned writes of windows. The naive plan is one increment per name and publication, and one record per
 * article.
 */
function printPlans(posts: readonly ProcessedPost[]): void {
  const encoder = createWriteEncoder('projects/demo-entity-pipeline/databases/(default)');
  const maker = createArticleMaker(encoder, 90);
  process.stdout.write('a post, planned          writes  naive writes  bytes  µs to encode  µs to plan\n');
  for (const window of WINDOWS) {
    const documents = createDayDocuments('bench');
    const sums = { writes: 0, naive: 0, bytes: 0, encoding: 0, planning: 0, measured: 0 };
    const times = Math.ceil((PLANNED_TIMES * 500) / posts.length);
    for (let time = 0; time < times; time++) {
      for (let from = 0; from < posts.length; from += window) {
        const some = posts.slice(from, from + window);
        const startedAt = systemRuntime.clock.monotonic();
        const articles = some.flatMap((post) => maker.make(post) ?? []);
        const madeAt = systemRuntime.clock.monotonic();
        const commits = plan(
          articles,
          { maxBytes: 3_500_000, maxWrites: 500 },
          documents,
          time * 60_000 + from * 2,
        );
        const plannedAt = systemRuntime.clock.monotonic();
        for (const commit of commits) {
          sums.writes += writesOf(commit);
          sums.bytes += encoder.commit([
            ...commit.articles.map(({ write }) => write),
            ...commit.counters.map(encoder.counter),
          ]).length;
          documents.release(commit.counters.map(({ documentId }) => documentId));
        }
        sums.naive += naiveWritesOf(some);
        if (time < times / 2) continue;
        sums.encoding += madeAt - startedAt;
        sums.planning += plannedAt - madeAt;
        sums.measured += some.length;
      }
    }
    const all = posts.length * times;
    process.stdout.write(
      `windows of ${String(window).padEnd(13)} ${(sums.writes / all).toFixed(2).padStart(6)} ` +
        `${(sums.naive / all).toFixed(1).padStart(13)} ${(sums.bytes / all).toFixed(0).padStart(6)} ` +
        `${((sums.encoding / sums.measured) * 1_000).toFixed(0).padStart(13)} ` +
        `${((sums.planning / sums.measured) * 1_000).toFixed(0).padStart(11)}\n`,
    );
  }
}

function naiveWritesOf(posts: readonly ProcessedPost[]): number {
  const documents = new Set<string>();
  for (const { postId, publication, entities } of posts) {
    documents.add(`post ${postId}`).add(`publication ${publication}`);
    for (const { type, text } of entities) documents.add(`${publication} ${type} ${text}`);
  }
  return documents.size;
}

function inWords({
  saved,
  writesPerPost,
  processorMsPerPost,
  residentMb,
  emulatorsMb,
}: SaverFigures): string {
  return (
    `${saved} saved, ${writesPerPost.toFixed(3)} writes a post, ` +
    `${processorMsPerPost.toFixed(3)} ms of processor time a post, ${residentMb.toFixed(0)} MB resident` +
    (emulatorsMb === undefined ? '' : `, ${emulatorsMb.toFixed(0)} MB in Google's emulators, not restarted`)
  );
}
