/**
 * The answers that every version of show has, from another checkout and this one in turns (A-B-A-B). Each
 * saves the same real articles with its own save stage, then serves them with its own show stage. Cold is the
 * first request of a kind to a new process, warm are the following ones.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { topology } from '../../functions/common/domain/topology.ts';
import { readArticles } from '../support/posts/articles.ts';
import { processedOf } from '../support/truth.ts';
import { comparisonOf, type Round } from './comparison.ts';
import { startBenchEngine } from './engine.ts';
import { quantile } from './figures.ts';
import { checkoutsOf, thisMachine } from './machine.ts';
import { checkAlive, type RunningStage, startStage, untilAnswers } from './stages.ts';

export interface ShowAgainstOptions {
  readonly against: string;
  readonly rounds: number;
  /** Requests of each kind to a warm process. */
  readonly requests: number;
}

/** No answer is shared between requests; the versions that know this setting read it. */
const ENVIRONMENT = { SHOW_CACHE_MS: '0', SHOW_CURSOR_KEY: 'bench-bench-bench-bench-bench-bench' } as const;
const SAVED_WITHIN_MS = 300_000;

/** Answers by name. Each has the path of this version, and after it those of older ones. */
const answers: readonly (readonly [name: string, ...paths: ((publication: string) => string)[]])[] = [
  ['publications', () => '/api/publications?limit=12&top=20'],
  [
    'names of one',
    (publication) => `/api/publications/${publication}/names?limit=40`,
    (publication) => `/api/publications/${publication}/entities?limit=40`,
  ],
  ['stats', () => '/api/stats'],
];

/** Runs the comparison and prints a table. */
export async function runShowAgainst(options: ShowAgainstOptions): Promise<void> {
  const checkouts = checkoutsOf(options.against);
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const { name, folder } of checkouts) {
      rounds.push({ checkout: name, figures: await measure(folder, options.requests) });
      process.stderr.write(`round ${round}, ${name}\n`);
    }
  }
  process.stdout.write(comparisonOf(rounds));
  process.stdout.write(`${JSON.stringify({ machine: thisMachine(), checkouts, options, rounds })}\n`);
}

async function measure(folder: string, requests: number): Promise<Record<string, number>> {
  await using emulators = await startBenchEngine();
  const environment = { ...emulators.env, ...ENVIRONMENT };
  const articles = readArticles();
  const topic = emulators.pubsub.topic(topology().topics.processedPosts.name);
  await Promise.all(
    articles.map((article) =>
      topic.publishMessage({ data: Buffer.from(JSON.stringify(processedOf(article))) }),
    ),
  );
  const publication = await save(folder, environment, articles.length);
  await using show = await startStage(folder, 'show', environment);
  await untilAnswers(`${show.url}/api/publications/nobody`);
  const figures: Record<string, number> = {};
  for (const [name, ...paths] of answers) {
    const ask = await answering(
      show,
      paths.map((path) => path(publication)),
    );
    figures[`${name}: cold, ms`] = ask.coldMs;
    const usedBefore = usedMs(show);
    const times: number[] = [];
    for (let n = 0; n < requests; n++) times.push((await timed(show.url + ask.path)).ms);
    figures[`${name}: warm p50, ms`] = quantile(times, 0.5);
    figures[`${name}: ms of processor a request`] = (usedMs(show) - usedBefore) / requests;
  }
  return figures;
}

/**
 * Saves the posts, until show lists their publications.
 * @returns the id of one publication
 */
async function save(
  folder: string,
  environment: Readonly<Record<string, string>>,
  posts: number,
): Promise<string> {
  await using saver = await startStage(folder, 'save', environment);
  await using show = await startStage(folder, 'show', environment);
  await untilAnswers(`${show.url}/api/publications/nobody`);
  for (const giveUpAt = performance.now() + SAVED_WITHIN_MS; performance.now() < giveUpAt; await sleep(500)) {
    checkAlive([saver, show]);
    if ((await saver.done()) < posts) continue;
    const { body } = await timed(`${show.url}/api/publications?limit=12`);
    const id = /"id":\s*"([^"]+)"/.exec(body)?.[1];
    if (id !== undefined) return id;
  }
  throw new Error('show does not list what was saved');
}

/** Finds the path that this version answers. */
async function answering(
  show: RunningStage,
  paths: readonly string[],
): Promise<{ readonly path: string; readonly coldMs: number }> {
  for (const path of paths) {
    const { status, ms } = await timed(show.url + path);
    if (status === 200) return { path, coldMs: ms };
  }
  throw new Error(`show answers none of ${paths.join(', ')}`);
}

async function timed(
  url: string,
): Promise<{ readonly status: number; readonly ms: number; readonly body: string }> {
  const startedAt = performance.now();
  const response = await fetch(url);
  const body = await response.text();
  return { status: response.status, ms: performance.now() - startedAt, body };
}

function usedMs(show: RunningStage): number {
  return show.usage().reduce((sum, [, { totalMs }]) => sum + totalMs, 0);
}
