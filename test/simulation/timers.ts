/**
 * Timers and random numbers of the client libraries. The project's own code is handed its clock; the
 * libraries call the globals, and some keep them when they are loaded. So this file is imported before any of
 * them, and its globals lead to the simulation while one runs.
 */
export interface Globals {
  readonly after: (milliseconds: number, work: () => void) => () => void;
  readonly fraction: () => number;
}

let current: Globals | undefined;
const real = { setTimeout, clearTimeout, setImmediate, random: Math.random };
/** By the timer that the caller holds. */
const cancels = new WeakMap<object, () => void>();

const later = (work: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): NodeJS.Timeout => {
  if (current === undefined) return real.setTimeout(work, milliseconds, ...args);
  // The caller may call `unref` or `refresh` of what it gets, so it gets a real timer that has ended.
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

/** Leads the globals to a simulation until it is disposed of. */
export function useGlobals(globals: Globals): Disposable {
  current = globals;
  return {
    [Symbol.dispose]: () => {
      current = undefined;
    },
  };
}

/** Resolves when nothing is left to do but what timers and the simulated network bring. */
export function settled(): Promise<void> {
  return new Promise((resolve) => real.setImmediate(resolve));
}
