/**
 * `npm run faults -- NAME --seed N`: breaks the running pipeline in one way and compares Firestore with the truth. Prints what it did, and
 * the figures as a line of JSON.
 */
import { Option } from 'commander';
import { commandLine, wholeNumber } from '../../functions/common/process/command-line.ts';
import { ExitCode } from '../../functions/common/process/exit-codes.ts';
import { openRun } from './run.ts';
import { scenarios } from './scenarios.ts';

const names = Object.keys(scenarios);
const program = commandLine('faults')
  .description('Break the running pipeline and compare the counts with the truth.')
  .argument('<name...>', `what to do: ${names.join(', ')}, or all`)
  .option('--seed <n>', 'everything that is left to chance follows from it', wholeNumber(0, 2 ** 32 - 1), 1)
  .option('--posts <n>', 'how many posts', wholeNumber(20, 100_000), 2_000)
  .option('--short', 'the form that runs with the tests: 150 generated posts, shorter outages')
  .addOption(
    new Option('--pull-api <api>', 'how the daemons receive: as from the cloud, or as from the emulator')
      .choices(['streaming', 'unary'])
      .default('unary'),
  )
  .parse();
const options = program.opts<{ seed: number; posts: number; short?: true; pullApi: 'streaming' | 'unary' }>();
const wanted = program.args.includes('all') ? names : program.args;
const unknown = wanted.filter((name) => !Object.hasOwn(scenarios, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no scenario ${unknown.join(', ')}; there are: ${names.join(', ')}.\n`);
  process.exit(ExitCode.usage);
}

let failed = 0;
{
  await using run = await openRun();
  for (const name of wanted) {
    process.stdout.write(`${name}, seed ${options.seed}\n`);
    const { problems, figures } = await run.scenario(name, {
      seed: options.seed,
      count: options.short ? 150 : options.posts,
      isLong: !options.short,
      pullApi: options.pullApi,
      say: (line) => process.stdout.write(`  ${line}\n`),
    });
    process.stdout.write(
      `${JSON.stringify({ scenario: name, seed: options.seed, pullApi: options.pullApi, ...figures, problems })}\n`,
    );
    if (problems.length > 0) failed += 1;
  }
}
process.exit(failed === 0 ? ExitCode.ok : ExitCode.failed);
