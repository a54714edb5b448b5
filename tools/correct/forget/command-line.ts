/**
 * The command line of `npm run forget`: some posts of a publication, all of a publication, or all that a key
 * has sent.
 */
import { InvalidArgumentError } from 'commander';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
} from '../../../functions/common/process/command-line.ts';
import { readPublication } from '../command-line.ts';
import type { PostSelection } from './forget-all.ts';

export type ForgetJob =
  | { readonly publication: string; readonly ids: readonly string[] }
  | { readonly selection: PostSelection };

export interface ForgetCommandLine {
  readonly job: ForgetJob;
  readonly dryRun: boolean;
  readonly json: boolean;
}

interface Options {
  readonly publication?: string;
  readonly post?: readonly string[];
  readonly all?: true;
  readonly key?: string;
  readonly since?: Date;
  readonly dryRun?: true;
  readonly json?: true;
}

/**
 * Reads the command line. All of a publication is asked for by `--all`, so that an id that was left out by
 * mistake does not cost a publication.
 * @throws commander's error, after it is printed
 */
export function parseForget(argv: readonly string[]): ForgetCommandLine {
  const name = 'entity-pipeline forget';
  const program = defineCommand(name)
    .description(
      'Remove posts from the counts. That is possible until the records of their articles expire (ARTICLE_TTL_DAYS).',
    )
    .argument('[id...]', 'ids of posts of the publication', addId)
    .option(
      '--publication <name>',
      'publication of the posts; an id is unique within its publication only',
      readPublication,
    )
    .option('--post <id...>', 'the same as ids given as arguments', addId)
    .option('--all', 'all posts of the publication')
    .option('--key <name>', 'all posts submitted with the API key of this name; revoke the key first')
    .option(
      '--since <when>',
      'with --key: only posts accepted from this day or moment on, for example 2026-11-27 (UTC)',
      readMoment,
    )
    .option(...commonOptions.dryRun)
    .option(...commonOptions.json)
    .addHelpText(
      'after',
      exampleText([
        [`${name} --publication "Example Times" ID`, 'forget one post'],
        [
          `${name} --publication "Example Times" --all --dry-run`,
          'count the posts of a publication; forget none',
        ],
        [`${name} --key reader --since 2026-11-27`, 'forget what a stolen key sent since that day'],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' });
  const { publication, post = [], all, key, since, dryRun = false, json = false } = program.opts<Options>();
  const ids = [...program.args, ...post];
  const refuse = (why: string): never => program.error(`error: ${why}`);
  if (key !== undefined) {
    if (publication !== undefined || all || ids.length > 0)
      return refuse('--key selects posts of all publications: leave out --publication, --all and ids');
    return { job: { selection: { sender: key, since } }, dryRun, json };
  }
  if (since !== undefined) return refuse('--since needs --key');
  if (publication === undefined)
    return refuse('give the --publication of the posts, or the --key that sent them');
  if (all && ids.length > 0) return refuse('give either ids or --all');
  if (all) return { job: { selection: { publication } }, dryRun, json };
  if (ids.length === 0) return refuse('give the id of a post, or --all for all posts of the publication');
  return { job: { publication, ids }, dryRun, json };
}

function addId(id: string, before: readonly string[] = []): readonly string[] {
  if (id === '') throw new InvalidArgumentError('An id must not be empty.');
  return [...before, id];
}

/** A day, from its beginning in UTC, or a moment with an offset. */
function readMoment(text: string): Date {
  const isWhole = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const moment = new Date(isWhole ? text : Number.NaN);
  if (Number.isNaN(moment.getTime()))
    throw new InvalidArgumentError(
      'It must be a day such as 2026-11-27, or a moment such as 2026-11-27T09:30:00Z.',
    );
  return moment;
}
