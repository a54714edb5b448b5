/**
 * A soak: posts come in faster than they can be extracted, for minutes, and then no more. What is not extracted yet has to wait in Pub/Sub, no
 * process of ours may grow, and in the end everything has to be counted.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { SubmittedPost } from '../../functions/common/post.ts';
import { watchMemory } from '../faults/memory.ts';
import { type StageName, type Supervised, supervise } from '../faults/supervised.ts';
import { startTestEmulators } from '../support/emulators.ts';
import { generatePosts } from '../support/generated-posts.ts';

interface Options {
  readonly minutes: number;
  readonly rate: number;
  readonly drainMinutes: number;
}

const REPORT_MS = 15_000;
const REQUESTS_A_SECOND = 10;
/** Resident megabytes that no process may exceed. */
const BOUNDS: Readonly<Record<string, number>> = { submit: 400, extract: 500, save: 500, pool: 800 };

/** Runs the soak, prints a line of figures every quarter of a minute, and at last the outcome as JSON. */
export async function run(args: readonly string[]): Promise<void> {
  const { minutes, rate, drainMinutes } = new Command('soak')
    .option('--minutes <n>', 'how long posts come in', Number, 30)
    .option('--rate <n>', 'posts a second; more than can be extracted', Number, 100)
    .option('--drain-minutes <n>', 'how long draining may take', Number, 60)
    .parse([...args], { from: 'user' })
    .opts<Options>();
  await using emulators = await startTestEmulators();
  const logFolder = mkdtempSync(join(tmpdir(), 'soak-'));
  const env = emulators.env;
  const [submit, extract, save] = await Promise.all(
    (['submit', 'extract', 'save'] as const).map((stage: StageName) =>
      supervise({ stage, env, logFolder, envOf: () => ({ LOG_LEVEL: 'warn' }) }),
    ),
  );
  if (submit === undefined || extract === undefined || save === undefined) return;
  const stages = [submit, extract, save];
  using memory = watchMemory(stages, 1_000);
  const startedAt = performance.now();
  const input = feedAt(submit, rate, minutes * 60_000);
  let inputEndedAt = 0;
  void input.done.then(() => {
    inputEndedAt = performance.now();
  });
  const samples: { seconds: number; backlog: number; megabytes: Readonly<Record<string, number>> }[] = [];
  let saved = 0;
  const giveUpAt = startedAt + (minutes + drainMinutes) * 60_000;
  while ((inputEndedAt === 0 || saved < input.accepted()) && performance.now() < giveUpAt) {
    await sleep(inputEndedAt === 0 ? REPORT_MS : 1_000);
    saved = await metric(save, 'pipeline_posts_total', 'outcome="saved"');
    const megabytes = Object.fromEntries(
      Object.entries(memory.now()).map(([kind, all]) => [kind, Math.max(...all)]),
    );
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    if (seconds * 1_000 < (samples.at(-1)?.seconds ?? -1) * 1_000 + REPORT_MS) continue;
    const backlog = input.accepted() - saved;
    samples.push({ seconds, backlog, megabytes });
    process.stdout.write(
      `${seconds} s: ${input.accepted()} accepted, ${saved} saved, ${backlog} waiting, MB ${JSON.stringify(megabytes)}\n`,
    );
  }
  const drainedAt = performance.now();
  const ledger = (await emulators.firestore.collection('posts').count().get()).data().count;
  const publications = await emulators.firestore.collection('publications').get();
  const counted = publications.docs.reduce((sum, one) => sum + Number(one.get('articleCount')), 0);
  const endings = await Promise.all(stages.map((one) => one.end()));
  const peaks = memory.peaks();
  const accepted = input.accepted();
  const inputSeconds = (inputEndedAt - startedAt) / 1_000;
  const problems = [
    ...(ledger === accepted && counted === accepted
      ? []
      : [`${accepted} accepted, ${ledger} in the ledger, ${counted} counted`]),
    ...Object.entries(peaks).flatMap(([kind, peak]) =>
      peak <= (BOUNDS[kind] ?? 0) ? [] : [`${kind} took ${peak} MB; the bound is ${BOUNDS[kind]} MB`],
    ),
    ...stages.flatMap((one) => (one.lives() === 1 ? [] : [`${one.stage} was started ${one.lives()} times`])),
    ...endings.flatMap(({ how }) => (how === 'exit code 0' ? [] : [`a stage ended with ${how}`])),
  ];
  process.stdout.write(
    `${JSON.stringify({
      minutes,
      accepted,
      acceptedPerSecond: round(accepted / inputSeconds),
      refusedRequests: input.refused(),
      counted,
      highestBacklog: Math.max(0, ...samples.map(({ backlog }) => backlog)),
      drainSeconds: round((drainedAt - inputEndedAt) / 1_000),
      postsPerSecond: round(accepted / ((drainedAt - startedAt) / 1_000)),
      peakMegabytes: peaks,
      boundMegabytes: BOUNDS,
      firstMegabytes: samples[1]?.megabytes,
      lastMegabytes: samples.at(-1)?.megabytes,
      problems,
    })}\n`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}

interface Input {
  readonly done: Promise<void>;
  readonly accepted: () => number;
  /** Requests that were answered with something else than 202. */
  readonly refused: () => number;
}

/** Submits generated posts at a rate, whatever becomes of them. */
function feedAt(submit: Supervised, rate: number, milliseconds: number): Input {
  let accepted = 0;
  let refused = 0;
  const send = async (posts: readonly SubmittedPost[]): Promise<void> => {
    const answer = await fetch(`${submit.url}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: posts.map((post) => JSON.stringify(post)).join('\n'),
    }).catch(() => undefined);
    if (answer?.status !== 202) refused += 1;
    const told = (await answer?.json().catch(() => undefined)) as { accepted?: unknown[] } | undefined;
    accepted += told?.accepted?.length ?? 0;
  };
  const feed = async (): Promise<void> => {
    const startedAt = performance.now();
    const sending = new Set<Promise<void>>();
    const size = Math.max(1, Math.round(rate / REQUESTS_A_SECOND));
    for (let number = 1; ; number++) {
      const posts = generatePosts({ seed: number, count: size }).map((post, index) => ({
        ...post,
        id: `soak-${number}-${index}`,
      }));
      const request = send(posts).finally(() => sending.delete(request));
      sending.add(request);
      const dueAt = startedAt + (number * size * 1_000) / rate;
      if (dueAt - startedAt >= milliseconds) break;
      await sleep(Math.max(0, dueAt - performance.now()));
      if (performance.now() - startedAt >= milliseconds) break;
    }
    await Promise.all(sending);
  };
  return { done: feed(), accepted: () => accepted, refused: () => refused };
}

async function metric(one: Supervised, name: string, label: string): Promise<number> {
  const text = await fetch(`${one.url}/metrics`).then((answer) => answer.text());
  const line = text.split('\n').find((candidate) => candidate.startsWith(name) && candidate.includes(label));
  return line === undefined ? 0 : Number(line.slice(line.lastIndexOf(' ')));
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
