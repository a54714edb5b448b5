/** Ending another process for certain. */

/**
 * Kills a process; one that is gone already is no fault.
 * @param pid its id, or the negative id of a process group
 */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
