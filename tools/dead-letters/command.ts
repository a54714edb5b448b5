/** The command line of dead letters. */
import { InvalidArgumentError, Option } from 'commander';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
  wholeNumber,
} from '../../functions/common/process/command-line.ts';
import { ExitCode } from '../../functions/common/process/exit-codes.ts';
import { type LetterFilter, type LetterStage, letterReasons, parseAge, stageNames } from './letter.ts';
import type { Action, LettersJob } from './operate.ts';

interface Options {
  readonly reason?: readonly string[];
  readonly stage?: LetterStage;
  readonly olderThan?: number;
  readonly newerThan?: number;
  readonly limit: number;
  readonly wait: number;
  readonly dryRun?: true;
  readonly all?: true;
  readonly json?: true;
}

export interface LettersCommand {
  readonly job: LettersJob;
  readonly json: boolean;
}

const actions: Readonly<Record<Action, string>> = {
  list: 'list dead letters, one a line',
  show: 'print dead letters with their attributes and data, one JSON object a line',
  replay: 'send dead letters through the pipeline again, under the same ids',
  drop: 'remove dead letters for good',
};

/**
 * Reads the command line.
 * @throws commander's error, with exit code 0 for help and 2 for a wrong command line, after it has printed
 *   what there is to say
 */
export function parseCommandLine(name: string, argv: readonly string[]): LettersCommand {
  let parsed: LettersCommand | undefined;
  const program = defineCommand(name).description(
    'List dead letters (posts that could not be processed), replay them or drop them.',
  );
  for (const action of ['list', 'show', 'replay', 'drop'] as const) {
    const command = program
      .command(action)
      .description(actions[action])
      .argument(
        '[id...]',
        'only dead letters with these ids, of posts or of messages, as the list and the log show them',
      )
      .option(
        '--reason <words>',
        'only those with this reason, as `list` shows it; for several, separate them by commas or repeat the option',
        reasonsOption,
      )
      .addOption(new Option('--stage <name>', 'only those of this stage').choices([...stageNames]))
      .option('--older-than <age>', 'only those at least this old: 90s, 15m, 2h, 7d', ageOption)
      .option('--newer-than <age>', 'only those at most this old', ageOption)
      .option(
        '--limit <n>',
        'scan at most this many in each dead-letter topic',
        wholeNumber(1, 9_999_999),
        10_000,
      )
      .option(
        '--wait <seconds>',
        'end the scan after this many seconds without another dead letter',
        wholeNumber(1, 3_600),
        3,
      )
      .option(...commonOptions.json);
    if (action === 'replay' || action === 'drop') {
      command.option(...commonOptions.dryRun).option('--all', 'all dead letters, without a filter');
    }
    command.action((ids: string[], options: Options) => {
      const filter: LetterFilter = {
        reasons: options.reason,
        stage: options.stage,
        olderThanMs: options.olderThan,
        newerThanMs: options.newerThan,
        ids: ids.length === 0 ? undefined : ids,
      };
      const isFiltered = Object.values(filter).some((value) => value !== undefined);
      const isChange = action === 'replay' || action === 'drop';
      if (isChange && !isFiltered && !options.all && !options.dryRun) {
        command.error(`error: ${action} needs a filter or ids; --all ${action}s every dead letter`, {
          exitCode: ExitCode.usage,
        });
      }
      parsed = {
        job: {
          action,
          filter,
          dryRun: options.dryRun ?? false,
          limit: options.limit,
          quietMs: options.wait * 1_000,
        },
        json: options.json ?? false,
      };
    });
  }
  program
    .addHelpText(
      'after',
      exampleText([
        [`${name} list --stage extract --older-than 1h`, 'list those of one stage, older than an hour'],
        [
          `${name} replay --reason extraction-timeout --dry-run`,
          'print what would be replayed; change nothing',
        ],
      ]),
    )
    .addHelpText('after', `\n${columnsText}\n\n${exitCodeText}`);
  program.parse([...argv], { from: 'user' });
  return parsed ?? program.help({ error: true });
}

const columnsText = `The columns of list: stage, age, reason, id and error, with tabs between. The id is that of the post, or of the
dead letter if the post has none. The log shows the ids of the post and of the original message. Every command takes
all three. Several filters are combined with AND.`;

/**
 * Never takes a word that follows: that may be an id, and `drop` would then take all letters with the reason.
 */
function reasonsOption(text: string, before: readonly string[] = []): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.includes(''))
    throw new InvalidArgumentError('It must be a reason, or several separated by commas.');
  const unknown = words.find((word) => !letterReasons.includes(word));
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `No reason is called '${unknown}'. The reasons are ${letterReasons.join(', ')}.`,
    );
  return [...before, ...words];
}

function ageOption(text: string): number {
  const age = parseAge(text);
  if (age === undefined)
    throw new InvalidArgumentError('It must be a number and one of s, m, h, d, as in 15m.');
  return age;
}
