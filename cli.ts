#!/usr/bin/env node
/** The executable of the package: `entity-pipeline COMMAND`. Each command is a program of its own. */

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
    does: "start Google's Pub/Sub and Firestore emulators, ready for the pipeline, and stay",
  },
  submit: {
    script: new URL('./tools/submit/cli.ts', import.meta.url),
    does: 'submit posts from CSV, TSV and JSON lines files or folders of text files',
  },
  extract: {
    script: new URL('./functions/extract/cli.ts', import.meta.url),
    does: 'extract entities from posts on standard input',
  },
  'dead-letters': {
    script: new URL('./tools/dead-letters/cli.ts', import.meta.url),
    does: 'list, show, replay or drop posts that could not be processed',
  },
  recount: {
    script: new URL('./tools/correct/recount/cli.ts', import.meta.url),
    does: 'recount a publication from its posts',
  },
  forget: {
    script: new URL('./tools/correct/forget/cli.ts', import.meta.url),
    does: 'take the counts of posts back out',
  },
};

const OLDEST_NODE = 24;
const USAGE = 2;
const UNAVAILABLE = 69;

function help(): string {
  const lines = Object.entries(programs).map(([name, { does }]) => `  ${name.padEnd(12)} ${does}`);
  return `Usage: entity-pipeline <command> [options]\n\nCommands:\n${lines.join('\n')}\n\nOptions of a command: entity-pipeline <command> --help\n`;
}

async function version(): Promise<string> {
  const { findPackageJSON } = await import('node:module');
  const { readFile } = await import('node:fs/promises');
  const path = findPackageJSON(import.meta.url);
  if (path === undefined) return 'unknown';
  const { version = 'unknown' } = JSON.parse(await readFile(path, 'utf8')) as { readonly version?: string };
  return version;
}

// Before anything else is loaded: an older Node would only say that it does not understand the syntax.
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `entity-pipeline needs Node.js ${OLDEST_NODE} or later; this is ${process.versions.node}. With npm alone: npx -p node@${OLDEST_NODE} -p entity-pipeline entity-pipeline …\n`,
  );
  process.exit(UNAVAILABLE);
}
const name = process.argv[2] ?? '';
const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
if (program !== undefined) {
  // The program reads its own arguments, as if it had been started by itself.
  process.argv.splice(2, 1);
  await import(program.script.href);
} else if (/^(?:-h|--help|help)$/.test(name)) {
  process.stdout.write(help());
} else if (/^(?:-V|--version)$/.test(name)) {
  process.stdout.write(`${await version()}\n`);
} else {
  process.stderr.write(
    name === '' ? help() : `entity-pipeline has no command ${JSON.stringify(name)}.\n\n${help()}`,
  );
  process.exit(USAGE);
}
