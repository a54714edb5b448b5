/** Watches the resident memory of the processes under test. */
import { execFileSync } from 'node:child_process';
import type { Supervised } from './supervised.ts';

/**
 * The most resident megabytes that each kind of process may have at any time. A pool process may have 256 MB
 * of heap and 256 MB besides before it is replaced. A single text may exceed that.
 */
export const MEMORY_BOUNDS_MB: Readonly<Record<string, number>> = {
  submit: 400,
  extract: 500,
  save: 600,
  pool: 800,
};

export interface MemoryWatch extends Disposable {
  /** The peak megabytes of a single process of each kind; pool processes are `pool`. */
  readonly peaks: () => Readonly<Record<string, number>>;
  /** The current megabytes of each process, by kind. */
  readonly now: () => Readonly<Record<string, readonly number[]>>;
}

export function watchMemory(processes: readonly Supervised[], everyMs = 500): MemoryWatch {
  const peaks = new Map<string, number>();
  const look = (): Record<string, number[]> => {
    const kinds = new Map<number | undefined, string>(processes.map((one) => [one.pid(), one.stage]));
    kinds.delete(undefined);
    const found: Record<string, number[]> = {};
    for (const line of execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' }).split(
      '\n',
    )) {
      const [pid, parent, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
      const kind = kinds.get(pid) ?? (kinds.get(parent) === 'extract' ? 'pool' : undefined);
      if (kind === undefined) continue;
      const megabytes = Math.round(kilobytes / 1_024);
      found[kind] = [...(found[kind] ?? []), megabytes];
      peaks.set(kind, Math.max(peaks.get(kind) ?? 0, megabytes));
    }
    return found;
  };
  const timer = setInterval(look, everyMs);
  return {
    peaks: () => Object.fromEntries(peaks),
    now: look,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
