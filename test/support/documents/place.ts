/** Starts pipelines by commands of the documents, and gives the place where other commands run on them. */
import type { EngineName } from '../../../emulators/emulators.ts';
import { testEngine } from '../emulators.ts';
import { anyPorts } from '../pipeline/any-ports.ts';
import type { Surroundings } from './run-step.ts';
import { startShell, type Terminal } from './shell.ts';

/** The environment of a terminal, with free ports for the pipeline. */
export const terminal = { PATH: process.env.PATH, HOME: process.env.HOME, ...anyPorts } as const;

/** The start with the engine of the tests, instead of the one that it would choose. */
export function onEngine(command: string, engine: EngineName = testEngine): string {
  return `${command}${command.includes(' -- ') ? '' : ' --'} --engine ${engine}`;
}

/** Waits until a pipeline is ready. Returns the place where commands use it. */
export async function placeOf(pipeline: Terminal, cwd: string): Promise<Surroundings> {
  await pipeline.printed(/Ctrl-C ends/);
  const [, page = ''] = await pipeline.printed(/The page: +http:\/\/(\S+)\//);
  const [, submit = ''] = await pipeline.printed(/http:\/\/(\S+)\/posts/);
  const [, exported = ''] = await pipeline.printed(/export (.*)/);
  const variables = Object.fromEntries(exported.split(' ').map((one) => one.split('=')));
  return {
    cwd,
    environment: { ...terminal, ...variables, SUBMIT_URL: `http://${submit}`, SHOW_URL: `http://${page}` },
    words: { 'localhost:8081': submit, 'localhost:8080': page },
  };
}

/** Starts a pipeline by a command of a document. */
export function startByCommand(command: string, cwd: string): Terminal {
  return startShell(onEngine(command), terminal, cwd);
}
