import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createDayDocuments,
  MAX_DAY_DOCUMENT_BYTES,
} from '../../../../functions/common/domain/store/day-documents.ts';
import { MAX_MENTIONS_PER_DOCUMENT } from '../../../../functions/common/domain/store/tally.ts';

const INTERVAL_MS = 1_000;
const MOST_IN_ROTATION = 8;

/** A commit: the bytes it adds to each day, its start, and the number of other commits before its end. */
const commit = fc.record({
  publication: fc.constantFrom('daily', 'weekly', 'a~b'),
  day: fc.constantFrom('2026-11-26', '2026-11-27'),
  bytes: fc.oneof(fc.nat(2_000), fc.nat(MAX_DAY_DOCUMENT_BYTES)),
  mentions: fc.oneof(fc.nat(1_000), fc.nat(MAX_MENTIONS_PER_DOCUMENT)),
  after: fc.nat(700),
  lasts: fc.nat(12),
});

test('no document is in two commits at once, of two days, too full, or written more often than allowed', () => {
  fc.assert(
    fc.property(fc.array(commit, { maxLength: 120 }), (commits) => {
      const documents = createDayDocuments('writer');
      const busy = new Map<string, number>();
      const places = new Map<string, string>();
      const loads = new Map<string, { bytes: number; mentions: number; takenAt: number }>();
      let now = 0;
      for (const [index, { publication, day, bytes, mentions, after, lasts }] of commits.entries()) {
        for (const [id, until] of busy) {
          if (until > index) continue;
          documents.release([id]);
          busy.delete(id);
        }
        now += after;
        const place = `${publication} ${day}`;
        const id = documents.take(publication, day, { bytes, mentions }, now);
        expect(busy.has(id)).toBe(false);
        expect(places.get(id) ?? place).toBe(place);
        const before = loads.get(id);
        const load = {
          bytes: (before?.bytes ?? 0) + bytes,
          mentions: (before?.mentions ?? 0) + mentions,
          takenAt: now,
        };
        expect(load.bytes).toBeLessThanOrEqual(MAX_DAY_DOCUMENT_BYTES);
        expect(load.mentions).toBeLessThanOrEqual(MAX_MENTIONS_PER_DOCUMENT);
        const others = [...places.values()].filter((one) => one === place).length;
        if (before !== undefined && now - before.takenAt < INTERVAL_MS)
          expect(others).toBeGreaterThanOrEqual(MOST_IN_ROTATION);
        places.set(id, place);
        loads.set(id, load);
        busy.set(id, index + lasts);
      }
    }),
  );
});

test('two writers, two days or two publications share no document', () => {
  const load = { bytes: 1, mentions: 1 };
  const ids = ['one', 'two'].flatMap((writer) => {
    const documents = createDayDocuments(writer);
    return ['daily', 'weekly'].flatMap((publication) =>
      ['2026-11-26', '2026-11-27'].flatMap((day) =>
        [0, 1].map(() => documents.take(publication, day, load, 0)),
      ),
    );
  });
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[\w-]{27}~\d{4}-\d\d-\d\d~(?:one|two)-[0-9a-z]+$/);
});

test('a document is reused one second after its last commit', () => {
  const documents = createDayDocuments('writer');
  const take = (now: number): string => {
    const id = documents.take('daily', '2026-11-27', { bytes: 1, mentions: 1 }, now);
    documents.release([id]);
    return id;
  };
  const first = take(0);
  expect(take(999)).not.toBe(first);
  expect(take(1_000)).toBe(first);
});
