/**
 * Counts the reads that Firestore bills (https://cloud.google.com/firestore/pricing). A query or a lookup
 * costs one per returned document, and a query without results one. An aggregation costs one per thousand
 * scanned index entries. Wraps the client's only method for response streams, because neither client nor
 * emulator reports reads.
 */
import type { Duplex } from 'node:stream';
import { Firestore } from '@google-cloud/firestore';
import { z } from 'zod';

const ENTRIES_PER_READ = 1_000;

const Document = z.looseObject({
  document: z.unknown().optional(),
  found: z.unknown().optional(),
  missing: z.unknown().optional(),
});
const Aggregation = z.looseObject({
  result: z.object({
    aggregateFields: z.record(z.string(), z.object({ integerValue: z.coerce.number().optional() })),
  }),
});

export interface ReadCounter {
  /** Reads since the last call. */
  take(): number;
}

/** Watches every Firestore client of this process from now on. */
export function countReads(): ReadCounter {
  let reads = 0;
  const original: unknown = Reflect.get(Firestore.prototype, 'requestStream');
  if (typeof original !== 'function') throw new Error('the client has no requestStream to watch');
  Reflect.set(Firestore.prototype, 'requestStream', async function (this: Firestore, ...given: unknown[]) {
    const stream: Duplex = await original.apply(this, given);
    let seen = 0;
    const emit = stream.emit.bind(stream);
    stream.emit = (event: string | symbol, ...values: unknown[]): boolean => {
      if (event === 'data') seen += readsOf(values[0]);
      if (event === 'end') reads += Math.max(1, seen);
      return emit(event, ...values);
    };
    return stream;
  });
  return {
    take() {
      const taken = reads;
      reads = 0;
      return taken;
    },
  };
}

function readsOf(value: unknown): number {
  const aggregation = Aggregation.safeParse(value);
  if (aggregation.success) {
    // Every aggregation of show includes a count, which is the number of scanned entries. The sums are never
    // smaller.
    const fields = Object.values(aggregation.data.result.aggregateFields);
    const entries = Math.min(...fields.map(({ integerValue }) => integerValue ?? 0));
    return Math.max(1, Math.ceil(entries / ENTRIES_PER_READ));
  }
  const { document, found, missing } = Document.parse(value);
  return document || found || missing ? 1 : 0;
}
