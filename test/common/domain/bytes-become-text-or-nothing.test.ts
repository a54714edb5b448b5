import { expect, test } from 'vitest';
import {
  decodeJson,
  decodeUtf8,
  decodeUtf8Exactly,
  parseJson,
} from '../../../functions/common/domain/text.ts';

const marked = Buffer.from('\ufeff{"a": "é"}');
const latin = Buffer.from('caf\u00e9', 'latin1');

test('bytes that are not UTF-8 give no text, rather than replacement characters', () => {
  expect(decodeUtf8(latin)).toBeUndefined();
  expect(decodeUtf8Exactly(latin)).toBeUndefined();
  expect(decodeUtf8(Buffer.from('café \ufffd'))).toBe('café \ufffd');
});

test('a byte order mark is dropped, or kept where offsets in bytes matter', () => {
  expect(decodeUtf8(marked)).toBe('{"a": "é"}');
  expect(decodeUtf8Exactly(marked)).toBe('\ufeff{"a": "é"}');
});

test('JSON gives its value, and other text an error with the reason', () => {
  expect(parseJson('[1]')).toEqual({ value: [1] });
  expect(parseJson('[1')).toEqual({ fault: expect.stringMatching(/JSON/) });
  expect(decodeJson(marked)).toEqual({ value: { a: 'é' } });
  expect(decodeJson(latin)).toEqual({ fault: 'the bytes are not UTF-8' });
});
