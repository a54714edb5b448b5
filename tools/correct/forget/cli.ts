/**
 * `npm run forget`: takes the counts of posts back out, in the emulator that the environment names or in the
 * cloud.
 */
import { counted } from '../../../functions/common/domain/quantities.ts';
import { runCommand } from '../../../functions/common/process/command.ts';
import { ExitCode } from '../../../functions/common/process/exit-codes.ts';
import { printable } from '../../../functions/common/process/printable.ts';
import { commonSettings, firestoreSettings } from '../../../functions/common/process/settings.ts';
import { createDayWriter } from '../day-writer.ts';
import { openForCorrection } from '../open.ts';
import { type ForgetJob, parseForget } from './command-line.ts';
import { type ForgetOptions, type Forgotten, forget } from './forget.ts';
import { type ForgottenPosts, forgetAll } from './forget-all.ts';

const DRAIN_TIMEOUT_MS = 10_000;
/** How often progress is reported. */
const PROGRESS_MS = 2_000;

const frame = {
  read: parseForget,
  settings: { ...commonSettings, ...firestoreSettings },
  drainTimeoutMs: DRAIN_TIMEOUT_MS,
} as const;

await runCommand(frame, async ({ given, config, log, ...life }) => {
  const { dryRun, json, job } = given;
  const { firestore, explained } = await openForCorrection(config, life);
  const { runtime, stopping } = life;
  const days = createDayWriter(firestore, runtime);
  const options: ForgetOptions = { dryRun, days, notice: (text) => log.warn(text), runtime };
  const print = (line: string): void => {
    process.stdout.write(`${printable(line)}\n`);
  };
  if ('selection' in job) {
    let [done, told] = [0, 0];
    life.parts.use(
      runtime.clock.every(PROGRESS_MS, () => {
        if (done !== told) log.info(`${counted(done, 'post')} processed so far`);
        told = done;
      }),
    );
    const outcome = await explained(
      forgetAll(firestore, job.selection, {
        ...options,
        signal: stopping,
        onProgress: (now) => {
          done = now;
        },
      }),
    );
    print(json ? JSON.stringify({ ...outcome, dryRun }) : summary(outcome, dryRun));
    if (!outcome.finished) {
      log.error(
        'Stopped before the end. Run the command again to continue; what was forgotten stays forgotten.',
      );
      return ExitCode.interrupted;
    }
    if (outcome.found > 0) return ExitCode.ok;
    log.error('No post was found. Posts whose records have expired (ARTICLE_TTL_DAYS) cannot be forgotten.');
    return ExitCode.data;
  }
  return forgetOnes(job, async ({ publication, id }) => {
    if (stopping.aborted) return undefined;
    const outcome = await explained(forget(firestore, { publication, id }, options));
    print(json ? JSON.stringify({ id, outcome, dryRun }) : `${id}: ${words(outcome, dryRun)}`);
    return outcome;
  });

  async function forgetOnes(
    { publication, ids }: Exclude<ForgetJob, { readonly selection: unknown }>,
    forgetOne: (post: {
      readonly publication: string;
      readonly id: string;
    }) => Promise<Forgotten | undefined>,
  ): Promise<number> {
    let done = 0;
    let failed = 0;
    for (const id of ids) {
      const outcome = await forgetOne({ publication, id });
      if (outcome === undefined) break;
      done += 1;
      if (outcome === 'unknown') failed += 1;
    }
    if (failed > 0) log.error(`${failed} of ${counted(ids.length, 'post')} could not be forgotten.`);
    if (done < ids.length) {
      log.error(
        `Stopped after ${done} of ${counted(ids.length, 'post')}. Run the command again to continue.`,
      );
      return ExitCode.interrupted;
    }
    return failed > 0 ? ExitCode.data : ExitCode.ok;
  }
});

function words(outcome: Forgotten, dryRun: boolean): string {
  const said: Readonly<Record<Forgotten, string>> = {
    forgotten: dryRun ? 'would be forgotten' : 'forgotten',
    'forgotten-before': 'was forgotten before',
    unknown: 'has no record in this publication: it was never counted there, or its record has expired',
  };
  return said[outcome];
}

function summary({ found, forgotten, before, publications }: ForgottenPosts, dryRun: boolean): string {
  const would = dryRun ? ' would be' : '';
  return `${counted(found, 'post')} found in ${counted(publications, 'publication')}: ${forgotten}${would} forgotten, ${before} forgotten before.`;
}
