/**
 * The shipped model: gazetteer and quantised weights in one Brotli-compressed file. Weights are whole numbers, so a score is an exact
 * sum and every machine finds the same names.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { type Gazetteer, readGazetteer } from './gazetteer.ts';
import { LABELS } from './labels.ts';

export interface Layer {
  /** 2 to the power of this is the number of rows. */
  readonly rowBits: number;
  /** `emissions[row * LABELS + label]` */
  readonly emissions: Int8Array;
  /** `transitions[previous * LABELS + label]` */
  readonly transitions: Float64Array;
}

export interface Model {
  readonly gazetteer: Gazetteer;
  readonly layer: Layer;
}

const MAGIC = 0x31545045;

/**
 * Layout before compression, little-endian: magic, length of the gazetteer (4 bytes each), the gazetteer, then row bits
 * (4 bytes), transitions (2 bytes each), for each row which labels have a weight (13 bits; all low
 * bytes, then all high bytes), then the weights that are not 0 (1 byte each) after their number (4 bytes).
 */
export function writeModel(gazetteer: Uint8Array, layer: Layer): Uint8Array {
  const parts: Uint8Array[] = [uint32(MAGIC), uint32(gazetteer.length), gazetteer];
  const rows = 1 << layer.rowBits;
  const low = new Uint8Array(rows);
  const high = new Uint8Array(rows);
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let label = 0; label < LABELS; label++) {
      const weight = layer.emissions[row * LABELS + label] as number;
      if (weight === 0) continue;
      values.push(weight & 255);
      if (label < 8) low[row] = (low[row] as number) | (1 << label);
      else high[row] = (high[row] as number) | (1 << (label - 8));
    }
  }
  const transitions = new Uint8Array(LABELS * LABELS * 2);
  const view = new DataView(transitions.buffer);
  for (const [i, weight] of layer.transitions.entries()) view.setInt16(2 * i, weight, true);
  parts.push(uint32(layer.rowBits), transitions, low, high, uint32(values.length), Uint8Array.from(values));
  const bytes = Buffer.concat(parts);
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/**
 * Reads what `writeModel` wrote.
 * @throws Error when the file is none of it
 */
export function readModel(compressed: Uint8Array): Model {
  const bytes = brotliDecompressSync(compressed);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const next = (): number => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  if (next() !== MAGIC) throw new Error('this is no model of the tagger; train it again with: npm run train');
  const gazetteerLength = next();
  const gazetteer = readGazetteer(bytes.subarray(at, at + gazetteerLength));
  at += gazetteerLength;
  const rowBits = next();
  const rows = 1 << rowBits;
  const transitions = Float64Array.from({ length: LABELS * LABELS }, (_, i) =>
    view.getInt16(at + 2 * i, true),
  );
  at += LABELS * LABELS * 2;
  const low = at;
  const high = at + rows;
  at += 2 * rows + 4;
  const emissions = new Int8Array(rows * LABELS);
  for (let row = 0; row < rows; row++) {
    const mask = (bytes[low + row] as number) | ((bytes[high + row] as number) << 8);
    for (let label = 0; label < LABELS; label++) {
      if (mask & (1 << label)) emissions[row * LABELS + label] = view.getInt8(at++);
    }
  }
  return { gazetteer, layer: { rowBits, emissions, transitions } };
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
