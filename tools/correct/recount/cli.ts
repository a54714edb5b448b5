/**
 * `npm run recount -- --publication NAME`: recounts a publication from its posts, in the emulator that the
 * environment names or in the cloud.
 */
import { counted } from '../../../functions/common/domain/quantities.ts';
import { runCommand } from '../../../functions/common/process/command.ts';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
} from '../../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { printable } from '../../../functions/common/process/printable.ts';
import {
  articleSettings,
  commonSettings,
  firestoreSettings,
} from '../../../functions/common/process/settings.ts';
import { readPublication } from '../command-line.ts';
import { openForCorrection } from '../open.ts';
import { type Recounted, recount } from './recount.ts';

interface Options {
  readonly publication: string;
  readonly dropUnknown?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** How often progress is reported. */
const PROGRESS_MS = 2_000;

const frame = {
  read: readCommandLine,
  settings: { ...commonSettings, ...firestoreSettings, ...articleSettings },
  drainTimeoutMs: 10_000,
} as const;

await runCommand(frame, async ({ given: options, config, log, ...life }) => {
  const { firestore, explained } = await openForCorrection(config, life);
  let last = '';
  let told = '';
  life.parts.use(
    life.runtime.clock.every(PROGRESS_MS, () => {
      if (last !== told) log.info(last);
      told = last;
    }),
  );
  const outcome = await explained(
    recount(firestore, options.publication, {
      dropUnknown: options.dropUnknown ?? false,
      dryRun: options.dryRun ?? false,
      articleTtlDays: config.ARTICLE_TTL_DAYS,
      signal: life.stopping,
      onProgress: (done) => {
        last = done;
      },
      notice: (text) => log.warn(text),
      runtime: life.runtime,
    }),
  );
  if (options.json) process.stdout.write(`${printable(JSON.stringify(outcome))}\n`);
  if (!outcome.finished) throw new ExplainedError(stopped(outcome), ExitCode.interrupted);
  if (options.json) return;
  for (const { day, type, text, counted, shouldBe } of outcome.wrong) {
    const numbers = [counted.articles, shouldBe.articles, counted.mentions, shouldBe.mentions];
    process.stdout.write(`${[day, type ?? 'articles', printable(text ?? ''), ...numbers].join('\t')}\n`);
  }
  process.stdout.write(`${summary(outcome, options.dryRun ?? false)}\n`);
});

function readCommandLine(argv: readonly string[]): Options {
  const name = 'entity-pipeline recount';
  return defineCommand(name)
    .description(
      'Recount a publication from the records of its articles: all days whose records are kept (ARTICLE_TTL_DAYS).',
    )
    .requiredOption('--publication <name>', 'name of the publication', readPublication)
    .option('--drop-unknown', 'lower counts even where articles are counted that have no record')
    .option(
      '--dry-run',
      'change nothing; print each wrong count: day, type, text, articles (counted, right), mentions (counted, right)',
    )
    .option(...commonOptions.json)
    .addHelpText(
      'after',
      exampleText([
        [`${name} --publication "Example Times" --dry-run`, 'print the wrong counts; change nothing'],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' })
    .opts<Options>();
}

function summary(outcome: Recounted, dryRun: boolean): string {
  const { posts, articlesBy, corrections, days, firstDay, hasEarlier } = outcome;
  const would = dryRun ? 'would be' : 'were';
  const articles =
    articlesBy === 0
      ? 'was right'
      : `${dryRun ? 'is off' : 'was off'} by ${-articlesBy > 0 ? '+' : ''}${-articlesBy}`;
  return [
    days === 0
      ? `${counted(posts, 'post')} since ${firstDay}; every count was right`
      : `${counted(posts, 'post')} since ${firstDay}; the counts of ${counted(corrections, 'name')} on ${counted(days, 'day')} ${would} corrected, and the number of articles ${articles}`,
    ...(hasEarlier
      ? [`days before ${firstDay} were left unchanged, because records of their articles may have expired`]
      : []),
  ].join('; ');
}

function stopped({ corrected, corrections, firstDay }: Recounted): string {
  return firstDay === undefined
    ? 'Stopped while reading; nothing was changed.'
    : `Stopped before the end: the counts of ${corrected} of ${counted(corrections, 'name')} were corrected. Some counts are still wrong; run the command again to continue.`;
}
