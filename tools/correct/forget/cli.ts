/** `npm run forget -- --publication NAME ID`: takes the counts of posts back out, in the emulator that the environment names or in the cloud. */
import { InvalidArgumentError } from 'commander';
import { runCommand } from '../../../functions/common/process/command.ts';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
} from '../../../functions/common/process/command-line.ts';
import { ExitCode } from '../../../functions/common/process/exit-codes.ts';
import { printable } from '../../../functions/common/process/printable.ts';
import { commonSettings, firestoreSettings } from '../../../functions/common/process/settings.ts';
import { readPublication } from '../command-line.ts';
import { createDayWriter } from '../day-writer.ts';
import { openForCorrection } from '../open.ts';
import { type Forgotten, forget } from './forget.ts';

interface Given {
  readonly publication: string;
  readonly ids: readonly string[];
  readonly dryRun: boolean;
  readonly json: boolean;
}

const DRAIN_TIMEOUT_MS = 10_000;

const frame = {
  read: readCommandLine,
  settings: { ...commonSettings, ...firestoreSettings },
  drainTimeoutMs: DRAIN_TIMEOUT_MS,
} as const;

await runCommand(frame, async ({ given, config, log, ...life }) => {
  const { publication, ids, dryRun, json } = given;
  const { firestore, explained } = await openForCorrection(config, life);
  const { runtime } = life;
  const days = createDayWriter(firestore, runtime);
  const notice = (text: string): void => log.warn(text);
  let done = 0;
  let failed = 0;
  for (const id of ids) {
    if (life.stopping.aborted) break;
    const outcome = await explained(
      forget(firestore, { publication, id }, { dryRun, days, notice, runtime }),
    );
    process.stdout.write(
      `${printable(json ? JSON.stringify({ id, outcome, dryRun }) : `${id}: ${words(outcome, dryRun)}`)}\n`,
    );
    done += 1;
    if (outcome !== 'forgotten' && outcome !== 'forgotten-before') failed += 1;
  }
  if (failed > 0) log.error(`${failed} of ${ids.length} posts could not be forgotten.`);
  if (done < ids.length) {
    log.error(`Stopped after ${done} of ${ids.length} posts; run it again to go on.`);
    return ExitCode.interrupted;
  }
  return failed > 0 ? ExitCode.data : ExitCode.ok;
});

function words(outcome: Forgotten, dryRun: boolean): string {
  const said: Readonly<Record<Forgotten, string>> = {
    forgotten: dryRun ? 'would be forgotten' : 'forgotten',
    'forgotten-before': 'was forgotten before',
    unknown: 'has no record in this publication: it was never counted there, or its record has expired',
  };
  return said[outcome];
}

function readCommandLine(argv: readonly string[]): Given {
  const name = 'entity-pipeline forget';
  const program = defineCommand(name)
    .description(
      'Take the counts of posts of one publication back out, while they have a record (ARTICLE_TTL_DAYS).',
    )
    .argument('[id...]', 'their ids', addId)
    .requiredOption(
      '--publication <name>',
      'its name: an id is unique within its publication',
      readPublication,
    )
    .option('--post <id...>', 'the same as ids given as arguments', addId)
    .option(...commonOptions.dryRun)
    .option(...commonOptions.json)
    .addHelpText(
      'after',
      exampleText([
        [`${name} --publication "Example Times" --dry-run ID`, 'say whether it can be forgotten'],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' });
  const options = program.opts<{
    readonly publication: string;
    readonly post?: readonly string[];
    readonly dryRun?: true;
    readonly json?: true;
  }>();
  const ids = [...program.args, ...(options.post ?? [])];
  if (ids.length === 0) program.error('error: name the id of a post');
  const { publication, dryRun = false, json = false } = options;
  return { publication, ids, dryRun, json };
}

function addId(id: string, before: readonly string[] = []): readonly string[] {
  if (id === '') throw new InvalidArgumentError('An id is not empty.');
  return [...before, id];
}
