import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePattern } from '../../../tools/submit/posts/date-pattern.ts';
import { readDate } from '../../../tools/submit/posts/dates.ts';
import { START } from '../../../tools/submit/rows/row.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { readPosts } from '../../support/submit/read-posts.ts';

const folder = folderForEachTest();

function read(value: unknown, timeZone = 'UTC', format?: string): string {
  const pattern = format === undefined ? undefined : parsePattern(format);
  const result = readDate(value, { timeZone, pattern });
  return 'date' in result ? result.date : result.problem;
}

test.each([
  // ISO 8601 and RFC 3339.
  ['2016-12-31', '2016-12-31T00:00:00Z'],
  ['2016-12-31 18:31', '2016-12-31T18:31:00Z'],
  ['2016-12-31T18:31:05', '2016-12-31T18:31:05Z'],
  ['2016-12-31T18:31:05.250Z', '2016-12-31T18:31:05.250Z'],
  ['2016-12-31T18:31:05,5+0100', '2016-12-31T18:31:05.5+01:00'],
  ['2016-12-31 18:31:05+00:00', '2016-12-31T18:31:05Z'],
  ['2016-12-31 18:31:05 UTC', '2016-12-31T18:31:05Z'],
  ['2016-12-31 24:00:00', '2017-01-01T00:00:00Z'],
  ['2016-12-31 10:15 PM', '2016-12-31T22:15:00Z'],
  ['2016-12-31 12:15 AM', '2016-12-31T00:15:00Z'],
  ['2016-1-5', '2016-01-05T00:00:00Z'],
  ['2016/12/31', '2016-12-31T00:00:00Z'],
  ['2016.12.31', '2016-12-31T00:00:00Z'],
  ['20161231', '2016-12-31T00:00:00Z'],
  ['20161231T101500Z', '2016-12-31T10:15:00Z'],
  ['20161231101500', '2016-12-31T10:15:00Z'],
  // RFC 822 and its successors.
  ['Mon, 06 Sep 2021 10:00:00 GMT', '2021-09-06T10:00:00Z'],
  ['Mon, 06 Sep 2021 10:00:00 +0000', '2021-09-06T10:00:00Z'],
  ['Mon, 6 Sep 2021 10:00 EST', '2021-09-06T10:00:00-05:00'],
  ['06 Sep 21 10:00:00 Z', '2021-09-06T10:00:00Z'],
  ['Mon, 06 Sep 2021 10:00:00 BST', '2021-09-06T10:00:00+01:00'],
  ['Mon, 06 Sep 2021 10:00:00 CEST', '2021-09-06T10:00:00+02:00'],
  ['Mon, 06 Sep 2021 10:00:00 +0530 (IST)', '2021-09-06T10:00:00+05:30'],
  ['Mon Sep 06 2021 10:00:00 GMT+0200 (Central European Summer Time)', '2021-09-06T10:00:00+02:00'],
  ['Mon Sep  6 10:00:00 2021', '2021-09-06T10:00:00Z'],
  ['Mon Sep 06 10:00:00 +0000 2021', '2021-09-06T10:00:00Z'],
  // Words.
  ['December 31, 2017', '2017-12-31T00:00:00Z'],
  ['Dec. 31, 2017', '2017-12-31T00:00:00Z'],
  ['31 December 2017', '2017-12-31T00:00:00Z'],
  ['31-Dec-2017', '2017-12-31T00:00:00Z'],
  ['Sunday, December 31st, 2017 at 9:05 pm', '2017-12-31T21:05:00Z'],
  ['Saturday 31 December 2016 10.15 GMT', '2016-12-31T10:15:00Z'],
  ['Sept 5, 2021 10:15 AM ET', '2021-09-05T10:15:00-04:00'],
  ['Jan 5, 2021 10:15 AM ET', '2021-01-05T10:15:00-05:00'],
  // Day and month in numbers, where one of them can only be the day.
  ['31/12/2016', '2016-12-31T00:00:00Z'],
  ['12/31/2016', '2016-12-31T00:00:00Z'],
  ['31.12.2016', '2016-12-31T00:00:00Z'],
  ['12/31/2016 6:05 PM', '2016-12-31T18:05:00Z'],
  ['04/04/2024', '2024-04-04T00:00:00Z'],
  // Seconds and milliseconds since 1970.
  ['1483142400', '2016-12-31T00:00:00Z'],
  ['1483142400.0', '2016-12-31T00:00:00Z'],
  ['1483142400000', '2016-12-31T00:00:00Z'],
  [1_483_142_400, '2016-12-31T00:00:00Z'],
  [1_483_142_400_500, '2016-12-31T00:00:00.500Z'],
])('%j is %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  '2016-12',
  '2016',
  '2017.0',
  '42735',
  '0000-00-00',
  '-',
  'yesterday',
  '2021-02-30',
  '31/31/2016',
  '25:00',
  {},
])('%j is no date', (text) => {
  expect(read(text)).toBe('unreadable');
});

test.each(['03/04/2024', '3.4.2024', '03-04-2024 10:00', '31/12/16', '6 Sep 2021 10:00 IST'])(
  '%s is ambiguous',
  (text) => {
    expect(read(text)).toBe('ambiguous');
  },
);

test.each([
  ['dmy', '03/04/2024', '2024-04-03T00:00:00Z'],
  ['mdy', '03/04/2024', '2024-03-04T00:00:00Z'],
  ['DD/MM/YYYY', '03/04/2024', '2024-04-03T00:00:00Z'],
  ['MM/DD/YYYY', '03/04/2024', '2024-03-04T00:00:00Z'],
  ['%d.%m.%Y', '03.04.2024', '2024-04-03T00:00:00Z'],
  ['%m/%d/%y %I:%M %p', '03/04/24 09:05 PM', '2024-03-04T21:05:00Z'],
  ['D MMM YYYY HH:mm', '3 Apr 2024 09:05', '2024-04-03T09:05:00Z'],
  ['dmy', '3-4-24 10:00', '2024-04-03T10:00:00Z'],
  ['dmy', '2024-04-03', 'unreadable'],
])('--date-format %s settles %s', (format, text, expected) => {
  expect(read(text, 'UTC', format)).toBe(expected);
});

test('a format without a year, a month or a day is refused', () => {
  for (const text of ['', 'HH:mm', 'YYYY-MM', 'date']) expect(parsePattern(text)).toBeUndefined();
});

describe('--timezone', () => {
  test.each([
    ['Europe/London', '2021-07-01 12:00', '2021-07-01T12:00:00+01:00'],
    ['Europe/London', '2021-01-01 12:00', '2021-01-01T12:00:00Z'],
    ['America/New_York', '2021-07-01T12:00:00', '2021-07-01T12:00:00-04:00'],
    ['+05:30', '2021-07-01 12:00', '2021-07-01T12:00:00+05:30'],
    ['EST', '2021-07-01 12:00', '2021-07-01T12:00:00-05:00'],
    // A clock that is put back shows some times twice. One that is put forward skips some.
    ['Europe/Berlin', '2021-10-31 02:30', '2021-10-31T02:30:00+02:00'],
    ['Europe/Berlin', '2021-03-28 02:30', '2021-03-28T02:30:00+01:00'],
    ['Europe/Berlin', '2021-07-01T12:00:00Z', '2021-07-01T12:00:00Z'],
    ['Europe/Berlin', 'Thu, 01 Jul 2021 12:00:00 GMT', '2021-07-01T12:00:00Z'],
  ])('%s: %s is %s', (zone, text, expected) => {
    expect(read(text, zone)).toBe(expected);
  });

  test('a date without a time stays on its day', () => {
    expect(read('2021-07-01', 'Asia/Tokyo')).toBe('2021-07-01T00:00:00Z');
  });
});

test('every valid Date is read back from each of its forms', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1980-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      (date) => {
        const second = Math.floor(date.getTime() / 1_000) * 1_000;
        const moment = new Date(second);
        for (const text of [moment.toISOString(), moment.toUTCString(), String(second / 1_000), second])
          expect(new Date(read(text)).getTime()).toBe(second);
      },
    ),
  );
});

test('an unreadable date drops the date, not the article, and is reported with its place', async () => {
  const rows = ['publication,date,content', 'P,2017.0,one', 'P,03/04/2024,two', 'P,NaN,three', 'P,soon,four'];
  await writeFile(folder.file('a.csv'), rows.join('\n'));
  const { posts, rejected, said } = await readPosts([folder.file('a.csv')]);
  expect(rejected).toEqual([]);
  expect(posts).toEqual(['one', 'two', 'three', 'four'].map((content) => ({ publication: 'P', content })));
  expect(said).toEqual([
    expect.stringMatching(
      /^2 dates cannot be read \(the first is "2017\.0" at .*a\.csv:2\)\. Their posts count on the day of acceptance\.$/,
    ),
    expect.stringMatching(
      /^1 date can be read in several ways \("03\/04\/2024" at .*a\.csv:3\)\. Its post counts on the day of acceptance, unless --date-format/,
    ),
  ]);
});

test('dates that the saver does not use are sent as they are, and reported', async () => {
  const dates = ['1799-12-31', '1800-01-01', '2026-11-27', '2026-11-28', '2026-11-29', '2062-11-26'];
  const rows = ['publication,date,content', ...dates.map((date) => `P,${date},about ${date}`)];
  await writeFile(folder.file('a.csv'), rows.join('\n'));
  const { posts, said } = await readPosts([folder.file('a.csv')], [], START, Date.UTC(2026, 10, 27));
  expect(posts.map(({ publishedAt }) => publishedAt)).toEqual(dates.map((date) => `${date}T00:00:00Z`));
  expect(said).toEqual([
    expect.stringMatching(
      /^3 dates are before 1800 or in the future \(the first is "1799-12-31T00:00:00Z" at .*a\.csv:2\)\. Their posts count on the day of acceptance\.$/,
    ),
  ]);
});
