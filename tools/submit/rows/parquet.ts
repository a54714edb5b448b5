/**
 * Reads the rows of a Parquet file. Reading needs random access, so the file has to be on disk. It proceeds
 * by row group, and holds the compressed bytes of the wanted columns of one group in memory.
 */
import { type FileHandle, open } from 'node:fs/promises';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { inputMessages } from '../messages.ts';
import { decodeUtf8, type Position, type Row } from './row.ts';

export interface ParquetFile extends AsyncDisposable {
  readonly columns: readonly string[];
  /** Some columns of the rows from a position on, which counts rows. */
  readonly from: (position: Position, columns: readonly string[]) => AsyncIterable<Row>;
}

/** The amount that is decompressed at a time. */
const BYTES_TOGETHER = 32_000_000;

/**
 * Opens a file.
 * @param name how people know it
 * @throws ExplainedError with exit code 65 when it is damaged or packed in a way that is not read
 */
export async function openParquet(path: string, name: string): Promise<ParquetFile> {
  const file = await open(path);
  const { size } = await file.stat();
  const buffer = bufferOf(file, size);
  const damaged = (error: unknown): never => {
    throw new ExplainedError(inputMessages.damagedParquet(name), ExitCode.data, { cause: error });
  };
  try {
    const metadata = await parquetMetadataAsync(buffer);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const count = Number(metadata.num_rows);
    const share = Math.ceil(size / Math.max(1, count));
    return {
      columns,
      async *from({ offset }, wanted) {
        for (const { start, end, isFirst } of spansOf(metadata, offset)) {
          if (isFirst) buffer.forget();
          const rows = await parquetReadObjects({
            file: buffer,
            metadata,
            // Bytes that are no text would become one, with characters lost.
            utf8: false,
            compressors,
            columns: [...wanted],
            rowStart: start,
            rowEnd: end,
          }).catch(damaged);
          for (const [index, row] of rows.entries()) {
            const at = start + index + 1;
            const fields = Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)]));
            yield {
              place: `${name}, row ${at}`,
              after: { offset: at, line: 0 },
              bytes: share,
              fields,
              faults: [],
            };
          }
        }
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    return damaged(error);
  }
}

interface KeepingBuffer extends AsyncBuffer {
  /** Drops all bytes that are kept. */
  readonly forget: () => void;
}

/**
 * hyparquet reads a whole column of a row group, even for a few of its rows. The bytes are kept for the next
 * rows.
 */
function bufferOf(file: FileHandle, size: number): KeepingBuffer {
  const kept = new Map<string, ArrayBuffer>();
  return {
    byteLength: size,
    async slice(from, end = size) {
      const start = from < 0 ? size + from : from;
      const key = `${start} ${end}`;
      const found = kept.get(key);
      if (found !== undefined) return found;
      const bytes = new Uint8Array(end - start);
      await file.read(bytes, 0, bytes.length, start);
      kept.set(key, bytes.buffer);
      return bytes.buffer;
    },
    forget: () => kept.clear(),
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** Whether a row group begins with it. */
  readonly isFirst: boolean;
}

/** Stretches of rows, none of them over the end of a row group, each of about as many bytes. */
function* spansOf(metadata: FileMetaData, offset: number): Generator<Span> {
  let begin = 0;
  for (const { num_rows, total_byte_size } of metadata.row_groups) {
    const rows = Number(num_rows);
    const together = Math.max(
      1,
      Math.ceil((rows * BYTES_TOGETHER) / Math.max(BYTES_TOGETHER, Number(total_byte_size))),
    );
    for (let at = 0; at < rows; at += together) {
      const start = Math.max(offset, begin + at);
      const end = begin + Math.min(rows, at + together);
      if (start < end) yield { start, end, isFirst: at === 0 };
    }
    begin += rows;
  }
}

/**
 * Bytes that are text become text: older programs do not mark it. Large integers become text too, so that ids
 * stay what they are.
 */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return decodeUtf8(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value;
}
