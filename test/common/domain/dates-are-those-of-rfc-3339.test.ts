import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsOf, SubmittedPost } from '../../../functions/common/domain/post.ts';
import { isRfc3339 } from '../../../functions/common/domain/rfc3339.ts';

test.each([
  // The examples of RFC 3339, section 5.8.
  '1985-04-12T23:20:50.52Z',
  '1996-12-19T16:39:57-08:00',
  '1990-12-31T23:59:60Z',
  '1990-12-31T15:59:60-08:00',
  '1937-01-01T12:00:27.87+00:20',
  // Lower case, an unknown local offset, any number of digits, the limits of a day and of the years.
  '2026-01-31t09:30:00z',
  '2026-01-31T09:30:00-00:00',
  '2026-01-31T09:30:00.123456789012Z',
  '2026-12-31T23:59:59+23:59',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2024-02-29T00:00:00Z',
  '2000-02-29T00:00:00Z',
  '2016-12-31T23:59:60.5Z',
  '2017-01-01T05:44:60+05:45',
  '9999-12-31T23:59:60Z',
])('%s is a date and time', (text) => {
  expect(isRfc3339(text)).toBe(true);
});

test.each([
  '',
  '2026-01-31',
  '2026-01-31T09:30Z',
  '2026-01-31T09:30:00',
  '2026-01-31 09:30:00Z',
  '2026-01-31T09:30:00.Z',
  '2026-01-31T09:30:00,5Z',
  '2026-01-31T09:30:00+0100',
  '2026-01-31T09:30:00+01',
  '2026-01-31T09:30:00+24:00',
  '2026-01-31T09:30:00+01:60',
  '2026-01-31T24:00:00Z',
  '2026-01-31T23:60:00Z',
  '2026-01-31T23:59:61Z',
  '2026-02-30T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '+002026-01-31T09:30:00Z',
  '26-01-31T09:30:00Z',
  '2026-1-31T09:30:00Z',
  '2026-01-31T09:30:00Z\n',
  ' 2026-01-31T09:30:00Z',
  '２026-01-31T09:30:00Z',
  // A leap second at a time that cannot have one.
  '2016-12-30T23:59:60Z',
  '2016-12-31T22:59:60Z',
  '2016-12-31T23:59:60+01:00',
])('%j is not a date and time', (text) => {
  expect(isRfc3339(text)).toBe(false);
});

test('every output of Date.toISOString is a date and time', () => {
  const within = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(fc.property(within, (date) => isRfc3339(date.toISOString())));
});

test('a post with another date is refused with an example of a valid one', () => {
  const { error } = SubmittedPost.safeParse({
    content: 'x',
    publication: 'y',
    publishedAt: '2026-02-30T00:00:00Z',
  });
  expect(error && faultsOf(error)).toEqual([
    {
      path: 'publishedAt',
      message:
        'must be an existing date and time as in RFC 3339, with seconds and an offset, for example 2026-01-31T09:30:00Z',
    },
  ]);
});
