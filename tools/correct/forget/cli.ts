/** `npm run forget -- --post ID`: takes the counts of posts back out, in the emulator that the environment names or in the cloud. */
import { InvalidArgumentError } from 'commander';
import { commandLine } from '../../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { runService } from '../../../functions/common/process/lifecycle.ts';
import { endWithOutput } from '../../../functions/common/process/output.ts';
import { commonSettings, firestoreSettings } from '../../../functions/common/process/settings.ts';
import { openForCorrection } from '../open.ts';
import { type Forgotten, forget } from './forget.ts';

interface Options {
  readonly post: readonly string[];
  readonly dryRun?: true;
}

const command = commandLine('entity-pipeline forget')
  .description('Take the counts of posts back out, which were saved with SAVE_KEEP_ENTITIES=true.')
  .requiredOption('--post <id...>', 'their ids', addId)
  .option('--dry-run', 'only tell what would be done')
  .parse();
const options = command.opts<Options>();

const words: Readonly<Record<Forgotten, string>> = {
  forgotten: options.dryRun ? 'would be forgotten' : 'forgotten',
  'forgotten-before': 'was forgotten before',
  unknown: 'is not in the ledger: it was never counted, or the ledger no longer has it',
  'not-kept': 'was saved without SAVE_KEEP_ENTITIES=true: its counts are not known',
  'no-publication':
    'cannot be forgotten, because the document of its publication is gone: `npm run recount` makes it again, and then it can',
};

await runService('forget', { ...commonSettings, ...firestoreSettings }, async (config, log, life) => {
  endWithOutput(log);
  const { firestore, explained } = await openForCorrection(config, life);
  const notice = (text: string): void => log.warn(text);
  let done = 0;
  let failed = 0;
  for (const id of options.post) {
    if (life.stopping.aborted) break;
    const outcome = await explained(forget(firestore, id, { dryRun: options.dryRun ?? false, notice }));
    process.stdout.write(`${id}: ${words[outcome]}\n`);
    done += 1;
    if (outcome !== 'forgotten' && outcome !== 'forgotten-before') failed += 1;
  }
  const all = options.post.length;
  const faults = [
    ...(failed > 0 ? [`${failed} of ${all} posts could not be forgotten.`] : []),
    ...(done < all ? [`Stopped after ${done} of ${all} posts; run it again to go on.`] : []),
  ];
  if (faults.length > 0) throw new ExplainedError(faults.join(' '), ExitCode.failed);
});

function addId(id: string, before: readonly string[] = []): readonly string[] {
  if (id === '') throw new InvalidArgumentError('An id is not empty.');
  return [...before, id];
}
