/**
 * `npm run simulate -- --seeds 1000 [--seed N] [--minutes M]` runs the pipeline's own code on schedules drawn
 * from seeds. It shrinks each failure to the fewest posts and faults, and prints the events in order and the
 * command that repeats it.
 */
import './timers.ts';
import { runCommand } from '../../functions/common/process/command.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { ExitCode } from '../../functions/common/process/exit-codes.ts';
import { planOf, type RunPlan } from './plan.ts';
import { type RunResult, runPlan } from './run.ts';
import { shrink } from './shrink.ts';

interface Options {
  readonly seeds: number;
  readonly seed: number;
  readonly minutes?: number | undefined;
}

const MINUTE_MS = 60_000;
/** Calls that only poll and read, which explain little about a failure. */
const DULL = /: (?:pull|modifyAckDeadline|batchGetDocuments|runQuery|runAggregationQuery)\b[^:]*$/;

await runCommand({ read: readCommandLine, settings: {} }, async ({ given, runtime: { clock } }) => {
  const began = clock.monotonic();
  const digests = new Set<string>();
  let failed = 0;
  let runs = 0;
  for (let seed = given.seed; runs < given.seeds; seed++) {
    if (clock.monotonic() - began > (given.minutes ?? Number.POSITIVE_INFINITY) * MINUTE_MS) break;
    const result = await runPlan(planOf(seed));
    runs += 1;
    digests.add(result.digest);
    if (result.problems.length === 0) continue;
    failed += 1;
    await explain(planOf(seed), result);
  }
  const seconds = (clock.monotonic() - began) / 1_000;
  process.stdout.write(
    `${JSON.stringify({ runs, failed, schedules: digests.size, seconds: Math.round(seconds) })}\n`,
  );
  return failed === 0 ? ExitCode.ok : ExitCode.failed;
});

async function explain(plan: RunPlan, result: RunResult): Promise<void> {
  const [first = ''] = result.problems;
  const smallest = await shrink(plan, async (tried) => (await runPlan(tried)).problems.length > 0);
  const { problems, trace } = await runPlan(smallest);
  const told = trace.filter((line) => !DULL.test(line) || line.includes('(call '));
  const lines = [
    `seed ${plan.seed}: ${first}`,
    'What is needed for it:',
    ...smallest.posts.map((post) => `  post ${JSON.stringify(post)}`),
    ...smallest.events.map((event) => `  ${JSON.stringify(event)}`),
    'What happened, in seconds:',
    ...told.map((line) => `  ${line}`),
    'What does not hold:',
    ...problems.map((problem) => `  ${problem}`),
    `Again: npm run simulate -- --seeds 1 --seed ${plan.seed}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

function readCommandLine(argv: readonly string[]): Options {
  const command = defineCommand('simulate')
    .description('Run the pipeline on schedules drawn from seeds, and say what does not hold.')
    .option('--seeds <n>', 'how many schedules', wholeNumber(1, 100_000_000), 1_000)
    .option('--seed <n>', 'the first seed', wholeNumber(0, 2_000_000_000), 1)
    .option('--minutes <n>', 'begin no run after so long', wholeNumber(1, 10_000))
    .parse([...argv], { from: 'user' });
  return command.opts<Options>();
}
