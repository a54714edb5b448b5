/**
 * `npm run bench -- submit`: requests per second and processor time per post of the submit function, for
 * single posts and for batches. Checkouts take turns (A-B-A-B). Also measures functions-framework's
 * bare echo of a parsed body, the most that a function of that framework could do here. Compares both within
 * a round, after each server is warmed up.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SUBMIT_PATH } from '../../functions/common/domain/submit-endpoint.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { REMOVE_ALL } from '../support/folder.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';
import { freePort } from '../support/submit/submit-process.ts';
import { comparisonOf, type Round } from './comparison.ts';
import { startBenchEngine } from './engine.ts';
import { quantile } from './figures.ts';
import { applyLoad, type HttpLoad } from './http-load.ts';
import { checkoutsOf, thisMachine } from './machine.ts';
import { untilAnswers } from './stages.ts';
import { usageBetween, usageOf } from './usage.ts';

interface Options {
  readonly against?: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly concurrency: number;
}

interface FrameworkProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** The requests of a load in flight, and the posts of each. */
interface Shape {
  readonly name: string;
  readonly posts: number;
  readonly connections: number;
}

const POSTS = 1_000;
const WARM_UP_S = 2;

export const command = defineCommand('submit')
  .description("requests a second and processor time a post of submit, beside the framework's bare echo")
  .option('--against <dir>', 'another checkout, with its dependencies installed')
  .option('--seconds <n>', 'how long each load lasts', wholeNumber(1, 3_600), 4)
  .option('--rounds <n>', 'turns of each checkout', wholeNumber(1, 1_000), 3)
  .option('--concurrency <n>', 'single posts in flight', wholeNumber(1, 1_000), 256)
  .action(run);

async function run(options: Options): Promise<void> {
  const checkouts = checkoutsOf(options.against);
  const posts = generatePosts({ seed: 1, count: POSTS }).map((post) => JSON.stringify(post));
  const shapes: readonly Shape[] = [
    { name: 'single posts', posts: 1, connections: options.concurrency },
    { name: 'batches of 100', posts: 100, connections: 4 },
    { name: 'batches of 1,000', posts: 1_000, connections: 2 },
  ];
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const { name, folder } of checkouts) {
      const figures: Record<string, number> = {};
      const echo = await measureEcho(posts, options);
      figures['bare echo: requests/s'] = echo.postsPerSecond;
      figures['bare echo: ms of processor a post'] = echo.msPerPost;
      for (const shape of shapes) {
        const { postsPerSecond, msPerPost, mainThreadMsPerPost, ms } = await measureSubmit(
          folder,
          posts,
          shape,
          options.seconds,
        );
        figures[`${shape.name}: posts/s`] = postsPerSecond;
        if (shape.posts === 1) figures['  of the bare echo'] = postsPerSecond / echo.postsPerSecond;
        figures[`${shape.name}: ms of processor a post`] = msPerPost;
        figures[`${shape.name}: ms of it in the main thread`] = mainThreadMsPerPost;
        figures[`${shape.name}: p50, ms`] = quantile(ms, 0.5);
        figures[`${shape.name}: p99, ms`] = quantile(ms, 0.99);
      }
      rounds.push({ checkout: name, figures });
      process.stderr.write(`round ${round}, ${name}\n`);
    }
  }
  const bytes = posts.reduce((sum, post) => sum + Buffer.byteLength(post), 0) / posts.length;
  process.stdout.write(`generated posts of ${Math.round(bytes)} bytes\n${comparisonOf(rounds)}`);
  process.stdout.write(`${JSON.stringify({ machine: thisMachine(), checkouts, options, rounds })}\n`);
}

interface Measured {
  readonly postsPerSecond: number;
  readonly msPerPost: number;
  readonly mainThreadMsPerPost: number;
  readonly ms: readonly number[];
}

async function measureEcho(posts: readonly string[], { seconds, concurrency }: Options): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'echo-'));
  try {
    await writeFile(join(folder, 'function.cjs'), 'exports.echo = (req, res) => res.send(req.body);\n');
    await using echo = await startFramework(process.cwd(), 'echo', join(folder, 'function.cjs'), {});
    const shape = { name: 'bare echo', posts: 1, connections: concurrency };
    return await measure(
      echo,
      { ...loadOf(posts, shape), url: `${echo.url}/`, expected: 200 },
      shape,
      seconds,
    );
  } finally {
    await rm(folder, REMOVE_ALL);
  }
}

/** The emulator keeps unacked messages in its heap, so each load has its own emulators. */
async function measureSubmit(
  folder: string,
  posts: readonly string[],
  shape: Shape,
  seconds: number,
): Promise<Measured> {
  await using emulators = await startBenchEngine();
  await using submit = await startFramework(folder, 'submit', 'functions/submit/function.ts', {
    LOG_LEVEL: 'warn',
    ...emulators.env,
  });
  const load = { ...loadOf(posts, shape), url: `${submit.url}${SUBMIT_PATH}`, expected: 202 };
  return await measure(submit, load, shape, seconds);
}

function loadOf(
  posts: readonly string[],
  { posts: size, connections }: Shape,
): Omit<HttpLoad, 'url' | 'expected'> {
  const bodies = Array.from({ length: posts.length / size }, (_, index) =>
    Buffer.from(posts.slice(index * size, (index + 1) * size).join('\n')),
  );
  return { type: size === 1 ? 'application/json' : 'application/x-ndjson', bodies, connections };
}

async function measure(
  server: FrameworkProcess,
  load: HttpLoad,
  shape: Shape,
  seconds: number,
): Promise<Measured> {
  await applyLoad(load, WARM_UP_S);
  const before = usageOf(server.pid);
  const { requests, seconds: took, ms } = await applyLoad(load, seconds);
  const { totalMs, threadsMs } = usageBetween(before, usageOf(server.pid));
  const posts = requests * shape.posts;
  return {
    postsPerSecond: posts / took,
    msPerPost: totalMs / posts,
    mainThreadMsPerPost: threadsMs.main / posts,
    ms,
  };
}

/** Starts functions-framework of a checkout with a function, as the cloud does. */
async function startFramework(
  folder: string,
  target: string,
  source: string,
  environment: Readonly<Record<string, string>>,
): Promise<FrameworkProcess> {
  const port = await freePort();
  const framework = resolve(folder, 'node_modules/@google-cloud/functions-framework/build/src/main.js');
  const child: ChildProcess = spawn(
    process.execPath,
    [framework, `--target=${target}`, `--source=${source}`, `--port=${port}`],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env.PATH, METADATA_SERVER_DETECTION: 'none', ...environment },
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(`${url}/`);
  return {
    url,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
