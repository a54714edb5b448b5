/**
 * A word's share of the first layer: table rows and evidence, through the word layer, times the first layer's
 * five matrices. It depends on the word alone, so it is computed once and cached. Words are encoded in
 * batches, because a matrix read for one word serves eight.
 */
import { LIST_COLUMNS, readClasses } from '../features/classes.ts';
import { evidenceColumns, readEvidence } from '../features/evidence.ts';
import { COLUMNS, Column, fillRows, MAX_TRIGRAMS, normalise } from '../features/rows.ts';
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
/** Rows that the vector of a word is the sum of, at most. */
const MAX_ROWS = TABLES.length + 1 + MAX_TRIGRAMS;

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
  const added = arena.take(16 * BATCH * MAX_ROWS);
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
      const trigramsAt = tables.reduce((sum, { width }) => sum + width, 0);
      const words = weights.tensor('words', 'u8', 1);
      const rowOf = readVocabulary(new Uint8Array(buffer, words.at, words.shape[0]));
      const evidenceOf = evidence.length === 0 ? undefined : readEvidence();
      const classes = header.t.classes === undefined ? undefined : openClasses(weights);
      const floats = new Float32Array(buffer);
      const longs = new Int32Array(buffer);
      const rows = new Int32Array(COLUMNS);
      let addedCount = 0;

      /** Notes the addition of a row, for `addRows`. */
      const add = (table: WeightTable, row: number, to: number): void => {
        const at = (added >> 2) + 4 * addedCount++;
        longs[at] = to;
        longs[at + 1] = table.rows + row * table.width;
        longs[at + 2] = table.width;
        floats[at + 3] = table.scales[row] as number;
      };

      /** Notes the rows of a word, and writes the columns that are no sums. */
      const fillInput = (word: string, at: number): number => {
        const normal = normalise(word);
        const row = rowOf(normal);
        const trigramCount = fillRows(word, normal, row, rows);
        const known = row === 0 ? classes?.classOf(normal) : undefined;
        let column = at;
        for (const table of tables) {
          const isClass = classes !== undefined && known !== undefined && known.row > 0 && column === at;
          if (isClass) add(classes.table, known.row, column);
          else for (const place of table.columns) add(table, rows[place] as number, column);
          column += 4 * table.width;
        }
        for (let i = 0; i < trigramCount; i++) add(trigrams, rows[Column.trigrams + i] as number, column);
        let next = (column >> 2) + trigrams.width;
        const bits = evidenceOf?.(word) ?? 0;
        for (const bit of evidence) floats[next++] = (bits >>> bit) & 1;
        if (known !== undefined)
          for (let i = 0; i < LIST_COLUMNS; i++) floats[next++] = (known.lists >>> i) & 1;
        return trigramCount;
      };

      /** The vectors of words, a row each. */
      const fillInputs = (batch: readonly string[]): void => {
        const width = wordLayer.columns;
        floats.fill(0, inputs >> 2, (inputs >> 2) + batch.length * width);
        addedCount = 0;
        const trigramCounts = batch.map((word, i) => fillInput(word, inputs + 4 * i * width));
        kernel.addRows(added, addedCount);
        for (const [i, count] of trigramCounts.entries()) {
          const first = (inputs >> 2) + i * width + trigramsAt;
          for (let k = first; count > 1 && k < first + trigrams.width; k++)
            floats[k] = (floats[k] as number) / count;
        }
      };

      const encodeBatch = (batch: readonly string[], slots: readonly number[]): void => {
        const count = batch.length;
        fillInputs(batch);
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
