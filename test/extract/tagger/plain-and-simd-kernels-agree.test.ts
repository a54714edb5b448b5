import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  groupBytes,
  IN_ORDER,
  type KernelMachine,
  StoreMode,
  shareBytes,
} from '../../../functions/extract/tagger/kernel/kernel.ts';
import { makePlainMachine } from '../../../functions/extract/tagger/kernel/plain.ts';
import { makeSimdMachine } from '../../../functions/extract/tagger/kernel/simd.ts';
import { buildKernel } from '../../../tools/kernel/build.ts';

test('the committed WebAssembly module equals a build of its source', async () => {
  const committed = readFileSync(
    new URL('../../../functions/extract/tagger/kernel/kernel.wasm', import.meta.url),
  );
  expect(Buffer.from(await buildKernel()).equals(committed)).toBe(true);
});

const BYTES = 1 << 18;
const COLUMNS = 32;

/** Integers from 0 to 2^32, the same sequence in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

/**
 * Runs a calculation on both kernels over memories with the same random floats. Compares every byte of the
 * results.
 */
function compare(
  fill: (buffer: ArrayBuffer, next: () => number) => void,
  run: (machine: KernelMachine) => unknown,
): void {
  const simd = makeSimdMachine(BYTES);
  if (simd === undefined) throw new Error('there is no SIMD to compare with');
  for (let seed = 1; seed <= 20; seed++) {
    const results = [makePlainMachine(BYTES), simd].map((machine) => {
      const next = numbers(seed);
      const floats = new Float32Array(machine.buffer);
      // Magnitudes differ widely, and some numbers are 0.
      for (let i = 0; i < floats.length; i++) {
        floats[i] = (next() / 2 ** 31 - 1) * 10 ** ((next() % 5) - 2) * (next() % 7 === 0 ? 0 : 1);
      }
      fill(machine.buffer, next);
      return { result: run(machine), bytes: Buffer.from(machine.buffer.slice(0, BYTES)) };
    });
    expect(results[0]?.result).toEqual(results[1]?.result);
    expect(results[0]?.bytes.equals(results[1]?.bytes ?? Buffer.of())).toBe(true);
  }
}

/** Writes 32-bit integers into the memory. */
function put(buffer: ArrayBuffer, at: number, values: readonly number[]): void {
  new Int32Array(buffer, at, values.length).set(values);
}

const shorts = (buffer: ArrayBuffer, at: number, count: number, next: () => number, limit: number): void => {
  const view = new Int16Array(buffer, at, count);
  for (let i = 0; i < count; i++) view[i] = (next() % (2 * limit + 1)) - limit;
};

const fillBytes = (buffer: ArrayBuffer, at: number, count: number, value: () => number): void => {
  const view = new Int8Array(buffer, at, count);
  for (let i = 0; i < count; i++) view[i] = value();
};

const [INPUT, OUTPUT, LIST, SCALES, EXTRA, GROUPS, STATES] = [
  4_096, 65_536, 1_024, 2_048, 131_072, 1_536, 196_608,
];

describe('both kernels give the same bits for', () => {
  test('addRows', () => {
    compare(
      (buffer) => {
        put(buffer, LIST, [OUTPUT, INPUT + 3, COLUMNS, 0, OUTPUT + 32, INPUT + 515, 16, 0]);
        const floats = new Float32Array(buffer, LIST, 8);
        floats[3] = 0.0137;
        floats[7] = 1.75;
      },
      ({ kernel }) => kernel.addRows(LIST, 2),
    );
  });

  test('quantise and quantiseRows', () => {
    compare(
      (buffer) => put(buffer, LIST, [5, 0, 3]),
      ({ kernel }) => {
        kernel.quantiseRows(INPUT, LIST, 3, COLUMNS, OUTPUT, SCALES);
        kernel.quantiseRows(INPUT, IN_ORDER, 2, COLUMNS, OUTPUT + 4_096, SCALES + 64);
        kernel.quantise(INPUT + 8_192, OUTPUT + 8_192, COLUMNS, SCALES + 128);
      },
    );
  });

  test.each(Object.entries(StoreMode))('multiply, %s', (_, mode) => {
    // Six inputs: the kernel takes four at a time, and two are left over.
    compare(
      (buffer, next) => {
        put(buffer, LIST, [7, 1, 2, 9, 4, 5]);
        fillBytes(buffer, INPUT, 6 * COLUMNS, () => next() % 128);
        fillBytes(buffer, EXTRA, 24 * COLUMNS, () => (next() % 255) - 127);
        for (let i = 0; i < 6; i++) put(buffer, SCALES + 8 * i + 4, [next() % 128]);
        put(
          buffer,
          EXTRA + 8_192,
          Array.from({ length: 24 }, () => (next() % 8_000) - 4_000),
        );
      },
      ({ kernel }) => {
        const [sums, scales, bias] = [EXTRA + 8_192, EXTRA + 16_384, EXTRA + 20_480];
        kernel.multiply(INPUT, SCALES, 6, COLUMNS, EXTRA, sums, scales, bias, 24, OUTPUT, LIST, mode);
      },
    );
  });

  test('storeShares and addShares', () => {
    compare(
      (buffer, next) => {
        put(buffer, LIST, [2, 3, 6]);
        put(buffer, GROUPS, [0, 1, 2, 3, 3, 2, 1, 0, 0, 1]);
        new Uint8Array(buffer, SCALES, 16).set([8, 8, 1, 2, 3, 4, 7, 0, 8, 8]);
        shorts(buffer, INPUT, 28 * COLUMNS, next, 2_000);
      },
      ({ kernel }) => {
        for (let slot = 0; slot < 4; slot++) {
          const floats = STATES + 4 * slot * 5 * COLUMNS;
          kernel.storeShares(floats, EXTRA + slot * shareBytes(COLUMNS), COLUMNS);
        }
        kernel.addShares(LIST, 3, GROUPS, SCALES, EXTRA, INPUT, INPUT + 54 * COLUMNS, COLUMNS, OUTPUT);
      },
    );
  });

  test('mixNeighbours', () => {
    compare(
      (buffer) => put(buffer, LIST, [2, 3, 9]),
      ({ kernel }) => kernel.mixNeighbours(STATES, LIST, 3, EXTRA, COLUMNS, INPUT, OUTPUT, SCALES),
    );
  });

  test('remember, quantiseMemory and addGroups', () => {
    compare(
      (buffer) => {
        put(buffer, LIST, [2, 3, 9, 4]);
        put(buffer, GROUPS, [0, 1, 0, 1]);
        for (let group = 0; group < 2; group++) {
          const at = OUTPUT + group * groupBytes(COLUMNS);
          new Float32Array(buffer, at, 4 + COLUMNS).fill(0);
          new Float32Array(buffer, at + 16 + 4 * COLUMNS, COLUMNS).fill(-1e30);
        }
      },
      ({ kernel }) => {
        kernel.remember(STATES, LIST, GROUPS, 4, EXTRA, 0.25, COLUMNS, OUTPUT);
        kernel.quantiseMemory(OUTPUT, 2, COLUMNS, INPUT, SCALES);
        kernel.addGroups(STATES, GROUPS, 4, EXTRA, COLUMNS);
      },
    );
  });
});
