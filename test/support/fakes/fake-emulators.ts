/**
 * Fakes of the programs that run emulators: a `java` inside a fake Google Cloud SDK, a `docker` and a
 * `firebase`. With them tests of failures, leftovers, Docker and Firebase are fast and need none of them
 * installed. The fakes serve the part of the emulators' HTTP interface that the health check uses.
 */
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type EmulatorOptions, type Emulators, startEmulators } from '../../../emulators/emulators.ts';
import { type System, thisSystem } from '../../../emulators/system.ts';
import { REMOVE_ALL } from '../folder.ts';

/** The behaviour of the fake Pub/Sub emulator: the variable FAKE_BEHAVIOUR. */
export type Behaviour =
  | 'works'
  | 'fails'
  | 'hangs'
  | 'dies later'
  | 'wants a newer Java'
  | 'finds its port taken';

export interface FakeMachine extends AsyncDisposable {
  readonly folder: string;
  /** The folder where runs are recorded. */
  readonly state: string;
  readonly environment: Record<string, string>;
  readonly system: System;
}

/** This machine with only the programs in `folder`. */
export function systemIn(folder: string): System {
  return {
    ...thisSystem,
    home: folder,
    isFile: async (path) => path.startsWith(folder) && thisSystem.isFile(path),
    list: async (path) => (path.startsWith(folder) ? thisSystem.list(path) : []),
  };
}

const SERVER = `
import { createServer } from 'node:http';
export const serve = (port) => createServer((request, response) => {
  request.resume();
  response.end(JSON.stringify({ messageIds: ['1'], readTime: 'now' }));
}).listen(port, '127.0.0.1');
`;

const JAVA = `
import { serve } from './server.mjs';
const args = process.argv.slice(2);
if (args[0] === '-version') {
  console.error('openjdk version "' + (process.env.FAKE_JAVA_VERSION ?? '21.0.1') + '" 2023-10-17');
  process.exit();
}
const port = Number(args.find((arg) => arg.startsWith('--port='))?.slice(7));
const isPubSub = args.some((arg) => arg.includes('pubsub'));
const behaviour = isPubSub ? process.env.FAKE_BEHAVIOUR ?? 'works' : 'works';
console.log('fake emulator on ' + port);
if (behaviour === 'fails') { console.error('out of luck, says the log'); process.exit(3); }
if (behaviour === 'wants a newer Java') {
  console.error('java.lang.UnsupportedClassVersionError: Main has been compiled by a more recent version of the Java Runtime ' +
    '(class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0');
  process.exit(1);
}
if (behaviour === 'finds its port taken') console.error('java.net.BindException: Address already in use: /127.0.0.1:' + port);
if (behaviour === 'works' || behaviour === 'dies later') {
  serve(port).on('listening', () => console.log(isPubSub ? 'INFO: Server started, listening on ' + port : 'Dev App Server is now running.'));
}
if (behaviour === 'dies later') setTimeout(() => { console.error('heap exhausted, says the log'); process.exit(137); }, 1500);
setInterval(() => {}, 1000);
`;

/** The container is a separate process, as with the real Docker: killing the command leaves it running. */
const DOCKER = `
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
const folder = import.meta.dirname;
const args = process.argv.slice(2);
appendFileSync(join(folder, 'docker-calls'), args.join(' ') + '\\n');
if (args[0] === 'version') {
  if (process.env.FAKE_ENGINE === 'down') { console.error('Cannot connect to the Docker daemon'); process.exit(1); }
  console.log('27.0.0');
} else if (args[0] === 'run') {
  const name = args.find((arg) => arg.startsWith('--name=')).slice(7);
  const [, port] = /127\\.0\\.0\\.1:(\\d+):/.exec(args.find((arg) => arg.startsWith('--publish=')));
  const child = spawn(process.execPath, [join(folder, 'container.mjs'), port], { detached: true, stdio: 'ignore' });
  writeFileSync(join(folder, name), String(child.pid));
  console.log(args.includes('pubsub') ? '[pubsub] INFO: Server started, listening on ' + port : '[firestore] Dev App Server is now running.');
  setInterval(() => {}, 1000);
} else if (args[0] === 'rm') {
  const file = join(folder, args[2]);
  if (existsSync(file)) try { process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL'); } catch {}
}
`;

/**
 * Starts its emulators in separate process groups, as the real one does, and ends them when it gets a signal.
 */
const FIREBASE = `
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
const only = process.argv.find((arg) => arg.startsWith('--only=')).slice(7).split(',');
const { emulators } = JSON.parse(readFileSync('firebase.json', 'utf8'));
const children = only.map((name) =>
  spawn(process.execPath, [join(import.meta.dirname, 'container.mjs'), String(emulators[name].port)], { detached: true, stdio: 'ignore' }));
process.on('SIGTERM', () => { for (const child of children) child.kill(); process.exit(); });
console.log('All emulators ready! It is now safe to connect your app.');
setInterval(() => {}, 1000);
`;

const CONTAINER = `
import { serve } from './server.mjs';
serve(Number(process.argv[2]));
`;

/** A machine with only the named programs. */
export async function fakeMachine(
  programs: readonly ('sdk' | 'docker' | 'firebase')[],
  environment: Readonly<Record<string, string>> = {},
): Promise<FakeMachine> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fake-machine-')));
  const program = async (path: string, module: string): Promise<void> => {
    await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${join(folder, module)}' "$@"\n`);
    await chmod(path, 0o755);
  };
  const modules = { server: SERVER, java: JAVA, docker: DOCKER, firebase: FIREBASE, container: CONTAINER };
  for (const [name, text] of Object.entries(modules)) await writeFile(join(folder, `${name}.mjs`), text);
  const sdk = join(folder, 'sdk');
  await mkdir(join(folder, 'bin'));
  if (programs.includes('sdk')) {
    await mkdir(join(sdk, 'platform', 'pubsub-emulator', 'lib'), { recursive: true });
    await mkdir(join(sdk, 'platform', 'cloud-firestore-emulator'), { recursive: true });
    await writeFile(join(sdk, 'platform', 'pubsub-emulator', 'lib', 'cloud-pubsub-emulator-1-all.jar'), '');
    await writeFile(join(sdk, 'platform', 'cloud-firestore-emulator', 'cloud-firestore-emulator.jar'), '');
  }
  if (programs.includes('docker')) await program(join(folder, 'bin', 'docker'), 'docker.mjs');
  if (programs.includes('firebase')) await program(join(folder, 'bin', 'firebase'), 'firebase.mjs');
  if (programs.includes('sdk') || programs.includes('firebase'))
    await program(join(folder, 'bin', 'java'), 'java.mjs');
  return {
    folder,
    state: join(folder, 'state'),
    environment: {
      // The usual folders are for `ps` and `sh`. The search for programs does not see them.
      PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
      ...(programs.includes('sdk') && { CLOUDSDK_ROOT_DIR: sdk }),
      ...environment,
    },
    system: systemIn(folder),
    [Symbol.asyncDispose]: () => rm(folder, REMOVE_ALL),
  };
}

/** Starts emulators on a fake machine. They are silent and on free ports, unless `options` says otherwise. */
export function startOn(machine: FakeMachine, options: Partial<EmulatorOptions> = {}): Promise<Emulators> {
  return startEmulators({
    environment: machine.environment,
    projectId: 'demo-test',
    pubsubPort: 0,
    firestorePort: 0,
    log: pino({ level: 'silent' }),
    system: machine.system,
    state: machine.state,
    ...options,
  });
}
