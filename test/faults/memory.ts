/** Watches the resident memory of the processes under test. */
import { execFileSync } from 'node:child_process';
import type { Supervised } from './supervised.ts';

/**
 * Resident megabytes that no process of ours may exceed, whatever happens and for however long. A pool
 * process may have 256 MB of heap and 256 MB beside it before it is replaced, and one text may take it beyond
 * that.
 */
export const MEMORY_BOUNDS_MB: Readonly<Record<string, number>> = {
  submit: 400,
  extract: 500,
  save: 600,
  pool: 800,
};

export interface MemoryWatch extends Disposable {
  /** The most megabytes that any one process of that kind has had; pool processes are `pool`. */
  readonly peaks: () => Readonly<Record<string, number>>;
  /** Megabytes of each process at this moment, by kind. */
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
