/** Finds processes by a mark in their environment, which child processes inherit. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The variable that holds the mark. */
export const MARK = 'FAULTS_MARK';

/** The running processes with this mark, as `pid command`. */
export function marked(mark: string): string[] {
  const wanted = `${MARK}=${mark}`;
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { encoding: 'utf8' });
    return lines.split('\n').filter((line) => line.includes(wanted));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(wanted)) return [];
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()}`];
      } catch {
        return [];
      }
    });
}
