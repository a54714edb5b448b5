/**
 * `npm run faults -- NAME --seed N` breaks the running pipeline in one way and compares Firestore with the
 * truth. Prints its steps, and the figures as a line of JSON.
 */
import { Option } from 'commander';
import { runCommand } from '../../functions/common/process/command.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { openRun } from './run.ts';
import { scenarios } from './scenarios.ts';

interface Options {
  readonly seed: number;
  readonly posts: number;
  readonly short?: true;
  readonly pullApi: 'streaming' | 'unary';
}

const names = Object.keys(scenarios);

await runCommand({ read: readCommandLine, settings: {} }, async ({ given: { wanted, options } }) => {
  let failed = 0;
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
  return failed === 0 ? ExitCode.ok : ExitCode.failed;
});

function readCommandLine(argv: readonly string[]): { wanted: readonly string[]; options: Options } {
  const program = defineCommand('faults')
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
    .parse([...argv], { from: 'user' });
  const wanted = program.args.includes('all') ? names : program.args;
  const unknown = wanted.filter((name) => !Object.hasOwn(scenarios, name));
  if (unknown.length > 0)
    throw new ExplainedError(
      `There is no scenario ${unknown.join(', ')}; there are: ${names.join(', ')}.`,
      ExitCode.usage,
    );
  return { wanted, options: program.opts<Options>() };
}
