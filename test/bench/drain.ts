/**
 * `npm run bench -- drain`: the cost of a post in each stage with a full queue. Publishes all posts first.
 * Then the extract stage alone, the save stage alone, two of it, and extract and save together drain them, in
 * each checkout in turns (A-B-A-B). Figures begin after a warm-up, because a process reaches its speed after
 * some hundred posts. They are processor times, which other work on the machine changes little.
 *
 * The posts are the real articles, repeated as often as needed, each with a separate id.
 */
import type { ProcessedPost, SubmittedPost } from '../../functions/common/domain/post.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { readArticles } from '../support/posts/articles.ts';
import { seededRandom } from '../support/random.ts';
import { processedOf } from '../support/truth.ts';
import { comparisonOf, type Round } from './comparison.ts';
import { type DrainFigures, type DrainSetup, drain } from './drain.stages.ts';
import { checkoutsOf, thisMachine } from './machine.ts';

interface Options {
  readonly against?: string;
  readonly rounds: number;
  readonly warmUp: number;
  readonly posts: number;
  readonly processes: readonly number[];
  readonly only?: string;
  readonly pullApi: 'auto' | 'streaming' | 'unary';
}

type Result = DrainFigures & { readonly checkout: string; readonly what: string; readonly round: number };

export const command = defineCommand('drain')
  .description('processor time a post of extract and save, by process and thread, out of full queues')
  .option('--against <dir>', 'another checkout, with its dependencies installed')
  .option('--rounds <n>', 'turns of each checkout', wholeNumber(1, 100), 2)
  .option('--warm-up <n>', 'posts before anything is measured', wholeNumber(1, 1_000_000), 2_000)
  .option('--posts <n>', 'posts measured', wholeNumber(1, 1_000_000), 4_000)
  .option('--processes <list>', 'processes of the pool; extract alone runs with each number', numbers, [1])
  .option('--only <what>', 'some of extract,save,two-savers,both')
  .option('--pull-api <api>', 'how the stages receive: auto, streaming or unary', 'auto')
  .action(run);

async function run(options: Options): Promise<void> {
  const checkouts = checkoutsOf(options.against);
  const count = options.warmUp + options.posts;
  const articles = seededRandom(1).shuffle(readArticles());
  const posts = repeat(articles, count, (post, id): SubmittedPost => ({ ...post, id }));
  const processed = repeat(
    articles.map((article) => processedOf(article)),
    count,
    (post, postId): ProcessedPost => ({ ...post, postId }),
  );
  const shared = (processes = 1) => ({
    ...options,
    environment: { POOL_SIZE: String(processes), PULL_API: options.pullApi },
  });
  const setups: Readonly<Record<string, DrainSetup>> = {
    ...Object.fromEntries(
      options.processes.map((processes): [string, DrainSetup] => [
        processes === 1 ? 'extract' : `extract by ${processes}`,
        { ...shared(processes), stages: ['extract'], posts, processed: [] },
      ]),
    ),
    save: { ...shared(), stages: ['save'], posts: [], processed },
    'two-savers': { ...shared(), stages: ['save', 'save'], posts: [], processed },
    both: { ...shared(options.processes[0]), stages: ['extract', 'save'], posts, processed: [] },
  };
  const chosen = Object.entries(setups).filter(
    ([what]) => options.only === undefined || options.only.split(',').includes(what.split(' ')[0] ?? ''),
  );
  const results: Result[] = [];
  process.stdout.write(
    `${'what'.padEnd(18)}${'process'.padEnd(10)}ms a post  of it main thread  resident MB\n`,
  );
  for (let round = 1; round <= options.rounds; round++) {
    for (const [what, setup] of chosen) {
      for (const { name, folder } of checkouts) {
        const figures = await drain(folder, setup);
        results.push({ checkout: name, what, round, ...figures });
        process.stdout.write(inWords(`${what}, ${name}`, figures));
      }
    }
  }
  process.stdout.write(`\n${comparisonOf(roundsOf(results))}`);
  process.stdout.write(`${JSON.stringify({ machine: thisMachine(), checkouts, options, results })}\n`);
}

function numbers(text: string): number[] {
  return text.split(',').map(wholeNumber(1, 64));
}

function repeat<Item>(
  items: readonly Item[],
  count: number,
  withId: (item: Item, id: string) => Item,
): Item[] {
  return Array.from({ length: count }, (_, index) => {
    const item = items[index % items.length];
    if (item === undefined) throw new RangeError('there are no articles');
    return withId(item, `drain-${index}`);
  });
}

/** One table for all runs: each round of a checkout has the figures of all three. */
function roundsOf(results: readonly Result[]): readonly Round[] {
  const byRound = Map.groupBy(results, ({ checkout, round }) => `${round} ${checkout}`);
  return [...byRound.values()].map((own) => ({
    checkout: own[0]?.checkout ?? '',
    figures: Object.fromEntries(
      own.flatMap(({ what, postsPerSecond, processes, writes, busyShare }): [string, number][] => [
        [`${what}: posts/s`, postsPerSecond],
        ...(busyShare === undefined
          ? []
          : [[`${what}: share of time with work in the pool`, busyShare] satisfies [string, number]]),
        [`${what}: memory of the engine, MB`, processes.engine?.residentMb ?? 0],
        ...(writes === 0 ? [] : [[`${what}: documents a post`, writes] satisfies [string, number]]),
        ...Object.entries(processes).flatMap(([name, { totalMs, threadsMs }]): [string, number][] => [
          [`${what}: ${name}, ms a post`, totalMs],
          [`${what}: ${name}, main thread`, threadsMs.main],
        ]),
      ]),
    ),
  }));
}

function inWords(what: string, { postsPerSecond, processes }: DrainFigures): string {
  return Object.entries(processes)
    .map(([name, { totalMs, threadsMs, residentMb }], index) =>
      [
        (index === 0 ? what : '').padEnd(18),
        name.padEnd(10),
        totalMs.toFixed(3).padStart(9),
        threadsMs.main.toFixed(3).padStart(19),
        residentMb.toFixed(0).padStart(13),
        index === 0 ? `   ${postsPerSecond.toFixed(0)} posts/s` : '',
        '\n',
      ].join(''),
    )
    .join('');
}
