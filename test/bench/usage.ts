/**
 * Processor time and memory of processes, as Linux counts them in /proc
 * (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  /** Processor time of all threads, in milliseconds. */
  readonly totalMs: number;
  /** Processor time of the first thread of each process, in milliseconds. */
  readonly mainThreadMs: number;
  readonly residentMb: number;
}

/** Linux counts processor time in hundredths of a second on every architecture that Node runs on. */
const TICK_MS = 10;
const PAGE_MB = 4_096 / 1e6;

/**
 * The usage of a process since its start.
 * @param whose of the process itself, or of all its children together
 */
export function usageOf(pid: number, whose: 'itself' | 'children' = 'itself'): Usage {
  const pids = whose === 'itself' ? [pid] : childrenOf(pid);
  return pids.map(readUsage).reduce(add, { totalMs: 0, mainThreadMs: 0, residentMb: 0 });
}

/** The usage between two readings; the memory is that of the second. */
export function usageBetween(before: Usage, after: Usage): Usage {
  return {
    totalMs: after.totalMs - before.totalMs,
    mainThreadMs: after.mainThreadMs - before.mainThreadMs,
    residentMb: after.residentMb,
  };
}

function add(one: Usage, other: Usage): Usage {
  return {
    totalMs: one.totalMs + other.totalMs,
    mainThreadMs: one.mainThreadMs + other.mainThreadMs,
    residentMb: one.residentMb + other.residentMb,
  };
}

function readUsage(pid: number): Usage {
  const whole = readStat(`/proc/${pid}/stat`);
  return {
    totalMs: whole.processorMs,
    mainThreadMs: readStat(`/proc/${pid}/task/${pid}/stat`).processorMs,
    residentMb: whole.residentMb,
  };
}

function readStat(path: string): { readonly processorMs: number; readonly residentMb: number } {
  const text = readFileSync(path, 'utf8');
  // The second field is the program's name in parentheses, which may hold blanks; the third follows it.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (number: number): number => fields[number - 3] ?? 0;
  return { processorMs: (field(14) + field(15)) * TICK_MS, residentMb: field(24) * PAGE_MB };
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
