/** `npm run recount -- --publication NAME`: recounts a publication from its posts, in the emulator that the environment names or in the cloud. */
import { InvalidArgumentError } from 'commander';
import { publicationKey } from '../../../functions/common/domain/keys.ts';
import { commandLine } from '../../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { runService } from '../../../functions/common/process/lifecycle.ts';
import { endWithOutput } from '../../../functions/common/process/output.ts';
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

const command = commandLine('entity-pipeline recount')
  .description('Recount a publication from its posts, which were saved with SAVE_KEEP_ENTITIES=true.')
  .requiredOption('--publication <name>', 'its name', readName)
  .option('--drop-unknown', 'recount although posts are counted whose entities the ledger does not have')
  .option('--dry-run', 'only tell what is wrong: a line each with what is counted and what should be')
  .option('--json', 'print the outcome as JSON')
  .parse();
const options = command.opts<Options>();

await runService('recount', { ...commonSettings, ...firestoreSettings }, async (config, log, life) => {
  endWithOutput(log);
  const { firestore, explained } = await openForCorrection(config, life);
  let last = '';
  let told = '';
  const progress = setInterval(() => {
    if (last !== told) log.info(last);
    told = last;
  }, PROGRESS_MS);
  life.parts.defer(() => clearInterval(progress));
  const outcome = await explained(
    recount(firestore, options.publication, {
      dropUnknown: options.dropUnknown ?? false,
      dryRun: options.dryRun ?? false,
      signal: life.stopping,
      onProgress: (done) => {
        last = done;
      },
      notice: (text) => log.warn(text),
    }),
  );
  if (options.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  if (!outcome.finished) throw new ExplainedError(stopped(outcome), ExitCode.failed);
  if (options.json) return;
  for (const { type, text, entityId, counted, shouldBe } of outcome.wrong)
    process.stdout.write(`${[type ?? 'entity', text ?? entityId, counted, shouldBe].join('\t')}\n`);
  process.stdout.write(`${summary(outcome)}\n`);
});

function summary({ posts, articlesBy, corrections, empty, removed, dropped }: Recounted): string {
  const would = options.dryRun ? 'would be' : 'were';
  const emptied = options.dryRun ? empty : removed;
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
