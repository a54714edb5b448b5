/**
 * Counts what Firestore bills as reads: each document that a query or a look-up returns, one for a query that
 * returns none, and for an aggregation one for every thousand index entries it passes over
 * (https://cloud.google.com/firestore/pricing). The client's one method for streams of answers is watched,
 * because neither the client nor the emulator tells.
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
    // Every aggregation of show counts as well, and what it counts is what it passes over: the sums beside it
    // are never smaller.
    const fields = Object.values(aggregation.data.result.aggregateFields);
    const entries = Math.min(...fields.map(({ integerValue }) => integerValue ?? 0));
    return Math.max(1, Math.ceil(entries / ENTRIES_PER_READ));
  }
  const { document, found, missing } = Document.parse(value);
  return document || found || missing ? 1 : 0;
}
