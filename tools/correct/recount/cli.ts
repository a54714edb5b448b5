/** `npm run recount -- --publication NAME`: recounts a publication from its posts, in the emulator that the environment names or in the cloud. */
import { InvalidArgumentError } from 'commander';
import { publicationKey } from '../../../functions/common/domain/keys.ts';
import { runCommand } from '../../../functions/common/process/command.ts';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
} from '../../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { commonSettings, firestoreSettings } from '../../../functions/common/process/settings.ts';
import { openForCorrection } from '../open.ts';
import { type Recounted, recount } from './recount.ts';

interface Options {
  readonly publication: string;
  readonly dropUnknown?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** How often progress is told. */
const PROGRESS_MS = 2_000;

const frame = {
  read: readCommandLine,
  settings: { ...commonSettings, ...firestoreSettings },
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
      signal: life.stopping,
      onProgress: (done) => {
        last = done;
      },
      notice: (text) => log.warn(text),
      runtime: life.runtime,
    }),
  );
  if (options.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  if (!outcome.finished) throw new ExplainedError(stopped(outcome), ExitCode.interrupted);
  if (options.json) return;
  for (const { type, text, entityId, counted, shouldBe } of outcome.wrong)
    process.stdout.write(`${[type ?? 'entity', text ?? entityId, counted, shouldBe].join('\t')}\n`);
  process.stdout.write(`${summary(outcome, options.dryRun ?? false)}\n`);
});

function readCommandLine(argv: readonly string[]): Options {
  const name = 'entity-pipeline recount';
  return defineCommand(name)
    .description('Recount a publication from its posts, which were saved with SAVE_KEEP_ENTITIES=true.')
    .requiredOption('--publication <name>', 'its name', readName)
    .option('--drop-unknown', 'recount although posts are counted whose entities the ledger does not have')
    .option('--dry-run', 'only tell what is wrong: a line each with what is counted and what should be')
    .option(...commonOptions.json)
    .addHelpText(
      'after',
      exampleText([[`${name} --publication "Example Times" --dry-run`, 'say which counts are wrong']]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' })
    .opts<Options>();
}

function summary(
  { posts, articlesBy, corrections, empty, removed, dropped }: Recounted,
  dryRun: boolean,
): string {
  const would = dryRun ? 'would be' : 'were';
  const emptied = dryRun ? empty : removed;
  const isRight = corrections === 0 && articlesBy === 0;
  return [
    isRight
      ? `${posts} posts; every count was right`
      : `${posts} posts; ${corrections} counters ${would} corrected, and the number of articles ${articlesBy === 0 ? 'was right' : `by ${articlesBy > 0 ? '+' : ''}${articlesBy}`}`,
    ...(emptied > 0 ? [`${emptied} counters of 0 ${would} removed`] : []),
    ...(dropped > 0 ? [`${dropped} posts without entities have left the ledger`] : []),
  ].join('; ');
}

function stopped({ corrected, corrections, posts, articlesBy }: Recounted): string {
  return posts === 0 && corrections === 0 && articlesBy === 0
    ? 'Stopped while reading; nothing was changed.'
    : `Stopped before the end: ${corrected} of ${corrections} counters were corrected. The counts are not right yet; run it again to go on.`;
}

function readName(name: string): string {
  if (publicationKey(name) === '') throw new InvalidArgumentError('A name is not empty.');
  return name;
}
