import { expect, test } from 'vitest';
import { presentMoment, type Reads, readAt } from '../../functions/common/cloud/moment.ts';
import { collections, type Part } from '../../functions/common/domain/store/documents.ts';
import { buildTable, emptyTable } from '../../functions/common/domain/store/table.ts';
import { inflateAside } from '../../functions/common/domain/store/table-codec.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { replacePart } from '../../functions/save/rollup/parts.ts';
import { capped, createTables, type Tables } from '../../functions/show/reading/tables.ts';
import { sharedEmulators } from '../support/shared.ts';

const emulators = sharedEmulators();

/** Writes a table of one name. */
async function written(id: string): Promise<Part> {
  const { firestore } = emulators;
  const names = [{ type: 'person', key: id, text: id, articles: 1, mentions: 1 } as const];
  const column = { id, articles: 1, changed: 0 };
  const { part } = await replacePart(
    { firestore, runtime: systemRuntime },
    {
      of: id,
      table: buildTable(emptyTable, () => true, [{ column, names }]),
      readAt: await presentMoment(firestore.doc('leases/none')),
      old: undefined,
      refer: (batch, next) => batch.set(firestore.collection('referring').doc(id), { ...next }),
    },
  );
  return part;
}

/** Reads tables, as of now. @param meddle changes the reads */
async function columnsRead(
  tables: Tables,
  parts: readonly Part[],
  meddle: (at: Reads) => Reads = (at) => at,
): Promise<string[]> {
  const { firestore } = emulators;
  const moment = await presentMoment(firestore.doc('leases/none'));
  return readAt(firestore, moment, async (at) => {
    const ids: string[] = [];
    for await (const { table } of tables.readAll(meddle(at), capped(parts, parts.length) ?? []))
      ids.push(...table.columns.map(({ id }) => id));
    return ids;
  });
}

test('tables come in their order, and two who want one at once fetch it once', async () => {
  const ids = Array.from({ length: 30 }, (_, n) => `day ${n}`);
  const parts = await Promise.all(ids.map(written));
  const tables = createTables(emulators.firestore, inflateAside);
  const fetched: string[] = [];
  const noting = (at: Reads): Reads => ({
    get: at.get.bind(at),
    getAll: (...references) => {
      for (const given of references) if ('path' in given) fetched.push(given.path);
      return at.getAll(...references);
    },
  });
  const both = await Promise.all([0, 1].map(() => columnsRead(tables, parts, noting)));
  expect(both).toEqual([ids, ids]);
  expect(await columnsRead(tables, parts, noting)).toEqual(ids);
  expect(fetched.toSorted()).toEqual(parts.map(({ run }) => `${collections.rollups}/${run}-0`).toSorted());
});

test('a fetch that fails is repeated by the other who waits for it, and a missing table is an error', async () => {
  const part = await written('once');
  const tables = createTables(emulators.firestore, inflateAside);
  let hasBegun = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const failing = columnsRead(tables, [part], (at) => ({
    get: at.get.bind(at),
    getAll: async () => {
      hasBegun();
      await emulators.firestore.doc('leases/none').get();
      throw new Error('that moment is gone');
    },
  }));
  const refused = expect(failing).rejects.toThrow('that moment is gone');
  await begun;
  expect(await columnsRead(tables, [part])).toEqual(['once']);
  await refused;
  await expect(columnsRead(tables, [part, { ...part, run: 'lost' }])).rejects.toThrow('is missing');
});
