import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { again } from '../../../tools/correct/again.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const failure = (code: number, message: string): Error => Object.assign(new Error(message), { code });

test('what fails for a while is tried again, and each time told', async () => {
  const notices: string[] = [];
  let tries = 0;
  const result = again(
    (text) => notices.push(text),
    async () => {
      tries += 1;
      if (tries < 3) throw failure(14, 'away');
      return 'done';
    },
  );
  await vi.runAllTimersAsync();
  expect(await result).toBe('done');
  expect(notices).toEqual(['trying again: away', 'trying again: away']);
});

test.for([
  ['a refusal', failure(7, 'not allowed')],
  ['a fault of ours', new TypeError('undefined is not a function')],
] as const)('%s is not tried again', async ([, error]) => {
  let tries = 0;
  const result = again(
    () => undefined,
    async () => {
      tries += 1;
      throw error;
    },
  );
  await expect(result).rejects.toThrow(error);
  expect(tries).toBe(1);
});

test('it ends with the error when it goes on failing', async () => {
  const result = again(
    () => undefined,
    async () => {
      throw failure(14, 'away');
    },
  );
  const expected = expect(result).rejects.toThrow('away');
  await vi.runAllTimersAsync();
  await expected;
});

test('a person is told when an answer is slow to come', async () => {
  const notices: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const result = again(
    (text) => notices.push(text),
    () => promise,
  );
  await vi.advanceTimersByTimeAsync(10_000);
  expect(notices).toEqual(['Firestore has not answered for 10 s; waiting for it']);
  resolve('done');
  expect(await result).toBe('done');
});
