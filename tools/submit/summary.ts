/** What is said at the end. */
import { sendMessages } from './messages.ts';
import type { Summary } from './run.ts';

/** The summary for people. */
export function describeSummary(summary: Summary): string {
  const number = (value: number): string => value.toLocaleString('en');
  const verb = summary.dryRun ? 'would be submitted' : 'accepted';
  const earlier = summary.acceptedInAll + summary.rejectedInAll > summary.accepted + summary.rejected;
  return [
    `${number(summary.accepted)} posts ${verb}, ${number(summary.rejected)} rejected in ${summary.seconds.toFixed(1)} s (${number(Math.round(summary.postsPerSecond))} posts/s, ${summary.megabytesPerSecond.toFixed(1)} MB/s).`,
    ...(earlier
      ? [
          `With earlier runs: ${number(summary.acceptedInAll)} accepted, ${number(summary.rejectedInAll)} rejected.`,
        ]
      : []),
  ].join('\n');
}

/**
 * The command line that goes on where this run ended.
 * @param start how the program was called
 * @param argv its arguments; the value of an API key or a token is not repeated
 */
export function describeResume(start: string, argv: readonly string[]): string {
  const shown: string[] = [];
  for (const [index, argument] of argv.entries()) {
    const isSecret = /^--(?:api-key|id-token)$/.test(argv[index - 1] ?? '') && !argument.startsWith('-');
    if (argument === '--resume') continue;
    if (isSecret) shown.push('…');
    else shown.push(quote(argument.replace(/^(--(?:api-key|id-token)=).*$/s, '$1…')));
  }
  return sendMessages.goOn([start, '--resume', ...shown].join(' '));
}

function quote(argument: string): string {
  return /^[\w@%+=:,./…-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
