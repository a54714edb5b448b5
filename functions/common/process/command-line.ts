/**
 * The parts that all command lines share: `--help`, `--version`, refusals, and parsers of option values.
 * `command.ts` runs the commands; each command defines its own arguments and options.
 */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { ExitCode } from './exit-codes.ts';

const Package = z.object({ version: z.string() });

/** Begins the names of the package's commands. */
const EXECUTABLE = 'entity-pipeline ';

/** Defined once, so that the same thing has the same name and words in every command. */
export const commonOptions = {
  json: ['--json', 'print the result as JSON'],
  dryRun: ['--dry-run', 'change nothing; print what would be done'],
} as const;

/**
 * Begins a command line with `--help` and `--version`. Parsing throws commander's error after it has printed
 * its message. The error's exit code is 0 for help and version, 2 for a wrong command line.
 * @param name the name that a person types, where the package is installed
 */
export function defineCommand(name: string): Command {
  return new Command(name)
    .version(packageVersion())
    .addHelpText(
      'after',
      name.startsWith(EXECUTABLE) ? `\nIn a clone of the project, type npx before it: npx ${name}` : '',
    )
    .allowExcessArguments(false)
    .exitOverride((error) => {
      throw Object.assign(error, { exitCode: error.exitCode === 0 ? ExitCode.ok : ExitCode.usage });
    });
}

/**
 * The examples at the end of a command's help.
 * @param examples command lines, each with what it does
 */
export function exampleText(examples: readonly (readonly [line: string, does: string])[]): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, does]) => `  ${line.padEnd(width)}  ${does}`);
  return `\nExamples:\n${lines.join('\n')}`;
}

/** The meaning of each exit code, for the help of a command. */
export const exitCodeText =
  'Exit codes: 0 done, 1 internal error, 2 wrong command line, 65 some data is wrong or there is none, 69 something is unavailable,\n78 wrong configuration, 130 interrupted.';

/**
 * For an option or argument that is a whole number within a range, both ends inclusive.
 * @returns the parser, which throws commander's InvalidArgumentError for anything else
 */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  };
}

/** For `--limit`: at least 1. */
export const limitOption = wholeNumber(1, Number.MAX_SAFE_INTEGER);

/**
 * For an option or argument that is a number above 0; throws commander's InvalidArgumentError for anything
 * else.
 */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

/**
 * The version of this package; "unknown" where its package.json does not lie beside it, as in a deployed
 * bundle.
 */
export function packageVersion(): string {
  const path = findPackageJSON(import.meta.url);
  if (path === undefined) return 'unknown';
  const described = Package.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return described.success ? described.data.version : 'unknown';
}
