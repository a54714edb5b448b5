/** What the operating system says about processes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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
    // Fields after the command's name, which may hold spaces and brackets: state is the 1st, the start time the 20th (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return fields[0] === 'Z' ? undefined : `${boot} ${fields[19]}`;
  } catch {
    return process.platform === 'linux'
      ? undefined
      : ps(['-o', 'lstart=', '-p', String(pid)]).trim() || undefined;
  }
}

/** All processes below `pid`, children before their own children. */
export function descendantsOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const line of ps(['-A', '-o', 'pid=,ppid=']).split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    if (child !== undefined && parent !== undefined)
      children.set(parent, [...(children.get(parent) ?? []), child]);
  }
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

/** The processes of a group beside its leader; those that have ended and are only not taken note of yet are none. */
export function othersInGroup(leader: number): readonly number[] {
  // It lists itself, and belongs to the group of whoever asks.
  const { pid: own, stdout } = spawnSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' });
  return (stdout ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, group, state = 'Z']) => Number(group) === leader && !state.startsWith('Z'))
    .map(([pid]) => Number(pid))
    .filter((pid) => pid !== leader && pid !== own);
}

function ps(args: readonly string[]): string {
  try {
    return execFileSync('ps', [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
