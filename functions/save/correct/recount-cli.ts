/** `npm run recount -- --publication NAME`: recounts a publication from its posts, in the emulator that the environment names or in the cloud. */
import { Command } from 'commander';
import { commonSettings, firestoreSettings } from '../../common/config.ts';
import { ExitCode } from '../../common/exit-codes.ts';
import { openFirestore } from '../../common/firestore.ts';
import { publicationId } from '../../common/keys.ts';
import { runService } from '../../common/lifecycle.ts';
import { recount } from './recount.ts';

interface Options {
  readonly publication: string;
  readonly dropUnknown?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

const command = new Command('recount')
  .description('Recount a publication from its posts, which were saved with SAVE_KEEP_ENTITIES=true.')
  .requiredOption('--publication <name>', 'its name')
  .option('--drop-unknown', 'recount although the ledger does not have all posts that are counted')
  .option('--dry-run', 'only tell what is wrong')
  .option('--json', 'print the outcome as JSON')
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? ExitCode.ok : ExitCode.usage))
  .parse();
const options = command.opts<Options>();

await runService('recount', { ...commonSettings, ...firestoreSettings }, async (config, log, life) => {
  const firestore = life.parts.use(openFirestore(config));
  const outcome = await recount(firestore, publicationId(options.publication), {
    dropUnknown: options.dropUnknown ?? false,
    dryRun: options.dryRun ?? false,
    signal: life.stopping,
    onProgress: (done) => log.info(done),
  });
  const { posts, articlesBy, corrections, finished } = outcome;
  const words = `${posts} posts; ${corrections} counters and ${articlesBy === 0 ? 'not ' : ''}the number of articles`;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(outcome)}\n`
      : `${words} ${options.dryRun ? 'would be' : 'were'} corrected\n`,
  );
  if (!finished) log.warn('stopped before the end; run it again to go on');
});
