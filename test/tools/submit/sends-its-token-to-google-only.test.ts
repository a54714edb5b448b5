import { expect, test } from 'vitest';
import { isGoogleAddress } from '../../../tools/submit/credentials.ts';

test.each([
  ['https://submit-abc.a.run.app/posts', true],
  ['https://europe-west1-p.cloudfunctions.net/submit/posts', true],
  ['http://submit-abc.a.run.app/posts', false],
  ['https://run.app.example.org/posts', false],
  ['https://notrun.app/posts', false],
  ['https://example.org/x.run.app', false],
])('a token goes to %s without --id-token: %s', (url, expected) => {
  expect(isGoogleAddress(new URL(url))).toBe(expected);
});
