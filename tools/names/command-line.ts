/** The command line of `npm run names`. */
import { userInfo } from 'node:os';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { entityKey } from '../../functions/common/domain/keys.ts';
import { type EntityType, entityTypes, MAX_ENTITY_TEXT_LENGTH } from '../../functions/common/domain/post.ts';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
} from '../../functions/common/process/command-line.ts';
import type { Wish } from './decide.ts';

/** The author and the reason of a change. */
interface Reason {
  readonly by: string;
  readonly why: string;
  readonly dryRun: boolean;
}

export type NamesJob =
  | ({ readonly action: 'change'; readonly wish: Wish } & Reason)
  | ({ readonly action: 'undo'; readonly id: string } & Reason)
  | { readonly action: 'list'; readonly withUndone: boolean };

export interface NamesCommand {
  readonly job: NamesJob;
  readonly json: boolean;
}

interface Options {
  readonly by?: string;
  readonly why: string;
  readonly into: string;
  readonly type?: EntityType;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const MAX_REASON_LENGTH = 500;
const ID = /^[0-9a-f]{8}$/;

/**
 * Reads the command line.
 * @throws commander's error, with exit code 0 for help and 2 for a wrong command line, after it has printed
 *   what there is to say
 */
export function parseNames(argv: readonly string[]): NamesCommand {
  const name = 'entity-pipeline names';
  let parsed: NamesCommand | undefined;
  const program = defineCommand(name).description(
    'Correct how names are shown. Counts do not change. Each change is recorded with its author and reason, and can be undone.',
  );
  const change = (command: Command, wishOf: (args: readonly string[], options: Options) => Wish): void => {
    withReason(command).action(() => {
      const options = command.opts<Options>();
      const wish = wishOf(command.processedArgs.flat(), options);
      parsed = {
        job: { action: 'change', wish, ...reasonOf(command, options) },
        json: options.json ?? false,
      };
    });
  };
  change(
    program
      .command('merge')
      .description('show several names as one, with the sum of their counts and the list of its parts')
      .argument('<name...>', 'the names, in any spelling', readNames)
      .requiredOption('--into <name>', 'name that they are shown as, in this spelling', readName),
    (parts, { into }) => ({ kind: 'merge', parts, into }),
  );
  change(
    program
      .command('split')
      .description('show a name by itself again, after it was merged into another')
      .argument('<name>', 'the name', readName),
    ([one = '']) => ({ kind: 'split', name: one }),
  );
  change(
    withType(
      program
        .command('hide')
        .description('hide a name from all lists, searches and series')
        .argument('<name>', 'the name, in any spelling', readName),
    ),
    ([one = ''], { type }) => ({ kind: 'hide', name: one, type }),
  );
  change(
    withType(
      program
        .command('retype')
        .description('show a name under another type')
        .argument('<name>', 'the name, in any spelling', readName)
        .addArgument(new Argument('<to>', 'the type').choices([...entityTypes])),
    ),
    ([one = '', to = ''], { type }) => ({ kind: 'retype', name: one, type, to: typeNamed(to) }),
  );
  const undo = withReason(
    program
      .command('undo')
      .description('undo a change')
      .argument('<id>', 'id of the change, as list prints it', readId),
  );
  undo.action((id: string) => {
    const options = undo.opts<Options>();
    parsed = { job: { action: 'undo', id, ...reasonOf(undo, options) }, json: options.json ?? false };
  });
  program
    .command('list')
    .description('print the changes in force: id, date, author, change, reason')
    .option('--all', 'print undone changes too')
    .option(...commonOptions.json)
    .action(({ all = false, json = false }: { readonly all?: boolean; readonly json?: boolean }) => {
      parsed = { job: { action: 'list', withUndone: all }, json };
    });
  program
    .addHelpText(
      'after',
      exampleText([
        [`${name} merge Merkel --into "Angela Merkel" --why "one person"`, 'show two names as one'],
        [`${name} hide "Read More" --why "a button"`, 'hide a name'],
        [`${name} retype Amazon organization --why "the company"`, 'show a name under another type'],
        [`${name} list --all`, 'print all changes, with author and reason'],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`);
  program.parse([...argv], { from: 'user' });
  return parsed ?? program.help({ error: true });
}

function withReason(command: Command): Command {
  return command
    .requiredOption('--why <text>', 'reason of the change, for later readers', readReason)
    .option('--by <who>', 'author of the change (default: the user of this machine)', readReason)
    .option(...commonOptions.dryRun)
    .option(...commonOptions.json);
}

function withType(command: Command): Command {
  return command.addOption(
    new Option('--type <type>', 'only where the name is shown under this type').choices([...entityTypes]),
  );
}

function reasonOf(command: Command, { by, why, dryRun = false }: Options): Reason {
  return { by: by ?? systemUser(command), why, dryRun };
}

function systemUser(command: Command): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry, as containers have.
    return command.error('error: this machine does not know your name; give it with --by');
  }
}

function typeNamed(text: string): EntityType {
  return entityTypes.find((type) => type === text) ?? 'person';
}

function readNames(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, readName(text)];
}

function readName(text: string): string {
  if (entityKey(text) === '') throw new InvalidArgumentError('A name must not be empty.');
  if (text.trim().length > MAX_ENTITY_TEXT_LENGTH || !text.isWellFormed())
    throw new InvalidArgumentError(
      `A name must be valid Unicode, of at most ${MAX_ENTITY_TEXT_LENGTH} characters.`,
    );
  return text;
}

function readReason(text: string): string {
  if (text.trim() === '' || text.length > MAX_REASON_LENGTH || !text.isWellFormed())
    throw new InvalidArgumentError(`It must have 1 to ${MAX_REASON_LENGTH} characters.`);
  return text.trim();
}

function readId(text: string): string {
  if (!ID.test(text)) throw new InvalidArgumentError('An id has 8 hexadecimal digits; list prints all ids.');
  return text;
}
