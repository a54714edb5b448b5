/** Sums up a command in words, and chooses its exit code. Pure. */
import { counted, grouped } from '../../functions/common/domain/quantities.ts';
import { ExitCode } from '../../functions/common/process/exit-codes.ts';
import { printable } from '../../functions/common/process/printable.ts';
import type { LettersJob, Totals } from './operate.ts';

export interface LettersSummary {
  /** One line. */
  readonly outcome: string;
  /** Warnings that follow the summary. */
  readonly warnings: readonly string[];
  readonly exitCode: number;
}

const done = { list: 'listed', show: 'shown', replay: 'replayed', drop: 'dropped' } as const;

/**
 * Sums up.
 * @param options.stopped whether a signal ended it early
 * @param options.leaseSeconds letters leased by another command reappear after at most this time
 */
export function summarize(
  job: LettersJob,
  totals: Totals,
  options: { readonly stopped: boolean; readonly leaseSeconds: number },
): LettersSummary {
  const { stopped, leaseSeconds } = options;
  const { seen, meant, later, cameBack, missing, mayHaveMore, mayHaveLost } = totals;
  const isEmpty = seen === 0 && later === 0 && missing.length === 0 && !stopped && !mayHaveLost;
  if (isEmpty)
    return {
      outcome: `No dead letters. (Another running command may hold some for up to ${leaseSeconds} s.)`,
      warnings: [],
      exitCode: exitCodeOf(totals, stopped),
    };
  const outcome = [
    `${grouped(meant)} of ${counted(seen, 'dead letter')} ${job.dryRun ? 'would be ' : ''}${done[job.action]}`,
    ...(stopped ? ['stopped before the end'] : []),
    ...(cameBack > 0 ? [`${cameBack} became dead letters again: their cause is not fixed`] : []),
    ...(later > cameBack
      ? [
          `${later - cameBack} arrived during the scan and ${later - cameBack === 1 ? 'was' : 'were'} left for the next run`,
        ]
      : []),
    ...(mayHaveMore ? [`there may be more: --limit is ${job.limit.toLocaleString('en')} in each topic`] : []),
  ];
  const isUnseen = seen === 0 || missing.length > 0 || mayHaveLost;
  return {
    outcome: outcome.join('; '),
    warnings: [
      ...missing.map((id) => `no scanned dead letter has the id ${printable(JSON.stringify(id))}`),
      ...(isUnseen
        ? [
            `dead letters leased by another running command are not included; they reappear when it ends, or ${leaseSeconds} s after it was killed`,
          ]
        : []),
    ],
    exitCode: exitCodeOf(totals, stopped),
  };
}

function exitCodeOf({ failed, missing, cameBack }: Totals, stopped: boolean): number {
  if (stopped) return ExitCode.interrupted;
  if (failed > 0) return ExitCode.unavailable;
  if (missing.length > 0) return ExitCode.data;
  return cameBack > 0 ? ExitCode.failed : ExitCode.ok;
}
