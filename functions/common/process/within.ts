/** Waiting with a bound. */

/**
 * Resolves when `work` has ended, well or not, or after `milliseconds`, whichever comes first. For what is worth waiting for at the end of
 * a process, and not worth hanging for.
 * @returns whether the work ended in time
 */
export async function endsWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const ended = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}
