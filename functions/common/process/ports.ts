/** Listening on a port, with an error that says who holds it when it is taken. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Server } from 'node:net';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { ExitCode, ExplainedError } from './exit-codes.ts';

/**
 * Listens, and resolves to the port (which matters when 0 was asked for).
 * @param variable the environment variable that sets the port, named in the error
 * @throws ExplainedError with exit code 69 that names the holder when the port is taken
 */
export async function listen(server: Server, port: number, host: string, variable: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw await portTaken(port, variable);
    throw new ExplainedError(
      `Cannot listen on ${host}:${port}: ${reasonOf(error, variable)}.`,
      ExitCode.unavailable,
      { cause: error },
    );
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function reasonOf(error: NodeJS.ErrnoException, variable: string): string {
  switch (error.code) {
    case 'EACCES':
      return `this user may not use that port. Set ${variable} to a port above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address. Set HOST to one that it has';
    default:
      return `${error.message}. Set ${variable} to another port`;
  }
}

/** The error for a port that another process listens on. */
export async function portTaken(port: number, variable: string): Promise<ExplainedError> {
  const { holder, toStop } = (await findHolder(port)) ?? {
    holder: 'another process',
    toStop: 'that process',
  };
  return new ExplainedError(
    `Port ${port} is taken by ${holder}. Stop ${toStop}, or set ${variable} to a free port (0 takes any).`,
    ExitCode.unavailable,
  );
}

/**
 * The process that listens on a TCP port of this machine, as `java (pid 4711)`; undefined where it cannot be
 * found. A stage of `npm start` would be missed, so the process that started it is named too.
 */
export async function holderOf(port: number): Promise<string | undefined> {
  return (await findHolder(port))?.holder;
}

async function findHolder(
  port: number,
): Promise<{ readonly holder: string; readonly toStop: string } | undefined> {
  const pid = (await pidFromProc(port)) ?? (await pidFromLsof(port));
  if (pid === undefined) return undefined;
  const command = await commandOf(pid);
  const holder = described(pid, command);
  const parent = Number((await run('ps', ['-o', 'ppid=', '-p', String(pid)]))?.trim());
  const starter = parent > 1 ? await commandOf(parent) : '';
  // A shell or a service manager that started the holder is not what has to be stopped.
  const isStage = programOf(starter) === 'node' && programOf(command) === 'node';
  return isStage
    ? { holder: `${holder}, which ${described(parent, starter)} started`, toStop: `process ${parent}` }
    : { holder, toStop: 'that process' };
}

function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (line) => line.split('\0').join(' ').trim(),
    async () => (await run('ps', ['-o', 'command=', '-p', String(pid)]))?.trim() ?? '',
  );
}

function programOf(command: string): string {
  return basename(command.split(' ')[0] ?? '');
}

function described(pid: number, command: string): string {
  return `${command === '' ? 'a process' : `\`${abbreviate(command)}\``} (pid ${pid})`;
}

function abbreviate(command: string): string {
  return command.length <= 120 ? command : `${command.slice(0, 117)}…`;
}

/** Linux: the listening socket's inode, then the process that has it open. */
async function pidFromProc(port: number): Promise<number | undefined> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const LISTENING = '0A';
  const inodes = new Set(
    tables
      .flatMap((table) => table.split('\n'))
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === LISTENING)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (inodes.has(target)) return Number(pid);
    }
  }
  return undefined;
}

async function pidFromLsof(port: number): Promise<number | undefined> {
  const output = await run('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN']);
  const pid = Number.parseInt(output ?? '', 10);
  return Number.isNaN(pid) ? undefined : pid;
}

async function run(command: string, args: readonly string[]): Promise<string | undefined> {
  return promisify(execFile)(command, [...args]).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}
