/**
 * The kernel in plain JavaScript, for machines without SIMD; some five times slower. It rounds every
 * operation on floats to 32 bits, and adds in the order of the SIMD lanes. So both kernels give the same
 * bits.
 */
import {
  groupBytes,
  type Kernel,
  type KernelMachine,
  SHARE_STEPS,
  StoreMode,
  shareBytes,
  TAPS,
} from './kernel.ts';

const { fround } = Math;
const LEVELS = 127;
/**
 * Adding and subtracting 1.5 · 2^23 rounds a float of 32 bits to the nearest whole number, halves to even.
 */
const ROUNDER = 12_582_912;

function nearest(value: number): number {
  if (Math.abs(value) >= 4_194_304) return value;
  return fround(fround(value + ROUNDER) - ROUNDER);
}

function saturated(value: number): number {
  return Math.max(-32_768, Math.min(32_767, value));
}

/** The nearest whole number of a float plus a whole number, as 16 bits. */
function rounded(value: number, whole: number): number {
  return saturated(fround(value + (ROUNDER + whole)) - ROUNDER);
}

/** Steps of a share in its 8 bits, a unit, where its factor is 1. */
const SHARE_FACTOR = fround(fround(SHARE_STEPS * 256) / 127);

/** Makes a kernel with a memory of its own. */
export function makePlainMachine(bytes: number): KernelMachine {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 16) * 16);
  const floats = new Float32Array(buffer);
  const shorts = new Int16Array(buffer);
  const longs = new Int32Array(buffer);
  const signed = new Int8Array(buffer);
  const unsigned = new Uint8Array(buffer);
  const float = (at: number): number => floats[at] as number;
  const short = (at: number): number => shorts[at] as number;
  const long = (at: number): number => longs[at] as number;

  const quantise: Kernel['quantise'] = (from, to, columns, scale) => {
    const f = from >> 2;
    let least = 0;
    let most = 0;
    for (let i = 0; i < columns; i++) {
      least = Math.min(least, float(f + i));
      most = Math.max(most, float(f + i));
    }
    const range = Math.max(fround(most - least), fround(1e-9));
    const factor = fround(LEVELS / range);
    const zero = nearest(fround(-least * factor));
    floats[scale >> 2] = range / LEVELS;
    longs[(scale >> 2) + 1] = zero;
    for (let i = 0; i < columns; i++) {
      unsigned[to + i] = Math.max(0, Math.min(LEVELS, rounded(fround(float(f + i) * factor), zero)));
    }
  };

  const rowOf = (list: number, i: number): number => (list === 0 ? i : long((list >> 2) + i));

  const kernel: Kernel = {
    addRows(list, count) {
      for (let at = list >> 2; at < (list >> 2) + 4 * count; at += 4) {
        const [to, row, columns, scale] = [long(at) >> 2, long(at + 1), long(at + 2), float(at + 3)];
        for (let i = 0; i < columns; i++) {
          floats[to + i] = float(to + i) + fround((signed[row + i] as number) * scale);
        }
      }
    },

    quantise,

    quantiseRows(from, list, count, columns, to, scales) {
      for (let i = 0; i < count; i++) {
        const row = rowOf(list, i);
        quantise(from + row * columns * 4, to + i * columns, columns, scales + 8 * i);
      }
    },

    multiply(inputs, scales, count, columns, weights, weightSums, weightScales, bias, rows, to, list, mode) {
      const sums = new Int32Array(8);
      for (let i = 0; i < count; i++) {
        const x = inputs + i * columns;
        const scale = float((scales >> 2) + 2 * i);
        const zero = long((scales >> 2) + 2 * i + 1);
        const out = (to >> 2) + rowOf(list, i) * rows;
        let w = weights;
        for (let row = 0; row < rows; row += 8) {
          for (let lane = 0; lane < 8; lane++) sums[lane] = -zero * long((weightSums >> 2) + row + lane);
          for (let column = 0; column < columns; column += 4) {
            for (let lane = 0; lane < 8; lane++) {
              let sum = sums[lane] as number;
              for (let c = 0; c < 4; c++, w++)
                sum += (unsigned[x + column + c] as number) * (signed[w] as number);
              sums[lane] = sum;
            }
          }
          for (let lane = 0; lane < 8; lane++) {
            const at = row + lane;
            const product = fround(
              fround(float((weightScales >> 2) + at) * scale) * fround(sums[lane] as number),
            );
            let value = fround(float((bias >> 2) + at) + product);
            if ((mode & StoreMode.setPositive) !== 0) value = Math.max(0, value);
            floats[out + at] = (mode & StoreMode.add) !== 0 ? float(out + at) + value : value;
          }
        }
      }
    },

    storeShares(from, to, columns) {
      for (let tap = 0; tap < TAPS; tap++) {
        const share = (from >> 2) + tap * columns;
        let largest = 0;
        for (let c = 0; c < columns; c++) largest = Math.max(largest, Math.abs(float(share + c)));
        const factor = Math.min(Math.max(Math.ceil(fround(largest * SHARE_FACTOR)), 1), 32_767);
        shorts[((to + TAPS * columns) >> 1) + tap] = factor;
        const scale = fround((SHARE_STEPS * 256) / factor);
        for (let c = 0; c < columns; c++) {
          const value = rounded(fround(float(share + c) * scale), 0);
          signed[to + tap * columns + c] = Math.max(-128, Math.min(127, value));
        }
      }
    },

    addShares(list, count, slots, flags, shares, flagShares, bias, columns, to) {
      const starts = new Int32Array(TAPS);
      const factors = new Int32Array(TAPS);
      const terms = new Int32Array(3);
      for (let i = 0; i < count; i++) {
        const word = rowOf(list, i);
        for (let tap = 0; tap < TAPS; tap++) {
          const share = shares + long((slots >> 2) + word + tap - 2) * shareBytes(columns);
          starts[tap] = share + tap * columns;
          factors[tap] = short(((share + TAPS * columns) >> 1) + tap);
        }
        for (let k = 0; k < 3; k++) {
          terms[k] = (flagShares >> 1) + (9 * k + (unsigned[flags + word + k - 1] as number)) * columns;
        }
        for (let c = 0; c < columns; c++) {
          let sum = short((bias >> 1) + c);
          for (let tap = 0; tap < TAPS; tap++) {
            const byte = signed[(starts[tap] as number) + c] as number;
            sum = saturated(sum + ((byte * 128 * (factors[tap] as number) + 16_384) >> 15));
          }
          for (const term of terms) sum = saturated(sum + short(term + c));
          floats[(to >> 2) + word * columns + c] = Math.max(0, sum) / SHARE_STEPS;
        }
      }
    },

    mixNeighbours(words, list, count, filter, columns, scratch, to, scales) {
      const f = filter >> 2;
      for (let i = 0; i < count; i++) {
        const from = (words >> 2) + (rowOf(list, i) - 2) * columns;
        for (let c = 0; c < columns; c++) {
          let sum = fround(float(from + c) * float(f + c));
          for (let k = 1; k < 5; k++) {
            const at = k * columns + c;
            sum = fround(sum + fround(float(from + at) * float(f + at)));
          }
          floats[(scratch >> 2) + c] = sum;
        }
        quantise(scratch, to + i * columns, columns, scales + 8 * i);
      }
    },

    remember(words, list, groups, count, attention, attentionBias, columns, memory) {
      const lanes = new Float32Array(4);
      for (let i = 0; i < count; i++) {
        const h = (words >> 2) + rowOf(list, i) * columns;
        const group = (memory + long((groups >> 2) + i) * groupBytes(columns)) >> 2;
        lanes.fill(0);
        for (let c = 0; c < columns; c++) {
          lanes[c & 3] = (lanes[c & 3] as number) + fround(float(h + c) * float((attention >> 2) + c));
        }
        const [a = 0, b = 0, c = 0, d = 0] = lanes;
        const dot = fround(fround(a + b) + fround(c + d));
        const weight = exponential(Math.min(Math.max(fround(dot + fround(attentionBias)), -8), 8));
        floats[group] = float(group) + weight;
        for (let k = 0; k < columns; k++) {
          const value = float(h + k);
          const mean = group + 4 + k;
          floats[mean] = float(mean) + fround(value * weight);
          if (float(mean + columns) < value) floats[mean + columns] = value;
        }
      }
    },

    quantiseMemory(memory, count, columns, to, scales) {
      for (let i = 0; i < count; i++) {
        const at = memory + i * groupBytes(columns);
        const group = at >> 2;
        const factor = fround(1 / fround(float(group) + fround(1e-6)));
        for (let c = 0; c < columns; c++) floats[group + 4 + c] = float(group + 4 + c) * factor;
        quantise(at + 16, to + i * columns * 2, 2 * columns, scales + 8 * i);
      }
    },

    addGroups(to, groups, count, ofGroup, columns) {
      for (let i = 0; i < count; i++) {
        const from = (ofGroup >> 2) + long((groups >> 2) + i) * columns;
        const at = (to >> 2) + i * columns;
        for (let c = 0; c < columns; c++) {
          const sum = fround(float(at + c) + float(from + c));
          floats[at + c] = Math.max(0, sum);
        }
      }
    },
  };
  return { kernel, buffer };
}

/** The polynomial of the other kernel. */
const EXPONENTIAL = [0.00133336, 0.00961813, 0.05550411, 0.24022651, Math.LN2, 1].map(fround);
const LOG2_E = fround(Math.LOG2E);

function exponential(x: number): number {
  const scaled = fround(x * LOG2_E);
  const power = nearest(scaled);
  const rest = fround(scaled - power);
  const polynomial = EXPONENTIAL.reduce((sum, factor) => fround(factor + fround(rest * sum)), 0);
  return fround(polynomial * 2 ** power);
}
