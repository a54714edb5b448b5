import { expect, it } from 'vitest';
import { readAnswer } from './http-load.ts';

const answer = Buffer.from('HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nhello');

it('the load generator waits for the head and body of a response', () => {
  for (let length = 0; length < answer.length; length++)
    expect(readAnswer(answer.subarray(0, length))).toBeUndefined();
  expect(readAnswer(answer)).toEqual({ status: 202, length: answer.length });
});

it('the load generator keeps the bytes of the next response', () => {
  expect(readAnswer(Buffer.concat([answer, answer]))?.length).toBe(answer.length);
});

it('the load generator refuses a response without a known end', () => {
  expect(() => readAnswer(Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'))).toThrow(
    'without a length',
  );
});
