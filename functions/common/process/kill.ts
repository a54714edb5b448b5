/** Ending another process for certain. */

/**
 * Kills a process. A process that has ended already is no error.
 * @param pid its id, or the negative id of a process group
 */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
