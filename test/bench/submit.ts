/**
 * Posts a second through the submit function, one a request and in batches, with functions-framework's bare
 * echo handler beside it: the most that any function of that framework could do here. Each is measured in
 * turn, several times, and the best round counts, because a machine can only be slower than it is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { startTestEmulators } from '../support/emulators.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';
import { freePort, startSubmit } from '../support/submit/submit-process.ts';

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly concurrency: number;
}

interface Load {
  readonly name: string;
  readonly url: string;
  readonly type: string;
  readonly bodies: readonly Buffer[];
  readonly postsPerRequest: number;
  readonly concurrency: number;
  readonly expected: number;
}

interface Measured {
  readonly postsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export const command = defineCommand('submit')
  .description(
    "posts a second through submit, one a request and in batches, beside the framework's bare echo",
  )
  .option('--seconds <n>', 'how long a round lasts', wholeNumber(1, 3_600), 4)
  .option('--rounds <n>', 'how many rounds', wholeNumber(1, 1_000), 3)
  .option('--concurrency <n>', 'requests at a time', wholeNumber(1, 1_000), 32)
  .action(run);

/** Runs the benchmark and prints a table. */
async function run({ seconds, rounds, concurrency }: Options): Promise<void> {
  const posts = generatePosts({ seed: 1, count: 1_000 }).map((post) => JSON.stringify(post));
  const best = new Map<string, Measured>();
  for (let round = 0; round < rounds; round++) {
    // The emulator keeps in its heap what nobody acks, so each round has emulators of its own.
    await using parts = new AsyncDisposableStack();
    const emulators = parts.use(await startTestEmulators());
    const submit = parts.use(await startSubmit(emulators.env, 'framework'));
    const echo = parts.use(await startEcho());
    for (const load of loadsOf(posts, submit.url, echo.url, concurrency)) {
      const measured = await measure(load, seconds);
      const before = best.get(load.name);
      if (before === undefined || measured.postsPerSecond > before.postsPerSecond)
        best.set(load.name, measured);
    }
  }
  const bytes = posts.reduce((sum, post) => sum + Buffer.byteLength(post), 0) / posts.length;
  console.log(`generated posts of ${Math.round(bytes)} bytes, best of ${rounds} rounds of ${seconds} s`);
  console.table(
    Object.fromEntries(
      [...best].map(([name, { postsPerSecond, p50, p99 }]) => [
        name,
        {
          'posts/s': Math.round(postsPerSecond),
          'MB/s': Number(((postsPerSecond * bytes) / 1e6).toFixed(1)),
          'p50 ms': Number(p50.toFixed(1)),
          'p99 ms': Number(p99.toFixed(1)),
        },
      ]),
    ),
  );
}

function loadsOf(
  posts: readonly string[],
  submitUrl: string,
  echoUrl: string,
  concurrency: number,
): readonly Load[] {
  const batchesOf = (size: number): Buffer[] =>
    Array.from({ length: posts.length / size }, (_, n) =>
      Buffer.from(posts.slice(n * size, (n + 1) * size).join('\n')),
    );
  const one = { type: 'application/json', bodies: batchesOf(1), postsPerRequest: 1, concurrency };
  const many = { type: 'application/x-ndjson', url: `${submitUrl}/posts`, expected: 202 };
  return [
    { ...one, name: 'bare echo, one post a request', url: echoUrl, expected: 200 },
    { ...one, name: 'submit, one post a request', url: `${submitUrl}/posts`, expected: 202 },
    { ...many, name: 'submit, batches of 100', bodies: batchesOf(100), postsPerRequest: 100, concurrency: 4 },
    {
      ...many,
      name: 'submit, batches of 1,000',
      bodies: batchesOf(1_000),
      postsPerRequest: 1_000,
      concurrency: 2,
    },
  ];
}

async function measure(load: Load, seconds: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
  const times: number[] = [];
  const endAt = performance.now() + seconds * 1_000;
  let next = 0;
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() < endAt) {
      const body = load.bodies[next++ % load.bodies.length] ?? Buffer.alloc(0);
      const sentAt = performance.now();
      await send(agent, load, body);
      times.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  const took = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const quantile = (q: number): number => times[Math.floor(q * (times.length - 1))] ?? 0;
  return {
    postsPerSecond: (times.length * load.postsPerRequest) / took,
    p50: quantile(0.5),
    p99: quantile(0.99),
  };
}

function send(agent: Agent, load: Load, body: Buffer): Promise<void> {
  return new Promise((done, fail) => {
    const outgoing = request(load.url, {
      method: 'POST',
      agent,
      headers: { 'content-type': load.type, 'content-length': body.length },
    });
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      if (response.statusCode !== load.expected) fail(new Error(`${load.name}: ${response.statusCode}`));
      response.resume().on('end', done);
    });
    outgoing.end(body);
  });
}

interface Echo extends AsyncDisposable {
  readonly url: string;
}

/** functions-framework with a function that sends the parsed body back. */
async function startEcho(): Promise<Echo> {
  const folder = await mkdtemp(join(tmpdir(), 'echo-'));
  await writeFile(join(folder, 'function.cjs'), 'exports.echo = (req, res) => res.send(req.body);\n');
  const port = await freePort();
  const framework = resolve('node_modules/@google-cloud/functions-framework/build/src/main.js');
  const child: ChildProcess = spawn(
    process.execPath,
    [framework, '--target=echo', `--source=${join(folder, 'function.cjs')}`, `--port=${port}`],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}/`;
  while ((await fetch(url).catch(() => undefined)) === undefined) await sleep(50);
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
