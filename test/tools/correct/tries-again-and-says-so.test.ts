import { expect, test } from 'vitest';
import { again, type Retrying } from '../../../tools/correct/again.ts';
import { type VirtualRuntime, virtualRuntime } from '../../support/virtual-runtime.ts';

const failure = (code: number, message: string): Error => Object.assign(new Error(message), { code });

function retrying(): Retrying & { readonly runtime: VirtualRuntime; readonly notices: string[] } {
  const notices: string[] = [];
  return { runtime: virtualRuntime(), notices, notice: (text) => void notices.push(text) };
}

test('a call that fails for a while is retried, and each retry is reported', async () => {
  const some = retrying();
  let tries = 0;
  const result = again(some, async () => {
    tries += 1;
    if (tries < 3) throw failure(14, 'away');
    return 'done';
  });
  expect(await some.runtime.clock.during(result)).toBe('done');
  expect(some.notices).toEqual(['retrying: away', 'retrying: away']);
});

test.for([
  ['a refusal', failure(7, 'not allowed')],
  ['a fault of ours', new TypeError('undefined is not a function')],
] as const)('%s is not retried', async ([, error]) => {
  let tries = 0;
  const result = again(retrying(), async () => {
    tries += 1;
    throw error;
  });
  await expect(result).rejects.toThrow(error);
  expect(tries).toBe(1);
});

test('a call that keeps failing ends with its error', async () => {
  const some = retrying();
  let tries = 0;
  const result = again(some, async () => {
    tries += 1;
    throw failure(14, 'away');
  });
  await expect(some.runtime.clock.during(result)).rejects.toThrow('away');
  expect(tries).toBe(8);
});

test('the error is final after a minute, however few attempts there were', async () => {
  const some = retrying();
  const { clock } = some.runtime;
  let tries = 0;
  const result = again(some, async () => {
    tries += 1;
    await clock.sleep(40_000);
    throw failure(14, 'away');
  });
  await expect(clock.during(result)).rejects.toThrow('away');
  expect(tries).toBe(2);
});

test('a slow answer is reported', async () => {
  const some = retrying();
  const { clock } = some.runtime;
  const result = again(some, async () => {
    await clock.sleep(10_001);
    return 'done';
  });
  expect(await clock.during(result)).toBe('done');
  expect(some.notices).toEqual(['Firestore has not answered for 10 s; still waiting']);
});
