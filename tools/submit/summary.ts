/** The summary at the end of a run. */

import { counted, grouped } from '../../functions/common/domain/quantities.ts';
import { ownCommand } from '../../functions/common/process/own-command.ts';
import { printable } from '../../functions/common/process/printable.ts';
import { sendMessages } from './messages.ts';
import { RATE_AFTER_S } from './progress.ts';
import type { Summary } from './run.ts';

/** The summary for people. */
export function describeSummary(summary: Summary): string {
  const { accepted, rejected, acceptedInAll, rejectedInAll, seconds, dryRun } = summary;
  const rates =
    dryRun || seconds < RATE_AFTER_S
      ? ''
      : ` (${grouped(Math.round(summary.postsPerSecond))} posts/s, ${summary.megabytesPerSecond.toFixed(1)} MB/s)`;
  if (acceptedInAll + rejectedInAll === 0 && summary.faults.length > 0)
    return `Nothing ${dryRun ? 'would be' : 'was'} submitted: no post could be read.`;
  const first = `${counted(accepted, 'post')} ${dryRun ? 'would be submitted' : 'accepted'}, ${grouped(rejected)} rejected in ${seconds.toFixed(1)} s${rates}.`;
  if (acceptedInAll + rejectedInAll <= accepted + rejected) return first;
  return `${first}\nWith earlier runs: ${grouped(acceptedInAll)} accepted, ${grouped(rejectedInAll)} rejected.`;
}

/**
 * The command line that goes on where this run ended.
 * @param argv its arguments; the value of an API key or a token is not repeated
 */
export function describeResume(argv: readonly string[]): string {
  const shown: string[] = [];
  for (const [index, argument] of argv.entries()) {
    const isSecret = /^--(?:api-key|id-token)$/.test(argv[index - 1] ?? '') && !argument.startsWith('-');
    if (argument === '--resume') continue;
    if (isSecret) shown.push('…');
    else shown.push(quote(argument.replace(/^(--(?:api-key|id-token)=).*$/s, '$1…')));
  }
  return sendMessages.goOn(ownCommand('submit', ['--resume', ...shown].join(' ')));
}

function quote(argument: string): string {
  // A name with control characters is printed by its escapes, in the quotes of which shells read them.
  if (printable(argument) !== argument) return `$'${printable(argument.replace(/[\\']/g, '\\$&'))}'`;
  return /^[\w@%+=:,./…-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
