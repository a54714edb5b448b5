/** What the project's command lines have in common. */
import { Command, type CommanderError, InvalidArgumentError } from 'commander';
import { ExitCode } from './exit-codes.ts';

/**
 * A command line that ends the process when it is wrong (exit code 2) or asks for help (0), after commander has printed what there is to say.
 * @param name as it is typed
 */
export function commandLine(name: string): Command {
  return new Command(name)
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(exitCodeOf(error)));
}

/** The same, but it throws commander's error, with that exit code. */
export function throwingCommandLine(name: string): Command {
  return new Command(name).allowExcessArguments(false).exitOverride((error) => {
    throw Object.assign(error, { exitCode: exitCodeOf(error) });
  });
}

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

/** For an option or argument that is a number above 0; throws commander's InvalidArgumentError for anything else. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
}
