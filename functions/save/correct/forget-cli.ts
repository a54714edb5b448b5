/** `npm run forget -- --post ID`: takes the counts of posts back out, in the emulator that the environment names or in the cloud. */
import { Command } from 'commander';
import { commonSettings, firestoreSettings } from '../../common/config.ts';
import { ExitCode, ExplainedError } from '../../common/exit-codes.ts';
import { openFirestore } from '../../common/firestore.ts';
import { runService } from '../../common/lifecycle.ts';
import { endWithOutput } from '../../common/output.ts';
import { type Forgotten, forget } from './forget.ts';

interface Options {
  readonly post: readonly string[];
  readonly dryRun?: true;
}

const command = new Command('forget')
  .description('Take the counts of posts back out, which were saved with SAVE_KEEP_ENTITIES=true.')
  .requiredOption('--post <id...>', 'their ids')
  .option('--dry-run', 'only tell what would be done')
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? ExitCode.ok : ExitCode.usage))
  .parse();
const options = command.opts<Options>();

const words: Readonly<Record<Forgotten, string>> = {
  forgotten: options.dryRun ? 'would be forgotten' : 'forgotten',
  'forgotten-before': 'was forgotten before',
  unknown: 'is not in the ledger: it was never counted, or the ledger no longer has it',
  'not-kept': 'was saved without SAVE_KEEP_ENTITIES=true: its counts are not known',
};

await runService('forget', { ...commonSettings, ...firestoreSettings }, async (config, log, life) => {
  endWithOutput(log);
  const firestore = life.parts.use(openFirestore(config));
  let failed = 0;
  for (const id of options.post) {
    if (life.stopping.aborted) break;
    const outcome = await forget(firestore, id, { dryRun: options.dryRun ?? false });
    process.stdout.write(`${id}: ${words[outcome]}\n`);
    if (outcome === 'unknown' || outcome === 'not-kept') failed += 1;
  }
  if (failed > 0)
    throw new ExplainedError(
      `${failed} of ${options.post.length} posts could not be forgotten.`,
      ExitCode.failed,
    );
});
