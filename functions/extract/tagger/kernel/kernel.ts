/**
 * The arithmetic of the network, as functions over one memory: what there is, not how. `simd.ts` runs it as
 * WebAssembly, `plain.ts` in JavaScript; both give the same bits. Arguments named `from`, `to` and so on are
 * byte offsets into the memory, multiples of 16 but for bytes of weights. Numbers of columns are multiples of
 * 8.
 */

/** How `multiply` stores its products. The `positive` modes first replace a negative product with 0. */
export const StoreMode = { set: 0, setPositive: 1, add: 2, addPositive: 3 } as const;
export type StoreMode = (typeof StoreMode)[keyof typeof StoreMode];

/** No list: rows in order. */
export const IN_ORDER = 0;

/** The words in the window of the first layer. */
export const TAPS = 5;

/** Steps of the first layer's sums, a unit; they have 16 bits. */
export const SHARE_STEPS = 512;

/**
 * Bytes of a word's share of the first layer: 8 bits a column for each tap, then a factor of 16 bits for each
 * tap.
 */
export function shareBytes(columns: number): number {
  return TAPS * columns + 16;
}

/** Bytes of one group in `remember`'s memory: its weight, padding, sum and maximum. */
export function groupBytes(columns: number): number {
  return 16 + 8 * columns;
}

export interface Kernel {
  /**
   * Adds rows of 8-bit weights, each times its scale, to floats. An entry of `list` has 16 bytes: where it is
   * added, the row, its columns (32 bits each), and its scale (32-bit float).
   */
  addRows(list: number, count: number): void;
  /**
   * Writes floats as whole numbers from 0 to 127, a byte each; at `scale` what one step is (32-bit float) and
   * which number is 0 (32 bits).
   */
  quantise(from: number, to: number, columns: number, scale: number): void;
  /** Quantises the rows of `list`, each with a scale of its own, 8 bytes. */
  quantiseRows(from: number, list: number, count: number, columns: number, to: number, scales: number): void;
  /**
   * Products of quantised inputs with a matrix that `packMatrix` has arranged: `rows` floats for each of
   * `count` inputs, stored at the rows of `to` that `list` names.
   */
  multiply(
    inputs: number,
    scales: number,
    count: number,
    columns: number,
    weights: number,
    weightSums: number,
    weightScales: number,
    bias: number,
    rows: number,
    to: number,
    list: number,
    mode: StoreMode,
  ): void;
  /** Writes a word's share: the floats of each tap in 8 bits, with a factor that their largest asks for. */
  storeShares(from: number, to: number, columns: number): void;
  /**
   * First layer: for each word of `list` the sum of the shares of the five slots and three flags around it,
   * and of the bias; floats, none negative.
   */
  addShares(
    list: number,
    count: number,
    slots: number,
    flags: number,
    shares: number,
    flagShares: number,
    bias: number,
    columns: number,
    to: number,
  ): void;
  /**
   * For each word of `list` its five neighbours, column by column, by the five rows of `filter`; quantised.
   */
  mixNeighbours(
    words: number,
    list: number,
    count: number,
    filter: number,
    columns: number,
    scratch: number,
    to: number,
    scales: number,
  ): void;
  /** Adds words of groups to the sums and maxima of their groups, each weighed by its attention. */
  remember(
    words: number,
    list: number,
    groups: number,
    count: number,
    attention: number,
    attentionBias: number,
    columns: number,
    memory: number,
  ): void;
  /** Turns the sums into means, and quantises mean and maximum of each group as one row. */
  quantiseMemory(memory: number, count: number, columns: number, to: number, scales: number): void;
  /** to[i] += the row of i's group; nothing stays negative. */
  addGroups(to: number, groups: number, count: number, ofGroup: number, columns: number): void;
}

/** The names of the functions, as the module exports them. */
export const kernelFunctions = [
  'addRows',
  'quantise',
  'quantiseRows',
  'multiply',
  'storeShares',
  'addShares',
  'mixNeighbours',
  'remember',
  'quantiseMemory',
  'addGroups',
] as const satisfies readonly (keyof Kernel)[];

/** A kernel with the memory that it works on. */
export interface KernelMachine {
  readonly kernel: Kernel;
  readonly buffer: ArrayBuffer;
}

/** Makes a kernel with a memory of at least `bytes` bytes, all 0. */
export type MakeMachine = (bytes: number) => KernelMachine;
