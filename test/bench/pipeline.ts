/**
 * `npm run bench -- pipeline`: the whole pipeline, in each checkout in turns (A-B-A-B). First measures full
 * queues from topic to Firestore. Then measures requests to submit with a steady backlog. Then measures
 * latencies, at a low rate and at 80 % of the rate with the backlog. Also measures the memory of all
 * processes over the last three.
 *
 * The load and the stand-in for Google's services run on the same machine, so rates are those of a shared
 * machine. Processor times are those of our processes alone.
 */
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { defineCommand, positiveNumber, wholeNumber } from '../../functions/common/process/command-line.ts';
import { readArticles } from '../support/posts/articles.ts';
import { seededRandom } from '../support/random.ts';
import { comparisonOf, type Round } from './comparison.ts';
import { drain } from './drain.stages.ts';
import { quantile } from './figures.ts';
import { checkoutsOf, thisMachine } from './machine.ts';
import { type Latencies, type PathFigures, runPath } from './pipeline.path.ts';
import type { Usage } from './usage.ts';

interface Options {
  readonly against?: string;
  readonly rounds: number;
  readonly warmUp: number;
  readonly posts: number;
  readonly lowRate: number;
  readonly seconds: number;
  readonly processes?: number;
}

export const command = defineCommand('pipeline')
  .description('posts a second, processor time, latencies and memory of the pipeline as a whole')
  .option('--against <dir>', 'another checkout, with its dependencies installed')
  .option('--rounds <n>', 'turns of each checkout', wholeNumber(1, 100), 2)
  .option('--warm-up <n>', 'posts before anything is measured', wholeNumber(1, 1_000_000), 2_000)
  .option('--posts <n>', 'posts measured', wholeNumber(1, 1_000_000), 4_000)
  .option('--low-rate <n>', 'posts a second of the low load', positiveNumber, 5)
  .option('--seconds <n>', 'how long each load lasts', wholeNumber(1, 3_600), 30)
  .option('--processes <n>', 'processes of the pool; else as many as it takes by itself', wholeNumber(1, 64))
  .action(run);

async function run(options: Options): Promise<void> {
  const checkouts = checkoutsOf(options.against);
  const articles = seededRandom(1).shuffle(readArticles());
  const environment: Record<string, string> =
    options.processes === undefined ? {} : { POOL_SIZE: String(options.processes) };
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const { name, folder } of checkouts) {
      const nextPost = endless(articles);
      const queues = await drain(folder, {
        stages: ['extract', 'save'],
        posts: Array.from({ length: options.warmUp + options.posts }, nextPost),
        processed: [],
        warmUp: options.warmUp,
        environment,
      });
      const path = await runPath(folder, {
        ...options,
        nextPost,
        random: seededRandom(round).fraction,
        environment,
      });
      const figures = { ...figuresOfUsage('full queues', queues), ...figuresOfPath(path) };
      rounds.push({ checkout: name, figures });
      process.stderr.write(
        `round ${round}, ${name}: ${queues.postsPerSecond.toFixed(0)} posts/s out of full queues, ` +
          `${path.postsPerSecond.toFixed(0)} with a backlog\n`,
      );
    }
  }
  process.stdout.write(`${comparisonOf(rounds)}${SCOPE}\n`);
  process.stdout.write(`${JSON.stringify({ machine: thisMachine(), checkouts, options, rounds })}\n`);
}

const SCOPE =
  'Rates and latencies include the load and the stand-in for Pub/Sub and Firestore on this machine; other work on it changes\n' +
  'them most. Processor times are those of our processes. A p99 of n posts rests on n/100 of them.';

/** The articles in a loop, each with a separate id and only the fields that every version knows. */
function endless(articles: readonly SubmittedPost[]): () => SubmittedPost {
  let next = 0;
  return () => {
    const article = articles[next % articles.length];
    if (article === undefined) throw new RangeError('there are no articles');
    const { publication, content } = article;
    return { id: `bench-${next++}`, publication, content };
  };
}

interface Rate {
  readonly postsPerSecond: number;
  /** The usage per post, by process. */
  readonly processes: Readonly<Record<string, Usage>>;
}

/** Milliseconds per post are seconds per thousand posts. */
function figuresOfUsage(what: string, { postsPerSecond, processes }: Rate): Record<string, number> {
  const ours = Object.entries(processes).filter(([name]) => name !== 'engine');
  const all = ours.reduce((sum, [, { totalMs }]) => sum + totalMs, 0);
  return {
    [`${what}: posts/s`]: postsPerSecond,
    [`${what}: s of processor a 1,000 posts`]: all,
    ...Object.fromEntries(
      ours.flatMap(([name, { totalMs, threadsMs }]) => [
        [`${what}: ${name}`, totalMs],
        [`${what}: ${name}, main thread`, threadsMs.main],
        [`${what}: ${name}, V8's threads`, threadsMs.v8],
        [`${what}: ${name}, libuv's threads`, threadsMs.libuv],
      ]),
    ),
  };
}

function figuresOfPath({ low, high, memoryMb, ...usage }: PathFigures): Record<string, number> {
  return {
    ...figuresOfUsage('backlog', usage),
    ...figuresOfLatencies('low load', low),
    ...figuresOfLatencies('80 % load', high),
    'memory of all processes, MB (PSS)': Object.values(memoryMb).reduce((a, b) => a + b, 0),
    ...Object.fromEntries(Object.entries(memoryMb).map(([name, mb]) => [`  ${name}, MB`, mb])),
  };
}

function figuresOfLatencies(
  what: string,
  { postsPerSecond, ms, missing }: Latencies,
): Record<string, number> {
  return {
    [`${what}: posts/s`]: postsPerSecond,
    [`${what}: posts followed`]: ms.length,
    [`${what}: posts not counted in 20 s`]: missing,
    [`${what}: 202 to counted, ms, p50`]: quantile(ms, 0.5),
    [`${what}: 202 to counted, ms, p99`]: quantile(ms, 0.99),
  };
}
