/** The stored state of the engine, in memory. It survives a simulated restart of the engine. */
import type { KeptState, KeptTable } from '../../emulators/engine/storage.ts';

/** Opens an empty state. */
export function openKeptState(): KeptState {
  const tables = new Map<KeptTable, Map<string, Uint8Array>>();
  const tableOf = (name: KeptTable): Map<string, Uint8Array> => {
    const table = tables.get(name) ?? new Map<string, Uint8Array>();
    tables.set(name, table);
    return table;
  };
  return {
    put(name, key, value) {
      if (value === null) tableOf(name).delete(key);
      else tableOf(name).set(key, value);
    },
    rows: (name) =>
      [...tableOf(name)]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, value]) => ({ key, value })),
    settled: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}
