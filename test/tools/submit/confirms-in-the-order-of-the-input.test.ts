/** The command line's pure decisions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines } from '../../../functions/common/domain/lines.ts';
import { backoff, parseRetryAfter } from '../../../tools/submit/backoff.ts';
import { columnsOfJson, columnsOfTable } from '../../../tools/submit/columns.ts';
import { isGoogleAddress } from '../../../tools/submit/credentials.ts';
import { createInOrder } from '../../../tools/submit/in-order.ts';
import { describeProgress } from '../../../tools/submit/progress.ts';
import { describeResume } from '../../../tools/submit/summary.ts';
import { toPost } from '../../../tools/submit/to-post.ts';

test.each([
  ['https://submit-abc.a.run.app/posts', true],
  ['https://europe-west1-p.cloudfunctions.net/submit/posts', true],
  ['http://submit-abc.a.run.app/posts', false],
  ['https://run.app.example.org/posts', false],
  ['https://notrun.app/posts', false],
  ['https://example.org/x.run.app', false],
])('a token goes to %s unasked: %s', (url, expected) => {
  expect(isGoogleAddress(new URL(url))).toBe(expected);
});

test('a wait is random below a bound that doubles, and never shorter than the server asked for', () => {
  expect(backoff(1, 0, () => 1)).toBe(500);
  expect(backoff(2, 0, () => 1)).toBe(1_000);
  expect(backoff(100, 0, () => 1)).toBe(30_000);
  expect(backoff(5, 0, () => 0)).toBe(0);
  expect(backoff(1, 7_000, () => 0)).toBe(7_000);
  expect(backoff(1, 86_400_000, () => 0)).toBe(120_000);
});

test.each([
  ['3', 3_000],
  ['Thu, 01 Jan 1970 00:00:09 GMT', 4_000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', 0],
  [null, 0],
])('Retry-After %s', (header, expected) => {
  expect(parseRetryAfter(header, 5_000)).toBe(expected);
});

test.each([
  ['2016-12-09 18:31:00', '2016-12-09T18:31:00Z'],
  ['2016-12-09', '2016-12-09T00:00:00Z'],
  ['2016-12-09 18:31', '2016-12-09T18:31:00Z'],
  ['2016-12-09T18:31:00.5+0100', '2016-12-09T18:31:00.5+01:00'],
  ['2016-12-09 18:31:00 UTC', '2016-12-09T18:31:00Z'],
])('the date %s of a table', (date, expected) => {
  const row = { place: 'a:1', after: { offset: 0, line: 1 }, bytes: 1, faults: [] };
  const fields = { content: 'c', publication: 'P', date };
  const prepared = toPost({ ...row, fields }, columnsOfJson({}));
  expect(prepared).toHaveProperty('line');
  expect('line' in prepared && JSON.parse(prepared.line)).toMatchObject({ publishedAt: expected });
});

test('columns are found whatever their case, ids only when asked for', () => {
  const header = ['ID', 'Date', 'Article', 'PUBLICATION'];
  expect(columnsOfTable('a.csv', header, {})).toEqual({
    content: ['Article'],
    publication: ['PUBLICATION'],
    id: [],
    publishedAt: ['Date'],
  });
  expect(columnsOfTable('a.csv', header, { idColumn: 'id' }).id).toEqual(['ID']);
});

test('what is done in any order is confirmed in the order of the input', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.infiniteStream(fc.nat()), (count, picks) => {
      const confirmed: number[] = [];
      const order = createInOrder<number>((item) => confirmed.push(item));
      const open = Array.from({ length: count }, (_, item) => ({ item, done: order.add() }));
      while (open.length > 0) {
        const [picked] = open.splice(picks.next().value % open.length, 1);
        picked?.done(picked.item);
        expect(confirmed).toEqual(Array.from(confirmed, (_, index) => index));
        expect(confirmed.length).toBe(open.length === 0 ? count : Math.min(...open.map(({ item }) => item)));
      }
    }),
  );
});

test('lines are the same however the bytes arrive, and long ones are passed over', async () => {
  const line = fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', ''));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const chunks = async function* (): AsyncGenerator<Buffer> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      const found: (string | undefined)[] = [];
      let length = 0;
      for await (const piece of splitLines(chunks(), 8)) {
        found.push(piece.bytes?.toString());
        length += piece.length;
      }
      expect(found).toEqual(lines.map((text) => (Buffer.byteLength(text) > 8 ? undefined : text)));
      expect(length).toBe(bytes.length);
    }),
  );
});

test('progress is told with posts, speed, rejects and the time left', () => {
  const now = { accepted: 9_000, rejected: 1_000, bytes: 50_000_000, fraction: 0.5 };
  expect(describeProgress(now, 0.25, 10)).toBe(
    '50 % · 9,000 posts · 1,000 posts/s · 5.0 MB/s · 1,000 rejected · ETA 0:20',
  );
  expect(describeProgress({ ...now, fraction: undefined }, 0, 10)).not.toContain('ETA');
});

test('how to go on is a command line that can be pasted, without secrets', () => {
  const argv = ['--api-key', 'secret', '--id-token=token', '--resume', "it's.csv", '--batch', '5'];
  expect(describeResume('npm run submit --', argv)).toContain(
    `npm run submit -- --resume --api-key … --id-token=… 'it'\\''s.csv' --batch 5`,
  );
});
