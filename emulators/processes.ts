/** Asks the operating system about processes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const isLinux = process.platform === 'linux';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in whatever form the system tells it. */
  readonly started: string;
}

/** Names a running process; undefined when there is none with this number (or the system does not tell). */
export function identify(pid: number): ProcessId | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether this very process still runs. */
export function isRunning(id: ProcessId): boolean {
  return startOf(id.pid) === id.started;
}

function startOf(pid: number): string | undefined {
  try {
    // Fields after the command's name, which may hold spaces and brackets: state is the 1st, the number of
    // threads the 18th, the start time the 20th (proc(5)). A zombie with threads that are still ending holds
    // its ports until the last of them is gone.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const hasEnded = fields[0] === 'Z' && Number(fields[17]) <= 1;
    return hasEnded ? undefined : `${boot} ${fields[19]}`;
  } catch {
    return isLinux ? undefined : ps(['-o', 'lstart=', '-p', String(pid)]).trim() || undefined;
  }
}

/** All processes below `pid`, children before their own children. */
export function descendantsOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const one of allProcesses()) children.set(one.parent, [...(children.get(one.parent) ?? []), one.pid]);
  const below: number[] = [];
  const walk = (parent: number): void => {
    for (const child of children.get(parent) ?? []) {
      below.push(child);
      walk(child);
    }
  };
  walk(pid);
  return below;
}

/** The processes of a group except its leader and zombies. */
export function othersInGroup(leader: number): readonly number[] {
  return allProcesses()
    .filter(({ pid, group, hasEnded }) => group === leader && pid !== leader && !hasEnded)
    .map(({ pid }) => pid);
}

interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly hasEnded: boolean;
}

/** From /proc on Linux, which may have no `ps`; elsewhere from `ps`, which does not list itself here. */
function allProcesses(): readonly Listed[] {
  if (isLinux)
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(listed)
      .filter((one) => one !== undefined);
  const { pid: own, stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' });
  return (stdout ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length === 4)
    .map(([pid, parent, group, state = 'Z']) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      hasEnded: state.startsWith('Z'),
    }))
    .filter(({ pid }) => pid !== own);
}

function listed(name: string): Listed | undefined {
  try {
    // After the command's name, which may hold spaces and brackets: state, parent, group (proc(5)).
    const [state, parent, group] = readFileSync(`/proc/${name}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { pid: Number(name), parent: Number(parent), group: Number(group), hasEnded: state === 'Z' };
  } catch {
    // It has ended since it was listed.
    return undefined;
  }
}

function ps(args: readonly string[]): string {
  try {
    return execFileSync('ps', [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
