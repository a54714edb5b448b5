/**
 * A word's share of the first layer: table rows and evidence, through the word layer, times the first layer's
 * five matrices. It depends on the word alone, so it is computed once and cached. Words are encoded in
 * batches, because a matrix read for one word serves eight.
 */
import { LIST_COLUMNS, readClasses } from '../features/classes.ts';
import { evidenceColumns, readEvidence } from '../features/evidence.ts';
import { COLUMNS, Column, fillRows, MAX_TRIGRAMS, NO_TRIGRAM, normalise } from '../features/rows.ts';
import { IN_ORDER, type KernelMachine, StoreMode, shareBytes, TAPS } from '../kernel/kernel.ts';
import type { Arena } from './arena.ts';
import { fillMatrix, multiply, reserveMatrix } from './matrix.ts';
import { readVocabulary } from './vocabulary.ts';
import type { Weights, WeightsFile } from './weights.ts';

/**
 * The tables, in the order of their numbers in a word's vector, with their columns in the rows that
 * `fillRows` fills.
 */
const TABLES: readonly { readonly name: string; readonly columns: readonly number[] }[] = [
  { name: 'enc.W', columns: [Column.word] },
  { name: 'enc.C', columns: [Column.spelling1, Column.spelling2] },
  { name: 'enc.p3', columns: [Column.prefix] },
  { name: 'enc.s3', columns: [Column.suffix3] },
  { name: 'enc.s2', columns: [Column.suffix2] },
  { name: 'enc.s4', columns: [Column.suffix4] },
  { name: 'enc.sh', columns: [Column.shape] },
];
const TRIGRAMS = 'enc.tri';
/** Stands in for the word's own row where the word has a class only. */
const CLASSES = 'enc.K';

const BATCH = 32;

export interface Encoder {
  /**
   * Computes the shares of words.
   * @param slots where each word's share goes
   */
  encode(words: readonly string[], slots: readonly number[]): void;
}

/** The memory that an encoder takes; planned before the memory exists. */
export interface EncoderPlan {
  /** Columns of the first layer. */
  readonly columns: number;
  build(machine: KernelMachine, weights: Weights, shares: number): Encoder;
}

interface WeightTable {
  readonly rows: number;
  readonly scales: Float32Array;
  readonly width: number;
  readonly columns: readonly number[];
}

/** Reserves an encoder's part of the memory. */
export function planEncoder(arena: Arena, { header }: WeightsFile): EncoderPlan {
  const [wordColumns = 0, inputColumns = 0] = header.t['enc.lin.weight']?.[1] ?? [];
  const [shareRows = 0] = header.t['c1.weight']?.[1] ?? [];
  const wordLayer = reserveMatrix(arena, wordColumns, inputColumns);
  const shareLayer = reserveMatrix(arena, shareRows, wordColumns);
  const inputs = arena.take(4 * BATCH * wordLayer.columns);
  const quantised = arena.take(BATCH * Math.max(wordLayer.columns, shareLayer.columns));
  const scales = arena.take(8 * BATCH);
  const encoded = arena.take(4 * BATCH * wordLayer.rows);
  const shared = arena.take(4 * BATCH * shareLayer.rows);
  const evidence = evidenceBits(header.evidence);
  const columns = shareRows / TAPS;

  return {
    columns,
    build(machine, weights, shares) {
      const { kernel, buffer } = machine;
      fillMatrix(weights, wordLayer, 'enc.lin');
      fillMatrix(weights, shareLayer, 'c1', { hasBias: false });
      const tables = TABLES.map(({ name, columns }) => tableOf(weights, name, columns));
      const trigrams = tableOf(weights, TRIGRAMS, []);
      const words = weights.tensor('words', 'u8', 1);
      const rowOf = readVocabulary(new Uint8Array(buffer, words.at, words.shape[0]));
      const evidenceOf = evidence.length === 0 ? undefined : readEvidence();
      const classes = header.t.classes === undefined ? undefined : openClasses(weights);
      const floats = new Float32Array(buffer);
      const rows = new Int32Array(COLUMNS);

      const fillInput = (word: string, at: number): void => {
        const count = fillRows(word, rowOf, rows);
        floats.fill(0, at >> 2, (at >> 2) + wordLayer.columns);
        const known = rows[Column.word] === 0 ? classes?.classOf(normalise(word)) : undefined;
        let column = at;
        for (const table of tables) {
          const isClass = classes !== undefined && known !== undefined && known.row > 0 && column === at;
          if (isClass) addRow(machine, classes.table, known.row, column);
          else for (const row of table.columns) addRow(machine, table, rows[row] as number, column);
          column += 4 * table.width;
        }
        for (let i = 0; i < MAX_TRIGRAMS; i++) {
          const row = rows[Column.trigrams + i] as number;
          if (row !== NO_TRIGRAM) addRow(machine, trigrams, row, column);
        }
        const first = column >> 2;
        if (count > 1)
          for (let i = first; i < first + trigrams.width; i++) floats[i] = (floats[i] as number) / count;
        let next = first + trigrams.width;
        const bits = evidenceOf?.(word) ?? 0;
        for (const bit of evidence) floats[next++] = (bits >>> bit) & 1;
        if (known !== undefined)
          for (let i = 0; i < LIST_COLUMNS; i++) floats[next++] = (known.lists >>> i) & 1;
      };

      const encodeBatch = (batch: readonly string[], slots: readonly number[]): void => {
        const count = batch.length;
        for (const [i, word] of batch.entries()) fillInput(word, inputs + 4 * i * wordLayer.columns);
        const source = { at: quantised, scales, count };
        kernel.quantiseRows(inputs, IN_ORDER, count, wordLayer.columns, quantised, scales);
        multiply(kernel, wordLayer, source, encoded, IN_ORDER, StoreMode.setPositive);
        kernel.quantiseRows(encoded, IN_ORDER, count, shareLayer.columns, quantised, scales);
        multiply(kernel, shareLayer, source, shared, IN_ORDER);
        for (const [i, slot] of slots.entries()) {
          kernel.storeShares(shared + 4 * i * shareLayer.rows, shares + slot * shareBytes(columns), columns);
        }
      };

      return {
        encode(batch, slots) {
          for (let i = 0; i < batch.length; i += BATCH)
            encodeBatch(batch.slice(i, i + BATCH), slots.slice(i, i + BATCH));
        },
      };
    },
  };
}

function addRow(
  { kernel }: KernelMachine,
  { rows, scales, width }: WeightTable,
  row: number,
  to: number,
): void {
  kernel.addRow(to, rows + row * width, scales[row] as number, width);
}

function tableOf(weights: Weights, name: string, columns: readonly number[]): WeightTable {
  const { at, shape } = weights.tensor(name, 'i8', 2);
  const [rows = 0, width = 0] = shape;
  const scales = weights.tensor(`${name}#s`, 'f32', 1).at;
  return { rows: at, scales: new Float32Array(weights.buffer, scales, rows), width, columns };
}

function openClasses(weights: Weights): {
  readonly table: WeightTable;
  readonly classOf: ReturnType<typeof readClasses>;
} {
  const { at, shape } = weights.tensor('classes', 'u8', 1);
  return {
    table: tableOf(weights, CLASSES, []),
    classOf: readClasses(new Uint8Array(weights.buffer, at, shape[0])),
  };
}

/** The bit of each column of evidence that the network knows. */
function evidenceBits(names: readonly string[]): readonly number[] {
  return names.map((name) => {
    const bit = evidenceColumns.indexOf(name);
    if (bit === -1)
      throw new Error(`The weights ask for the evidence "${name}", which this version does not know.`);
    return bit;
  });
}
