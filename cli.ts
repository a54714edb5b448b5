#!/usr/bin/env node
/**
 * The executable of the package: `entity-pipeline COMMAND`. Each command is a separate program, a `cli.ts`
 * listed here. `bin.js` refuses a Node that is too old. Training and evaluation are for development and stay
 * npm scripts.
 */
import { packageVersion } from './functions/common/process/command-line.ts';
import { ExitCode } from './functions/common/process/exit-codes.ts';

interface Program {
  readonly script: URL;
  readonly does: string;
}

const programs: Readonly<Record<string, Program>> = {
  start: {
    script: new URL('./emulators/pipeline/cli.ts', import.meta.url),
    does: 'run the whole pipeline on this machine and submit posts to it',
  },
  emulators: {
    script: new URL('./emulators/cli.ts', import.meta.url),
    does: 'start Pub/Sub and Firestore on this machine, ready for the pipeline, and stay',
  },
  submit: {
    script: new URL('./tools/submit/cli.ts', import.meta.url),
    does: 'submit posts from files, folders and feeds: CSV, JSON, text, HTML, RSS, WARC, Parquet',
  },
  extract: {
    script: new URL('./functions/extract/cli.ts', import.meta.url),
    does: 'extract names from posts in JSON lines, in files or on standard input',
  },
  'dead-letters': {
    script: new URL('./tools/dead-letters/cli.ts', import.meta.url),
    does: 'list, show, replay or drop posts that could not be processed',
  },
  rollup: {
    script: new URL('./tools/rollup/cli.ts', import.meta.url),
    does: 'bring the roll-ups (sums by day, by month and of all time) up to date, or rebuild them',
  },
  recount: {
    script: new URL('./tools/correct/recount/cli.ts', import.meta.url),
    does: 'recount a publication from the records of its articles',
  },
  forget: {
    script: new URL('./tools/correct/forget/cli.ts', import.meta.url),
    does: 'remove posts from the counts',
  },
  names: {
    script: new URL('./tools/names/cli.ts', import.meta.url),
    does: 'correct how names are shown: merge, split, hide, retype, undo, list',
  },
};

function help(): string {
  const lines = Object.entries(programs).map(([name, { does }]) => `  ${name.padEnd(12)} ${does}`);
  return `Usage: entity-pipeline <command> [options]\n\nCommands:\n${lines.join('\n')}\n\nOptions of a command: entity-pipeline <command> --help\n`;
}

const name = process.argv[2] ?? '';
const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
if (program !== undefined) {
  // The program parses its own arguments, as if it had been started directly.
  process.argv.splice(2, 1);
  await import(program.script.href);
} else if (/^(?:-h|--help|help)$/.test(name)) {
  process.stdout.write(help());
} else if (/^(?:-V|--version)$/.test(name)) {
  process.stdout.write(`${packageVersion()}\n`);
} else {
  process.stderr.write(
    name === '' ? help() : `entity-pipeline has no command ${JSON.stringify(name)}.\n\n${help()}`,
  );
  process.exit(ExitCode.usage);
}
