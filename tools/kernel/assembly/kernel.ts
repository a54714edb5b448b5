/**
 * The tagger's arithmetic for WebAssembly with SIMD, in AssemblyScript.
 * `functions/extract/tagger/kernel/plain.ts` does the same without SIMD, operation by operation, and the
 * tests hold the two to the same bits. Pointers are byte offsets into the memory that both share; numbers of
 * columns are multiples of 8. `kernel.ts` there describes each function.
 */

/**
 * Largest value of a quantised input. Of 7 bits, so that the relaxed dot product has one result everywhere.
 */
const LEVELS: f32 = 127;
/** Steps of the first layer's sums, a unit. */
const STEPS: f32 = 512;
/** Words that the first layer sees. */
const TAPS: usize = 5;

// @ts-ignore: decorator
@inline
function sumOfLanes(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  );
}

/**
 * Added to a float below 2^22 it leaves the nearest whole number, halves to even, in the low bits: cheaper
 * than the instructions for it.
 */
const ROUNDER: f32 = 12582912;

/** Eight floats times a scale, plus a whole number, rounded to 16 bits. */
// @ts-ignore: decorator
@inline
function rounded(from: usize, scale: v128, rounder: v128): v128 {
  const base = i32x4.splat(reinterpret<i32>(ROUNDER));
  const low = i32x4.sub(f32x4.add(f32x4.mul(v128.load(from), scale), rounder), base);
  const high = i32x4.sub(f32x4.add(f32x4.mul(v128.load(from, 16), scale), rounder), base);
  return i16x8.narrow_i32x4_s(low, high);
}

// @ts-ignore: decorator
@inline
function leastOfLanes(a: v128): f32 {
  return min<f32>(
    min<f32>(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    min<f32>(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

// @ts-ignore: decorator
@inline
function mostOfLanes(a: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    max<f32>(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

/** Quantises a row whose least and largest values, lane by lane, and 0 are known. */
// @ts-ignore: decorator
@inline
function quantiseWithin(low: v128, high: v128, from: usize, to: usize, columns: usize, scale: usize): void {
  const least = leastOfLanes(low);
  const range = max<f32>(mostOfLanes(high) - least, 1e-9);
  const factor = LEVELS / range;
  const zero = nearest<f32>(-least * factor);
  store<f32>(scale, range / LEVELS);
  store<i32>(scale, <i32>zero, 4);
  const factors = f32x4.splat(factor);
  const rounder = f32x4.splat(ROUNDER + zero);
  const limit = i16x8.splat(<i16>LEVELS);
  for (let c: usize = 0; c < columns; c += 8) {
    const values = i16x8.min_s(rounded(from + (c << 2), factors, rounder), limit);
    v128.store64_lane(to + c, i8x16.narrow_i16x8_u(values, values), 0);
  }
}

export function addRows(list: usize, count: i32): void {
  for (const end = list + (<usize>count << 4); list < end; list += 16) {
    const to = <usize>load<i32>(list);
    const row = <usize>load<i32>(list, 4);
    const columns = <usize>load<i32>(list, 8);
    const factor = f32x4.splat(load<f32>(list, 12));
    for (let i: usize = 0; i < columns; i += 8) {
      const values = v128.load_ext<i8>(row + i);
      const at = to + (i << 2);
      const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(values));
      const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(values));
      v128.store(at, f32x4.add(v128.load(at), f32x4.mul(low, factor)));
      v128.store(at, f32x4.add(v128.load(at, 16), f32x4.mul(high, factor)), 16);
    }
  }
}

export function quantise(from: usize, to: usize, columns: i32, scale: usize): void {
  let low = f32x4.splat(0);
  let high = low;
  for (let c: usize = 0; c < <usize>columns; c += 4) {
    const values = v128.load(from + (c << 2));
    low = f32x4.pmin(low, values);
    high = f32x4.pmax(high, values);
  }
  quantiseWithin(low, high, from, to, columns, scale);
}

export function quantiseRows(
  from: usize,
  list: usize,
  count: i32,
  columns: i32,
  to: usize,
  scales: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = list === 0 ? i : load<i32>(list + (<usize>i << 2));
    quantise(from + ((<usize>row * columns) << 2), to + <usize>i * columns, columns, scales + (<usize>i << 3));
  }
}

/** How a product is stored. */
const SET = 0;
const SET_POSITIVE = 1;
const ADD = 2;
const ADD_POSITIVE = 3;

// @ts-ignore: decorator
@inline
function put(at: usize, sums: v128, scale: v128, weightScales: usize, bias: usize, mode: i32): void {
  const product = f32x4.mul(f32x4.mul(v128.load(weightScales), scale), f32x4.convert_i32x4_s(sums));
  let value = f32x4.add(v128.load(bias), product);
  if (mode & 1) value = f32x4.pmax(f32x4.splat(0), value);
  if (mode & 2) value = f32x4.add(v128.load(at), value);
  v128.store(at, value);
}

// @ts-ignore: decorator
@inline
function step(sums: v128, input: v128, weights: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, input, sums);
}

export function multiply(
  inputs: usize,
  scales: usize,
  count: i32,
  columns: i32,
  weights: usize,
  weightSums: usize,
  weightScales: usize,
  bias: usize,
  rows: i32,
  to: usize,
  list: usize,
  mode: i32,
): void {
  const inputBytes = <usize>columns;
  const blockBytes = <usize>columns << 3;
  const outBytes = <usize>rows << 2;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const x0 = inputs + <usize>i * inputBytes;
    const at = scales + (<usize>i << 3);
    const s0 = v128.load_splat<f32>(at);
    const s1 = v128.load_splat<f32>(at, 8);
    const s2 = v128.load_splat<f32>(at, 16);
    const s3 = v128.load_splat<f32>(at, 24);
    const z0 = i32x4.splat(-load<i32>(at, 4));
    const z1 = i32x4.splat(-load<i32>(at, 12));
    const z2 = i32x4.splat(-load<i32>(at, 20));
    const z3 = i32x4.splat(-load<i32>(at, 28));
    const t0 = to + <usize>(list === 0 ? i : load<i32>(list + (<usize>i << 2))) * outBytes;
    const t1 = to + <usize>(list === 0 ? i + 1 : load<i32>(list + (<usize>i << 2), 4)) * outBytes;
    const t2 = to + <usize>(list === 0 ? i + 2 : load<i32>(list + (<usize>i << 2), 8)) * outBytes;
    const t3 = to + <usize>(list === 0 ? i + 3 : load<i32>(list + (<usize>i << 2), 12)) * outBytes;
    let w = weights;
    for (let row: usize = 0; row < outBytes; row += 32) {
      // The inputs' zero would add a term to every column; it is subtracted first.
      const sum0 = v128.load(weightSums + row);
      const sum1 = v128.load(weightSums + row, 16);
      let a0 = i32x4.mul(sum0, z0), a1 = i32x4.mul(sum1, z0);
      let b0 = i32x4.mul(sum0, z1), b1 = i32x4.mul(sum1, z1);
      let c0 = i32x4.mul(sum0, z2), c1 = i32x4.mul(sum1, z2);
      let d0 = i32x4.mul(sum0, z3), d1 = i32x4.mul(sum1, z3);
      const end = w + blockBytes;
      let x = x0;
      while (w < end) {
        const w0 = v128.load(w);
        const w1 = v128.load(w, 16);
        let v = v128.load_splat<i32>(x);
        a0 = step(a0, v, w0);
        a1 = step(a1, v, w1);
        v = v128.load_splat<i32>(x + inputBytes);
        b0 = step(b0, v, w0);
        b1 = step(b1, v, w1);
        v = v128.load_splat<i32>(x + 2 * inputBytes);
        c0 = step(c0, v, w0);
        c1 = step(c1, v, w1);
        v = v128.load_splat<i32>(x + 3 * inputBytes);
        d0 = step(d0, v, w0);
        d1 = step(d1, v, w1);
        w += 32;
        x += 4;
      }
      const ws = weightScales + row;
      const bs = bias + row;
      put(t0 + row, a0, s0, ws, bs, mode);
      put(t0 + row + 16, a1, s0, ws + 16, bs + 16, mode);
      put(t1 + row, b0, s1, ws, bs, mode);
      put(t1 + row + 16, b1, s1, ws + 16, bs + 16, mode);
      put(t2 + row, c0, s2, ws, bs, mode);
      put(t2 + row + 16, c1, s2, ws + 16, bs + 16, mode);
      put(t3 + row, d0, s3, ws, bs, mode);
      put(t3 + row + 16, d1, s3, ws + 16, bs + 16, mode);
    }
  }
  for (; i < count; i++) {
    const x0 = inputs + <usize>i * inputBytes;
    const s0 = v128.load_splat<f32>(scales + (<usize>i << 3));
    const z0 = i32x4.splat(-load<i32>(scales + (<usize>i << 3), 4));
    const t0 = to + <usize>(list === 0 ? i : load<i32>(list + (<usize>i << 2))) * outBytes;
    let w = weights;
    for (let row: usize = 0; row < outBytes; row += 32) {
      let a0 = i32x4.mul(v128.load(weightSums + row), z0);
      let a1 = i32x4.mul(v128.load(weightSums + row, 16), z0);
      const end = w + blockBytes;
      let x = x0;
      while (w < end) {
        const v = v128.load_splat<i32>(x);
        a0 = step(a0, v, v128.load(w));
        a1 = step(a1, v, v128.load(w, 16));
        w += 32;
        x += 4;
      }
      put(t0 + row, a0, s0, weightScales + row, bias + row, mode);
      put(t0 + row + 16, a1, s0, weightScales + row + 16, bias + row + 16, mode);
    }
  }
}

export function storeShares(from: usize, to: usize, columns: i32): void {
  const row = <usize>columns;
  for (let tap: usize = 0; tap < TAPS; tap++) {
    const share = from + tap * (row << 2);
    let most = f32x4.splat(0);
    for (let c: usize = 0; c < row; c += 4) most = f32x4.pmax(most, f32x4.abs(v128.load(share + (c << 2))));
    const largest = mostOfLanes(most);
    const factor = min<f32>(max<f32>(ceil<f32>(largest * (<f32>(STEPS * 256) / <f32>127)), 1), 32767);
    store<i16>(to + TAPS * row + (tap << 1), <i16>factor);
    const scale = f32x4.splat(<f32>(STEPS * 256) / factor);
    const rounder = f32x4.splat(ROUNDER);
    for (let c: usize = 0; c < row; c += 8) {
      const values = rounded(share + (c << 2), scale, rounder);
      v128.store64_lane(to + tap * row + c, i8x16.narrow_i16x8_s(values, values), 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function share(at: usize, factor: v128): v128 {
  return i16x8.q15mulr_sat_s(i16x8.shl(v128.load_ext<i8>(at), 7), factor);
}

export function addShares(
  list: usize,
  count: i32,
  slots: usize,
  flags: usize,
  shares: usize,
  flagShares: usize,
  bias: usize,
  columns: i32,
  to: usize,
): void {
  const unit = f32x4.splat(1 / STEPS);
  const zero = i16x8.splat(0);
  const bytes = <usize>columns;
  const row = bytes << 1;
  const stride = TAPS * bytes + 16;
  for (let i = 0; i < count; i++) {
    const word = load<i32>(list + (<usize>i << 2));
    const at = slots + (<usize>word << 2);
    const s0 = shares + <usize>load<i32>(at - 8) * stride;
    const s1 = shares + <usize>load<i32>(at - 4) * stride;
    const s2 = shares + <usize>load<i32>(at) * stride;
    const s3 = shares + <usize>load<i32>(at, 4) * stride;
    const s4 = shares + <usize>load<i32>(at, 8) * stride;
    const m0 = v128.load_splat<i16>(s0 + TAPS * bytes);
    const m1 = v128.load_splat<i16>(s1 + TAPS * bytes, 2);
    const m2 = v128.load_splat<i16>(s2 + TAPS * bytes, 4);
    const m3 = v128.load_splat<i16>(s3 + TAPS * bytes, 6);
    const m4 = v128.load_splat<i16>(s4 + TAPS * bytes, 8);
    const f = flags + word;
    const f0 = flagShares + <usize>load<u8>(f - 1) * row;
    const f1 = flagShares + (9 + <usize>load<u8>(f)) * row;
    const f2 = flagShares + (18 + <usize>load<u8>(f, 1)) * row;
    const out = to + <usize>word * (row << 1);
    for (let c: usize = 0; c < bytes; c += 8) {
      const d = c << 1;
      let sum = i16x8.add_sat_s(v128.load(bias + d), share(s0 + c, m0));
      sum = i16x8.add_sat_s(sum, share(s1 + bytes + c, m1));
      sum = i16x8.add_sat_s(sum, share(s2 + 2 * bytes + c, m2));
      sum = i16x8.add_sat_s(sum, share(s3 + 3 * bytes + c, m3));
      sum = i16x8.add_sat_s(sum, share(s4 + 4 * bytes + c, m4));
      sum = i16x8.add_sat_s(sum, v128.load(f0 + d));
      sum = i16x8.add_sat_s(sum, v128.load(f1 + d));
      sum = i16x8.max_s(i16x8.add_sat_s(sum, v128.load(f2 + d)), zero);
      const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(sum));
      const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(sum));
      v128.store(out + (d << 1), f32x4.mul(low, unit));
      v128.store(out + (d << 1), f32x4.mul(high, unit), 16);
    }
  }
}

export function mixNeighbours(
  words: usize,
  list: usize,
  count: i32,
  filter: usize,
  columns: i32,
  scratch: usize,
  to: usize,
  scales: usize,
): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < count; i++) {
    const from = words + <usize>(load<i32>(list + (<usize>i << 2)) - 2) * row;
    let low = f32x4.splat(0);
    let high = low;
    for (let c: usize = 0; c < row; c += 16) {
      const h = from + c;
      const f = filter + c;
      let sum = f32x4.mul(v128.load(h), v128.load(f));
      sum = f32x4.add(sum, f32x4.mul(v128.load(h + row), v128.load(f + row)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(h + 2 * row), v128.load(f + 2 * row)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(h + 3 * row), v128.load(f + 3 * row)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(h + 4 * row), v128.load(f + 4 * row)));
      low = f32x4.pmin(low, sum);
      high = f32x4.pmax(high, sum);
      v128.store(scratch + c, sum);
    }
    quantiseWithin(low, high, scratch, to + <usize>i * columns, columns, scales + (<usize>i << 3));
  }
}

/**
 * e^x for |x| up to 30, by a polynomial of the fifth degree: the same bits everywhere, which a library's is
 * not.
 */
// @ts-ignore: decorator
@inline
function exponential(x: f32): f32 {
  const power = nearest<f32>(x * <f32>1.44269504);
  const rest = x * <f32>1.44269504 - power;
  let p: f32 = 0.00133336;
  p = <f32>0.00961813 + rest * p;
  p = <f32>0.05550411 + rest * p;
  p = <f32>0.24022651 + rest * p;
  p = <f32>0.69314718 + rest * p;
  p = <f32>1 + rest * p;
  return p * reinterpret<f32>((<i32>power + 127) << 23);
}

export function remember(
  words: usize,
  list: usize,
  groups: usize,
  count: i32,
  attention: usize,
  attentionBias: f32,
  columns: i32,
  memory: usize,
): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < count; i++) {
    const h = words + <usize>load<i32>(list + (<usize>i << 2)) * row;
    const group = memory + <usize>load<i32>(groups + (<usize>i << 2)) * (2 * row + 16);
    let dot = f32x4.splat(0);
    for (let c: usize = 0; c < row; c += 16) {
      dot = f32x4.add(dot, f32x4.mul(v128.load(h + c), v128.load(attention + c)));
    }
    const weight = exponential(min<f32>(max<f32>(sumOfLanes(dot) + attentionBias, -8), 8));
    const factor = f32x4.splat(weight);
    store<f32>(group, load<f32>(group) + weight);
    for (let c: usize = 0; c < row; c += 16) {
      const value = v128.load(h + c);
      const mean = group + 16 + c;
      v128.store(mean, f32x4.add(v128.load(mean), f32x4.mul(value, factor)));
      v128.store(mean + row, f32x4.pmax(v128.load(mean + row), value));
    }
  }
}

export function quantiseMemory(memory: usize, count: i32, columns: i32, to: usize, scales: usize): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < count; i++) {
    const group = memory + <usize>i * (2 * row + 16);
    const factor = f32x4.splat(<f32>1 / (load<f32>(group) + <f32>1e-6));
    for (let c: usize = 0; c < row; c += 16) {
      const mean = group + 16 + c;
      v128.store(mean, f32x4.mul(v128.load(mean), factor));
    }
    quantise(group + 16, to + ((<usize>i * columns) << 1), columns << 1, scales + (<usize>i << 3));
  }
}

export function addGroups(to: usize, groups: usize, count: i32, ofGroup: usize, columns: i32): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < count; i++) {
    const from = ofGroup + <usize>load<i32>(groups + (<usize>i << 2)) * row;
    const at = to + <usize>i * row;
    for (let c: usize = 0; c < row; c += 16) {
      const sum = f32x4.add(v128.load(at + c), v128.load(from + c));
      v128.store(at + c, f32x4.pmax(f32x4.splat(0), sum));
    }
  }
}
