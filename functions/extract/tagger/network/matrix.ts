/** Matrices of 8-bit weights, arranged as the kernel's `multiply` reads them. */
import { type Kernel, StoreMode } from '../kernel/kernel.ts';
import type { Arena } from './arena.ts';
import type { Weights } from './weights.ts';

/** Rows are computed eight at a time; columns are quantised eight at a time and multiplied four at a time. */
const BLOCK = 8;
const GROUP = 4;

/** Where a matrix is, and its size, both padded to whole blocks. */
export interface Matrix {
  readonly weights: number;
  /** Sums of the rows' weights: what an input's zero adds. */
  readonly sums: number;
  readonly scales: number;
  readonly bias: number;
  readonly rows: number;
  readonly columns: number;
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** Reserves the place of a matrix. */
export function reserveMatrix(arena: Arena, rows: number, columns: number): Matrix {
  const [m, k] = [padded(rows), padded(columns)];
  return {
    weights: arena.take(m * k),
    sums: arena.take(4 * m),
    scales: arena.take(4 * m),
    bias: arena.take(4 * m),
    rows: m,
    columns: k,
  };
}

/**
 * Fills a matrix from the file: blocks of eight rows; in a block, for each four columns, the four of each
 * row.
 * @param name of the weights: `name.weight`, its scales, and `name.bias` where `hasBias`
 * @param from first column that is taken, for a matrix that is used in parts
 */
export function fillMatrix(
  { buffer, tensor }: Weights,
  matrix: Matrix,
  name: string,
  { from = 0, hasBias = true }: { readonly from?: number; readonly hasBias?: boolean } = {},
): void {
  const source = tensor(`${name}.weight`, 'i8', 2);
  const [rows = 0, width = 0] = source.shape;
  const values = new Int8Array(buffer, source.at, rows * width);
  const columns = Math.min(matrix.columns, width - from);
  const target = new Int8Array(buffer, matrix.weights, matrix.rows * matrix.columns);
  const sums = new Int32Array(buffer, matrix.sums, matrix.rows);
  for (let row = 0; row < rows; row++) {
    const block = (row - (row % BLOCK)) * matrix.columns + (row % BLOCK) * GROUP;
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const value = values[row * width + from + column] as number;
      const within = column % GROUP;
      target[block + (column - within) * BLOCK + within] = value;
      sum += value;
    }
    sums[row] = sum;
  }
  copyFloats(buffer, tensor(`${name}.weight#s`, 'f32', 1).at, matrix.scales, rows);
  if (hasBias) copyFloats(buffer, tensor(`${name}.bias`, 'f32', 1).at, matrix.bias, rows);
}

function copyFloats(buffer: ArrayBuffer, from: number, to: number, count: number): void {
  new Float32Array(buffer, to, count).set(new Float32Array(buffer, from, count));
}

/** Multiplies `count` quantised rows with a matrix. */
export function multiply(
  kernel: Kernel,
  matrix: Matrix,
  inputs: { readonly at: number; readonly scales: number; readonly count: number },
  to: number,
  list: number,
  mode: StoreMode = StoreMode.set,
): void {
  const { weights, sums, scales, bias, rows, columns } = matrix;
  kernel.multiply(
    inputs.at,
    inputs.scales,
    inputs.count,
    columns,
    weights,
    sums,
    scales,
    bias,
    rows,
    to,
    list,
    mode,
  );
}
