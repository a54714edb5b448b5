/**
 * The frame of every command line: reads the arguments and the settings, opens the log, watches standard
 * output and signals, and ends the process with the exit code of the outcome. A command decides what it reads
 * and what it does, and nothing else.
 */
import { CommanderError } from 'commander';
import { z } from 'zod';
import { ExitCode, ExplainedError } from './exit-codes.ts';
import { type Life, reportFailure, runProcess } from './lifecycle.ts';
import { createCommandLog, type Log } from './log.ts';
import { endWithOutput } from './output.ts';
import { type Environment, logSettings, readConfig } from './settings.ts';

export interface CommandFrame<Given, Shape extends z.ZodRawShape> {
  /**
   * Reads the command line. May throw commander's error, after commander has printed it, or an
   * ExplainedError.
   */
  readonly read: (argv: readonly string[], environment: Environment) => Given;
  /** The variables it reads besides `LOG_LEVEL` and `LOG_FORMAT`. */
  readonly settings: Shape;
  /**
   * How long the command may take to end after a signal, in milliseconds. Without it a signal ends the
   * command at once, which is Node's default. That is right for a command that leaves nothing half done, or
   * computes without a pause.
   */
  readonly drainTimeoutMs?: number;
  /**
   * The command opens standard output itself, because it has work to finish when the reader of its output is
   * gone.
   */
  readonly ownsOutput?: true;
}

export interface CommandContext<Given, Shape extends z.ZodRawShape> extends Life {
  readonly given: Given;
  readonly config: z.infer<z.ZodObject<Shape>>;
  readonly log: Log;
}

const LogValues = z.object({ LOG_LEVEL: z.string(), LOG_FORMAT: z.string() });

/**
 * Runs a command to its end and exits: with what `main` returns (0 for nothing), 2 for a wrong command line,
 * 78 for wrong settings, else as `runProcess` does.
 */
export async function runCommand<Given, Shape extends z.ZodRawShape>(
  frame: CommandFrame<Given, Shape>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a main that has nothing to say returns nothing
  main: (context: CommandContext<Given, Shape>) => Promise<number | void> | number | void,
): Promise<never> {
  // The command line first: help is shown whatever the settings are.
  const given = readOrExit(frame.read);
  const { config, log } = orExit(() => {
    // All in one go, so that all faults are reported together.
    const all = readSettings({ ...logSettings, ...frame.settings }, process.env);
    return { config: readConfig(frame.settings, process.env), log: createCommandLog(LogValues.parse(all)) };
  });
  if (!frame.ownsOutput) endWithOutput(log);
  return runProcess({ log, drainTimeoutMs: frame.drainTimeoutMs }, async (life) => {
    try {
      return await main({ ...life, given, config, log });
    } catch (error) {
      // A main that hands its arguments to commander's subcommands; commander has printed the error.
      if (error instanceof CommanderError) return error.exitCode;
      throw error;
    }
  });
}

/**
 * Reads the command line of this process. Ends the process when it is wrong (2), asks for help or the version
 * (0), or as an ExplainedError says.
 */
export function readOrExit<Given>(read: (argv: readonly string[], environment: Environment) => Given): Given {
  return orExit(() => {
    const argv = process.argv.slice(2);
    refuseKeptOptions(argv, process.env);
    return read(argv, process.env);
  });
}

/** Options that npm knows too. npm says nothing when it keeps them; of others it warns. */
const KEPT_BY_NPM = ['dry-run', 'json'] as const;

/**
 * Refuses to run when npm has kept an option for itself, because `--` is missing before it. Without this
 * check `npm run submit posts.csv --dry-run` would submit.
 * @throws ExplainedError
 */
export function refuseKeptOptions(argv: readonly string[], environment: Environment): void {
  if (!/^(?:run|run-script|start)$/.test(environment.npm_command ?? '')) return;
  const kept = KEPT_BY_NPM.find(
    (name) => environment[`npm_config_${name.replace('-', '_')}`] === 'true' && !argv.includes(`--${name}`),
  );
  if (kept === undefined) return;
  const script = environment.npm_lifecycle_event ?? 'start';
  throw new ExplainedError(
    `npm kept \`--${kept}\` for itself. Nothing was done. Write \`--\` before the options: ` +
      `\`npm run ${script} -- ${[...argv, `--${kept}`].join(' ')}\`.`,
    ExitCode.usage,
  );
}

/** Reads settings; where the project is missing, the error also says where a local pipeline has it. */
function readSettings<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Environment,
): z.infer<z.ZodObject<Shape>> {
  try {
    return readConfig(shape, environment);
  } catch (error) {
    const lacksProject = 'GOOGLE_CLOUD_PROJECT' in shape && environment.GOOGLE_CLOUD_PROJECT === undefined;
    if (!(error instanceof ExplainedError && lacksProject)) throw error;
    const hint =
      'For a pipeline on this machine, first run the `export` line that its start printed as "Operate it".';
    throw new ExplainedError(`${error.message}\n${hint}`, error.exitCode, { cause: error });
  }
}

function orExit<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof CommanderError) return process.exit(error.exitCode);
    return process.exit(reportFailure(error, createCommandLog({ LOG_LEVEL: 'info', LOG_FORMAT: 'auto' })));
  }
}
