/**
 * A soak: for minutes posts arrive faster than they can be extracted, then no more. The backlog must wait in
 * Pub/Sub, no process of ours may grow, and in the end every post must be counted.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand, positiveNumber, wholeNumber } from '../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { MEMORY_BOUNDS_MB, watchMemory } from '../faults/memory.ts';
import { type Supervised, supervise } from '../faults/supervised.ts';
import { startTestEmulators } from '../support/emulators.ts';
import { feedAt } from './soak.feed.ts';

interface Options {
  readonly minutes: number;
  readonly factor: number;
  readonly drainMinutes: number;
}

const REPORT_MS = 15_000;
/** The initial posts per second. */
const FIRST_RATE = 25;
/** The emulators keep all messages and documents. Half an hour of them exceeds their default heaps. */
const HEAPS = { PUBSUB_EMULATOR_HEAP_MB: '10240', FIRESTORE_EMULATOR_HEAP_MB: '2048' };

/** The state that is sampled every 15 seconds. */
interface Sample {
  readonly seconds: number;
  readonly accepted: number;
  readonly extracted: number;
  readonly saved: number;
  /** The largest process of each kind. */
  readonly megabytes: Readonly<Record<string, number>>;
}

export const command = defineCommand('soak')
  .description(
    'posts come in faster than they are extracted, for minutes: memory, the backlog, and draining it',
  )
  .option('--minutes <n>', 'how long posts come in', positiveNumber, 30)
  .option('--factor <n>', 'posts come in so many times as fast as they are extracted', positiveNumber, 1.3)
  .option('--drain-minutes <n>', 'how long draining may take', wholeNumber(1, 1_440), 60)
  .action(run);

/** Runs the soak. Prints a line of figures every 15 seconds, and the outcome as JSON at the end. */
async function run({ minutes, factor, drainMinutes }: Options): Promise<void> {
  await using emulators = await startTestEmulators(HEAPS);
  const logFolder = mkdtempSync(join(tmpdir(), 'soak-'));
  const start = (stage: Supervised['stage']): Promise<Supervised> =>
    supervise({ stage, env: emulators.env, logFolder, envOf: () => ({ LOG_LEVEL: 'warn' }) });
  const [submit, extract, save] = await Promise.all([start('submit'), start('extract'), start('save')]);
  const stages = [submit, extract, save];
  using memory = watchMemory(stages, 1_000);
  const startedAt = performance.now();
  const input = feedAt(submit.url, { rate: FIRST_RATE, milliseconds: minutes * 60_000 });
  const inputEnded = input.done.then(() => performance.now());
  let isInputOver = false;
  void inputEnded.then(() => {
    isInputOver = true;
  });

  const samples: Sample[] = [];
  const look = async (): Promise<Sample> => ({
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    accepted: input.accepted(),
    extracted: await posts(extract, 'extracted'),
    saved: await posts(save, 'saved'),
    megabytes: Object.fromEntries(
      Object.entries(memory.now()).map(([kind, all]) => [kind, Math.max(...all)]),
    ),
  });
  const giveUpAt = startedAt + (minutes + drainMinutes) * 60_000;
  for (let isDone = false; !isDone && performance.now() < giveUpAt; ) {
    await Promise.race([sleep(REPORT_MS), ...(isInputOver ? [sleep(1_000)] : [])]);
    const sample = await look();
    isDone = isInputOver && sample.saved >= sample.accepted;
    const before = samples.at(-1);
    if (!isDone && sample.seconds * 1_000 < (before?.seconds ?? 0) * 1_000 + REPORT_MS) continue;
    samples.push(sample);
    const extractedPerSecond =
      (sample.extracted - (before?.extracted ?? 0)) / (sample.seconds - (before?.seconds ?? 0));
    input.setRate(Math.max(FIRST_RATE, factor * extractedPerSecond));
    process.stdout.write(
      `${sample.seconds} s: ${sample.accepted} accepted, ${sample.extracted} extracted (${Math.round(extractedPerSecond)}/s), ` +
        `${sample.saved} saved, MB ${JSON.stringify(sample.megabytes)}\n`,
    );
  }
  const drainedAt = performance.now();
  const inputEndedAt = await inputEnded;
  const ledger = (await emulators.firestore.collection('posts').count().get()).data().count;
  const publications = await emulators.firestore.collection('publications').get();
  const counted = publications.docs.reduce((sum, one) => sum + Number(one.get('articleCount')), 0);
  const endings = await Promise.all(stages.map((one) => one.end()));
  const peaks = memory.peaks();
  const accepted = input.accepted();
  const backlogs = samples.map((sample) => sample.accepted - sample.extracted);
  const atEndOfInput = samples.findLastIndex(({ seconds }) => seconds * 1_000 <= inputEndedAt - startedAt);
  const problems = [
    ...(ledger === accepted && counted === accepted
      ? []
      : [`${accepted} accepted, ${ledger} in the ledger, ${counted} counted`]),
    ...((backlogs[atEndOfInput] ?? 0) > (backlogs[atEndOfInput >> 1] ?? 0)
      ? []
      : ['extraction kept up with submission: this was no soak']),
    ...Object.entries(peaks).flatMap(([kind, peak]) =>
      peak <= (MEMORY_BOUNDS_MB[kind] ?? 0)
        ? []
        : [`${kind} took ${peak} MB; the bound is ${MEMORY_BOUNDS_MB[kind]} MB`],
    ),
    ...stages.flatMap((one) => (one.lives() === 1 ? [] : [`${one.stage} was started ${one.lives()} times`])),
    ...endings.flatMap(({ how }) => (how === 'exit code 0' ? [] : [`a stage ended with ${how}`])),
  ];
  process.stdout.write(
    `${JSON.stringify({
      minutes,
      accepted,
      acceptedPerSecond: round(accepted / ((inputEndedAt - startedAt) / 1_000)),
      refusedRequests: input.refused(),
      counted,
      backlogAtEndOfInput: backlogs[atEndOfInput],
      drainSeconds: round((drainedAt - inputEndedAt) / 1_000),
      savedPerSecond: round(counted / ((drainedAt - startedAt) / 1_000)),
      peakMegabytes: peaks,
      boundMegabytes: MEMORY_BOUNDS_MB,
      // Growth shows between these samples, because the first minutes are the warm-up.
      megabytesAfterAQuarter: samples[samples.length >> 2]?.megabytes,
      megabytesAtTheEnd: samples.at(-1)?.megabytes,
      problems,
    })}\n`,
  );
  if (problems.length > 0) throw new ExplainedError(problems.join('; '), ExitCode.failed);
}

/** The value of a daemon's own counter of posts. */
async function posts(one: Supervised, outcome: string): Promise<number> {
  const text = await fetch(`${one.url}/metrics`).then((answer) => answer.text());
  const line = text
    .split('\n')
    .find(
      (candidate) =>
        candidate.startsWith('pipeline_posts_total') && candidate.includes(`outcome="${outcome}"`),
    );
  return line === undefined ? 0 : Number(line.slice(line.lastIndexOf(' ')));
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
