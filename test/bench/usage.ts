/**
 * Processor time and memory of processes, as Linux counts them in /proc
 * (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
 */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * The kind of work of a thread, by the name that Node gives it: our code, V8's own work, or files and
 * compression.
 */
export type ThreadKind = 'main' | 'v8' | 'libuv' | 'other';

export interface Usage {
  /** Processor time of all threads, ended ones included, in milliseconds. */
  readonly totalMs: number;
  /** Processor time of the threads that live, in milliseconds. */
  readonly threadsMs: Readonly<Record<ThreadKind, number>>;
  readonly residentMb: number;
}

/** Linux counts processor time in hundredths of a second on every architecture that Node runs on. */
const TICK_MS = 10;
const PAGE_MB = 4_096 / 1e6;
const KINDS: Readonly<Record<string, ThreadKind>> = { V8Worker: 'v8', 'libuv-worker': 'libuv' };
const NONE: Usage = { totalMs: 0, threadsMs: { main: 0, v8: 0, libuv: 0, other: 0 }, residentMb: 0 };

/**
 * The usage of a process since its start.
 * @param whose of the process itself, or of all its children together
 */
export function usageOf(pid: number, whose: 'itself' | 'children' = 'itself'): Usage {
  return usageOfAll(whose === 'itself' ? [pid] : childrenOf(pid));
}

/** The usage of several processes together. */
export function usageOfAll(pids: readonly number[]): Usage {
  return sumOfUsages(pids.map(readUsage));
}

/** Usages together. */
export function sumOfUsages(usages: readonly Usage[]): Usage {
  return usages.reduce((one, other) => combine(one, other, (a, b) => a + b), NONE);
}

/** The usage between two readings; the memory is that of the second. */
export function usageBetween(before: Usage, after: Usage): Usage {
  return { ...combine(after, before, (a, b) => a - b), residentMb: after.residentMb };
}

/** Divides each amount except memory, for example by posts. */
export function usagePer(usage: Usage, divisor: number): Usage {
  return { ...combine(usage, NONE, (a) => a / divisor), residentMb: usage.residentMb };
}

/**
 * The memory of a process and its children that their end would free: a page that n processes share counts
 * 1/n for each (PSS). A read takes the kernel some milliseconds per process.
 * @param whose of the process itself, or of all its children together
 */
export function proportionalMbOf(pid: number, whose: 'itself' | 'children' = 'itself'): number {
  const pids = whose === 'itself' ? [pid] : childrenOf(pid);
  return pids.reduce((sum, one) => sum + readProportionalMb(one), 0);
}

/**
 * How long the main threads of a process's children have wanted a processor since their start: the time for
 * which they ran, and for which they waited for one, in milliseconds. They slept for the rest, because they
 * had no work.
 */
export function wantedMsOfChildren(pid: number): { readonly threads: number; readonly wantedMs: number } {
  const children = childrenOf(pid);
  const wanted = children.map((child) =>
    parseSchedstat(readIfThere(`/proc/${child}/task/${child}/schedstat`)),
  );
  return { threads: children.length, wantedMs: wanted.reduce((sum, ms) => sum + ms, 0) };
}

/**
 * The milliseconds for which a thread ran or waited for a processor, from its line in schedstat
 * (https://docs.kernel.org/scheduler/sched-stats.html).
 */
export function parseSchedstat(line: string): number {
  const [ran = 0, waited = 0] = line.split(' ').map(Number);
  return (ran + waited) / 1e6;
}

/** The fields of a line of /proc/PID/stat that count here. */
export function parseStat(line: string): { readonly processorMs: number; readonly residentMb: number } {
  // The second field is the program's name in parentheses, which may contain spaces; the third follows it.
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (number: number): number => fields[number - 3] ?? 0;
  return { processorMs: (field(14) + field(15)) * TICK_MS, residentMb: field(24) * PAGE_MB };
}

/** The kind of a thread, by the name in /proc/PID/task/TID/comm. */
export function threadKind(isFirst: boolean, name: string): ThreadKind {
  return isFirst ? 'main' : (KINDS[name.trim()] ?? 'other');
}

function combine(one: Usage, other: Usage, how: (a: number, b: number) => number): Usage {
  const thread = (kind: ThreadKind): number => how(one.threadsMs[kind], other.threadsMs[kind]);
  return {
    totalMs: how(one.totalMs, other.totalMs),
    threadsMs: { main: thread('main'), v8: thread('v8'), libuv: thread('libuv'), other: thread('other') },
    residentMb: how(one.residentMb, other.residentMb),
  };
}

function readUsage(pid: number): Usage {
  const whole = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const threadsMs = { ...NONE.threadsMs };
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`;
    // A thread may end between the listing and the read. The total has its time.
    const [stat, name] = [readIfThere(`${folder}/stat`), readIfThere(`${folder}/comm`)];
    if (stat !== '') threadsMs[threadKind(Number(thread) === pid, name)] += parseStat(stat).processorMs;
  }
  return { totalMs: whole.processorMs, threadsMs, residentMb: whole.residentMb };
}

function readProportionalMb(pid: number): number {
  const kilobytes = Number(/^Pss:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  return (kilobytes * 1_024) / 1e6;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readIfThere(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}
