import { expect, test } from 'vitest';
import { nextBatchSize, type Task } from '../../../functions/extract/pool/task.ts';

function tasks(count: number, length = 1_000): Task[] {
  return Array.from({ length: count }, () => ({ length, crashes: 0 }));
}

test('waiting texts are divided so that no process idles', () => {
  expect(nextBatchSize(tasks(30), 15)).toBe(2);
  expect(nextBatchSize(tasks(5), 15)).toBe(1);
});

test('a batch has a limit of texts and a limit of characters', () => {
  expect(nextBatchSize(tasks(1_000), 2)).toBe(32);
  expect(nextBatchSize(tasks(100, 50_000), 2)).toBe(2);
  expect(nextBatchSize(tasks(2, 1_000_000), 1)).toBe(1);
});

test('a text that has crashed a process is sent alone', () => {
  const suspect: Task = { length: 1, crashes: 1 };
  expect(nextBatchSize([suspect, ...tasks(10)], 1)).toBe(1);
  expect(nextBatchSize([...tasks(3), suspect, ...tasks(10)], 1)).toBe(3);
});

test('with no text waiting, nothing is taken', () => {
  expect(nextBatchSize([], 4)).toBe(0);
});
