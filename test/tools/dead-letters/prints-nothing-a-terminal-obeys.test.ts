import { expect, test } from 'vitest';
import type { Pulled } from '../../../functions/common/cloud/subscriber-calls.ts';
import { readLetter } from '../../../tools/dead-letters/letter.ts';
import { formatJson, formatLine, formatWhole } from '../../../tools/dead-letters/print.ts';

const evil = 'red \u001b[31m\u009b31m\u202eline\nnext\ttab\u2028\u0007 é';
const message: Pulled = {
  ackId: '1',
  id: '7',
  data: Buffer.from('{"content": "é"}'),
  attributes: { postId: evil, reason: evil, error: evil },
  publishTime: new Date(0),
  attempt: 0,
};
const letter = readLetter(message, 'extract');
const shown = String.raw`red \u001b[31m\u009b31m\u202eline\nnext\ttab\u2028\u0007 é`;

test('a letter is one line with the same tabs, whatever its message contains', () => {
  expect(formatLine(letter, 90_000)).toBe(['extract', '1 m', shown, shown, shown].join('\t'));
});

test('JSON is one line without control characters that parses to the same value', () => {
  for (const line of [formatJson(letter), formatWhole(letter, message)]) {
    expect(line).not.toMatch(/[^ -~é]/);
    expect(JSON.parse(line)).toMatchObject({ reason: evil, error: evil, postId: evil });
  }
});

test('content that is not UTF-8 is shown as base64 without loss', () => {
  expect(JSON.parse(formatWhole(letter, message)).data).toBe('{"content": "é"}');
  const data = Buffer.from([0xff, 0x00, 0xfe]);
  const whole = JSON.parse(formatWhole(letter, { ...message, data }));
  expect(whole).not.toHaveProperty('data');
  expect(Buffer.from(whole.dataBase64, 'base64')).toEqual(data);
});
