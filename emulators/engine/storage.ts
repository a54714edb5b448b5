/**
 * Keeps the engine's present state in a SQLite database: documents, topics, subscriptions, and messages that
 * are not acknowledged. At the end of each turn of the event loop, all changes since the last write are
 * committed in one transaction and synced (WAL with `synchronous = FULL`). So many calls share one sync, and
 * the database always holds a state that the engine was in.
 *
 * Leases, attempts and earlier versions of documents are not kept: after a restart all messages are ready,
 * and the past cannot be read.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Rows by table; null removes the row. */
export interface KeptState extends Disposable {
  readonly put: (table: KeptTable, key: string, value: Uint8Array | null) => void;
  /** Every row that is there, in the order of keys. */
  readonly rows: (table: KeptTable) => Iterable<{ readonly key: string; readonly value: Uint8Array }>;
  /**
   * Resolves when everything put so far is synced; undefined when it is already. Rejects, from then on, when
   * the disk fails.
   */
  readonly settled: () => Promise<void> | undefined;
}

const tables = ['documents', 'topics', 'subscriptions', 'messages'] as const;
export type KeptTable = (typeof tables)[number];

/** Another process that has the folder open is waited for this long. */
const BUSY_MS = 2_000;

/**
 * Opens the storage in a folder, which is made where it is missing.
 * @throws when the folder cannot be used, or another engine has it open
 */
export function openStorage(folder: string): KeptState {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'engine.sqlite'));
  // The switch to WAL comes first: it would set the other two back.
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(
    `PRAGMA synchronous = FULL; PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA locking_mode = EXCLUSIVE`,
  );
  for (const table of tables)
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID`);
  // Takes the lock for good, so that a second engine is refused at its start.
  database.exec('BEGIN IMMEDIATE; COMMIT');
  const statements = new Map(
    tables.map((table) => [
      table,
      {
        put: database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`),
        remove: database.prepare(`DELETE FROM ${table} WHERE key = ?`),
      },
    ]),
  );
  /** The changes to write, the last of each key. */
  let pending = new Map<KeptTable, Map<string, Uint8Array | null>>();
  let writing: Promise<void> | undefined;

  const write = (): void => {
    database.exec('BEGIN');
    for (const [table, rows] of pending) {
      const statement = statements.get(table);
      for (const [key, value] of rows) {
        if (value === null) statement?.remove.run(key);
        else statement?.put.run(key, value);
      }
    }
    database.exec('COMMIT');
    pending = new Map();
  };

  return {
    put(table, key, value) {
      const rows = pending.get(table) ?? new Map<string, Uint8Array | null>();
      pending.set(table, rows.set(key, value));
      writing ??= new Promise((resolve, reject) => {
        setImmediate(() => {
          try {
            write();
            writing = undefined;
            resolve();
          } catch (error) {
            // The promise stays, so that no later call is answered: memory and disk differ now.
            reject(error);
          }
        });
      });
      // Callers of `settled` see the failure. Without any, it must not become an unhandled rejection.
      writing.catch(() => undefined);
    },
    *rows(table) {
      const select = database.prepare(`SELECT key, value FROM ${table} ORDER BY key`);
      for (const { key, value } of select.iterate())
        if (typeof key === 'string' && value instanceof Uint8Array) yield { key, value };
    },
    settled: () => writing,
    [Symbol.dispose]() {
      if (pending.size > 0) write();
      database.close();
    },
  };
}
