/**
 * Loads submit with many connections, slow clients among them. Each response must be 202, or 503 with
 * Retry-After; a slow client may also be timed out. Accepted posts must be in Pub/Sub, and memory must stay
 * bounded.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { topology } from '../../functions/common/domain/topology.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { watchMemory } from '../faults/memory.ts';
import { supervise } from '../faults/supervised.ts';
import { startTestEmulators } from '../support/emulators.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';

interface Options {
  readonly connections: number;
  readonly slow: number;
  readonly seconds: number;
}

/** An idle process, four times SUBMIT_MAX_HELD_BYTES, and room for the garbage collector. */
const BOUND_MB = 600;
const BODY_TIMEOUT_MS = 10_000;

export const command = defineCommand('connections')
  .description('submit under many connections at once, slow clients among them: what is answered, and memory')
  .option('--connections <n>', 'connections at once', wholeNumber(1, 10_000), 500)
  .option('--slow <n>', 'how many of them send their bodies slowly', wholeNumber(0, 10_000), 100)
  .option('--seconds <n>', 'how long', wholeNumber(1, 86_400), 30)
  .action(run);

/** Runs the load and prints a line of JSON. */
async function run({ connections, slow, seconds }: Options): Promise<void> {
  await using emulators = await startTestEmulators();
  const topic = topology().topics.posts.name;
  const [subscription] = await emulators.pubsub.createSubscription(topic, `watch-${randomUUID()}`);
  const arrived = new Set<string>();
  subscription.on('message', (message) => {
    arrived.add(message.attributes.postId ?? '');
    message.ack();
  });
  subscription.on('error', () => undefined);
  const submit = await supervise({
    stage: 'submit',
    env: { ...emulators.env, SUBMIT_BODY_TIMEOUT_MS: String(BODY_TIMEOUT_MS) },
    envOf: () => ({ LOG_LEVEL: 'error' }),
    logFolder: mkdtempSync(join(tmpdir(), 'connections-')),
  });
  using memory = watchMemory([submit], 500);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const contents = generatePosts({ seed: 1, count: 200 }).map(({ content }) => content);
  const answers = new Map<string, number>();
  const accepted = new Set<string>();
  const until = performance.now() + seconds * 1_000;
  const client = async (number: number): Promise<void> => {
    const isSlow = number < slow;
    for (let turn = 0; performance.now() < until; turn++) {
      const id = `c-${number}-${turn}`;
      const content = contents[(number + turn) % contents.length] ?? '';
      // Some slow clients are too slow, most just slow.
      const pieceMs = isSlow ? (number % 10 === 0 ? 3_000 : 400) : 0;
      const { told, id: answered } = await post(
        agent,
        submit.url,
        { id, publication: 'P', content },
        pieceMs,
      );
      const kind = `${isSlow ? 'slow' : 'fast'}: ${told}`;
      answers.set(kind, (answers.get(kind) ?? 0) + 1);
      if (answered !== undefined) accepted.add(answered);
      if (answered !== undefined && answered !== id) answers.set('wrong id', 1);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, (_, number) => client(number)));
  const took = (performance.now() - startedAt) / 1_000;
  const missing = (): number => [...accepted].filter((id) => !arrived.has(id)).length;
  for (let waited = 0; missing() > 0 && waited < 30; waited++) await sleep(1_000);
  const ending = await submit.end();
  agent.destroy();
  await subscription.close();
  const fine = /^(?:fast|slow): (?:202|503 with Retry-After)$|^slow: 408/;
  const problems = [
    ...[...answers.keys()].filter((kind) => !fine.test(kind)),
    ...(missing() > 0 ? [`${missing()} accepted posts are not in Pub/Sub`] : []),
    ...((memory.peaks().submit ?? 0) > BOUND_MB ? ['memory is over its bound'] : []),
    ...(ending.how === 'exit code 0' ? [] : [`submit ended with ${ending.how}`]),
  ];
  process.stdout.write(
    `${JSON.stringify({
      connections,
      slow,
      seconds: Math.round(took),
      answers: Object.fromEntries(answers),
      acceptedPerSecond: Math.round(accepted.size / took),
      peakMegabytes: memory.peaks(),
      boundMegabytes: BOUND_MB,
      problems,
    })}\n`,
  );
  if (problems.length > 0) throw new ExplainedError(problems.join('; '), ExitCode.failed);
}

/** Submits one post. With `pieceMs` it sends the body in six pieces with such pauses. */
function post(
  agent: Agent,
  url: string,
  submitted: { readonly id: string; readonly publication: string; readonly content: string },
  pieceMs: number,
): Promise<{ readonly told: string; readonly id?: string }> {
  return new Promise((resolve) => {
    const body = Buffer.from(JSON.stringify(submitted));
    const sent = request(`${url}/posts`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': body.length },
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ told: error.code ?? error.message }));
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('error', () => resolve({ told: 'broken off' }));
      answer.on('end', () => {
        const retry = answer.headers['retry-after'] === undefined ? '' : ' with Retry-After';
        const { id } = (answer.statusCode === 202 ? JSON.parse(text) : {}) as { id?: string };
        resolve({ told: `${answer.statusCode}${retry}`, ...(id === undefined ? {} : { id }) });
      });
    });
    if (pieceMs === 0) {
      sent.end(body);
      return;
    }
    const size = Math.ceil(body.length / 6);
    void (async () => {
      for (let from = 0; from < body.length && !sent.destroyed; from += size) {
        sent.write(body.subarray(from, from + size));
        await sleep(pieceMs);
      }
      sent.end();
    })();
  });
}
