/** Submits the posts of some files, and follows them until each is saved or accounted for. */
import { SingleBar } from 'cli-progress';
import { counted } from '../../functions/common/domain/quantities.ts';
import type { ExplainedError } from '../../functions/common/process/exit-codes.ts';
import type { Log } from '../../functions/common/process/log.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { RATE_AFTER_S } from '../../tools/submit/progress.ts';
import type { InputOptions } from '../../tools/submit/read-source.ts';
import { feed } from './feed.ts';
import { readPosts } from './input.ts';
import type { PostTally, TallyCounts } from './tally.ts';

export interface PipelineSummary {
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly saved: number;
  readonly deadLettered: number;
  readonly seconds: number;
  readonly postsPerSecond: number;
}

export interface PipelineOutcome {
  readonly summary: PipelineSummary;
  /** Whether every accepted post is saved or accounted for. */
  readonly complete: boolean;
}

/** Looks cost processor time. While many posts are pending, nobody waits for the last of them. */
const LOOK_EVERY_MS = { few: 200, many: 1_000 } as const;
const MANY_POSTS = 300;
/** After this time without progress, waiting is pointless: a post takes at most 60 s, and is tried twice. */
const STALLED_AFTER_MS = 300_000;

/**
 * Runs posts through the pipeline.
 * @param options.failed resolves when the pipeline can no longer do it
 * @param options.signal aborted when no more posts should be sent and waited for
 * @throws ExplainedError when the pipeline fails
 */
export async function runPosts(options: {
  readonly inputs: readonly string[];
  readonly reading: InputOptions;
  /** The most rows that are read. */
  readonly limit: number;
  readonly submitUrl: string;
  readonly tally: PostTally;
  readonly failed: Promise<ExplainedError>;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<PipelineOutcome> {
  const { tally, log, signal } = options;
  const startedAt = performance.now();
  let rejected = 0;
  const reject = (fault: string): void => {
    rejected += 1;
    log.warn(`rejected: ${fault}`);
  };
  let submitting = true;
  const submitted = feed(
    options.submitUrl,
    readPosts(options.inputs, options.reading, options.limit, { note: (line) => log.info(line), reject }),
    { accepted: tally.add, rejected: (faults) => faults.forEach(reject) },
    signal,
  ).finally(() => {
    submitting = false;
  });
  let failure: unknown;
  submitted.catch((error: unknown) => {
    failure = error;
  });
  const failed = options.failed.then((error) => {
    throw error;
  });
  failed.catch(() => undefined);
  // A check reads Firestore. When that is gone, the client retries for a minute.
  const look = (): Promise<TallyCounts> => Promise.race([tally.look(), failed]);

  await using progress = openProgress();
  let counts = await look();
  let movedAt = performance.now();
  while ((submitting || counts.pending > 0) && failure === undefined && !signal.aborted) {
    const pauseMs = counts.pending < MANY_POSTS ? LOOK_EVERY_MS.few : LOOK_EVERY_MS.many;
    await Promise.race([systemRuntime.clock.sleep(pauseMs, signal), failed]);
    const before = counts;
    counts = await look();
    progress.show(counts);
    if (counts.accepted !== before.accepted || counts.pending !== before.pending) movedAt = performance.now();
    if (performance.now() - movedAt > STALLED_AFTER_MS) {
      log.error(
        `no post was saved for ${STALLED_AFTER_MS / 1_000} s, and ${counted(counts.pending, 'post')} ${counts.pending === 1 ? 'is' : 'are'} still not saved; the warnings above say why`,
      );
      break;
    }
  }
  if (failure !== undefined) throw failure;
  if (!signal.aborted) counts = await look();
  const { accepted, duplicates, saved, deadLettered, pending } = counts;
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    summary: {
      accepted,
      rejected,
      duplicates,
      saved,
      deadLettered,
      seconds: Number(seconds.toFixed(3)),
      postsPerSecond: Number((accepted / seconds).toFixed(1)),
    },
    complete: pending === 0 && !submitting,
  };
}

interface ProgressBar extends AsyncDisposable {
  readonly show: (counts: TallyCounts) => void;
}

/** The terminal shows Ctrl-C on the line of the bar. A log entry about it would follow on the same line. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A bar on a terminal until a signal comes, a line every few seconds elsewhere. */
function openProgress(): ProgressBar {
  const bar = new SingleBar({
    // It fits into 80 columns.
    format: '{bar} {value} of {total} posts processed | {saved} saved{rate}',
    barsize: 10,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
    hideCursor: true,
  });
  const startedAt = performance.now();
  let started = false;
  let isOver = false;
  const end = (): void => {
    if (!isOver) bar.stop();
    isOver = true;
  };
  // Before the listener that logs the signal.
  for (const signal of signals) process.prependListener(signal, end);
  return {
    show({ accepted, saved, pending }) {
      // A bar of nothing would be drawn as full.
      if (accepted === 0 || isOver) return;
      if (!started) bar.start(accepted, 0, { saved: 0, rate: '' });
      started = true;
      bar.setTotal(accepted);
      const seconds = (performance.now() - startedAt) / 1_000;
      const rate = seconds < RATE_AFTER_S ? '' : ` | ${Math.round(saved / seconds)} posts/s`;
      bar.update(accepted - pending, { saved, rate });
    },
    async [Symbol.asyncDispose]() {
      for (const signal of signals) process.off(signal, end);
      end();
    },
  };
}
