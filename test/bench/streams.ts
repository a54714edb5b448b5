/**
 * `npm run bench -- streams`: the throughput of our subscriber with one to four streams. A stand-in serves
 * each stream at Pub/Sub's documented limit of 10 MB a second. Shows how many streams a machine needs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openPubSub } from '../../functions/common/cloud/pubsub.ts';
import { openSubscriber } from '../../functions/common/cloud/subscriber.ts';
import { defineCommand, positiveNumber, wholeNumber } from '../../functions/common/process/command-line.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { comparisonOf, type Round } from './comparison.ts';
import { thisMachine } from './machine.ts';

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly bytes: number;
  readonly megabytes: number;
}

const STREAMS = [1, 2, 3, 4] as const;
const SERVER = join(import.meta.dirname, 'streams.server.ts');
/** Windows grow while a subscriber is new. */
const WARM_UP_MS = 3_000;
/** The limits of the extract daemon on a machine with 16 cores. */
const HELD = { maxMessages: 1_920, maxBytes: 120_000_000 } as const;

export const command = defineCommand('streams')
  .description('posts a second by one to four streams, each at its documented limit')
  .option('--seconds <n>', 'how long each is measured', wholeNumber(1, 600), 4)
  .option('--rounds <n>', 'turns of each', wholeNumber(1, 100), 2)
  .option('--bytes <n>', 'of a message', wholeNumber(1, 1_000_000), 3_700)
  .option('--megabytes <n>', 'a second of a stream', positiveNumber, 10)
  .action(run);

async function run(options: Options): Promise<void> {
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    const figures: Record<string, number> = {};
    for (const streams of STREAMS) {
      const { postsPerSecond, msPerPost } = await receive(streams, options);
      figures[`${streams} streams: posts/s`] = postsPerSecond;
      figures[`${streams} streams: MB/s`] = (postsPerSecond * options.bytes) / 1e6;
      figures[`${streams} streams: ms of processor a post`] = msPerPost;
    }
    rounds.push({ checkout: 'here', figures });
  }
  process.stdout.write(comparisonOf(rounds));
  process.stdout.write(`${JSON.stringify({ machine: thisMachine(), options, rounds })}\n`);
}

async function receive(
  streams: number,
  { seconds, bytes, megabytes }: Options,
): Promise<{ readonly postsPerSecond: number; readonly msPerPost: number }> {
  const server = spawn(process.execPath, [SERVER, String(megabytes * 1e6), String(bytes)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  try {
    const [line] = await once(server.stdout, 'data');
    const port = /port (\d+)/.exec(String(line))?.[1];
    const PUBSUB_EMULATOR_HOST = `127.0.0.1:${port}`;
    await using pubsub = await openPubSub(
      { GOOGLE_CLOUD_PROJECT: 'demo-entity-pipeline', PUBSUB_EMULATOR_HOST },
      { pullApi: 'streaming', clock: systemRuntime.clock },
    );
    let received = 0;
    await using _subscriber = openSubscriber(pubsub, {
      ...HELD,
      subscription: 'posts-extract',
      streams,
      leaseSeconds: 60,
      silenceMs: 60_000,
      clock: systemRuntime.clock,
      log: pino({ level: 'silent' }),
      onDelivery(delivery) {
        received += 1;
        delivery.ack();
      },
    });
    await sleep(WARM_UP_MS);
    const [from, startedAt, before] = [received, performance.now(), process.cpuUsage()];
    await sleep(seconds * 1_000);
    const { user, system } = process.cpuUsage(before);
    const count = received - from;
    return {
      postsPerSecond: count / ((performance.now() - startedAt) / 1_000),
      msPerPost: (user + system) / 1_000 / count,
    };
  } finally {
    server.kill('SIGKILL');
    await ended;
  }
}
