/**
 * Replaces the timers and random numbers that the client libraries use. The project's own code gets its clock
 * as an argument; the libraries use globals, and some keep references at import. So this file is imported
 * first, and its globals belong to the simulation while one runs.
 */
export interface Globals {
  readonly after: (milliseconds: number, work: () => void) => () => void;
  readonly fraction: () => number;
}

let current: Globals | undefined;
const real = { setTimeout, clearTimeout, setImmediate, random: Math.random };
/** By the timer that the caller got. */
const cancels = new WeakMap<object, () => void>();

const later = (work: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): NodeJS.Timeout => {
  if (current === undefined) return real.setTimeout(work, milliseconds, ...args);
  // The caller may call `unref` or `refresh`, so it gets a real timer that has expired.
  const held = real.setTimeout(() => undefined, 0);
  real.clearTimeout(held);
  cancels.set(
    held,
    current.after(milliseconds, () => work(...args)),
  );
  return held;
};

Object.assign(globalThis, {
  setTimeout: Object.assign(later, real.setTimeout),
  clearTimeout: (timer: NodeJS.Timeout | undefined) => {
    const cancel = timer && typeof timer === 'object' ? cancels.get(timer) : undefined;
    if (cancel === undefined) real.clearTimeout(timer);
    else cancel();
  },
});
Math.random = () => current?.fraction() ?? real.random();

/** Redirects the globals to a simulation until disposal. */
export function useGlobals(globals: Globals): Disposable {
  current = globals;
  return {
    [Symbol.dispose]: () => {
      current = undefined;
    },
  };
}

/** Resolves when all remaining work waits for timers or the simulated network. */
export function settled(): Promise<void> {
  return new Promise((resolve) => real.setImmediate(resolve));
}
