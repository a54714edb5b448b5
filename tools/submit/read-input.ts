/**
 * From a path to posts. The steps, each in a file of its own: find the sources of the input, unpack their bytes, decode them, tell the
 * format, read rows, make posts of rows. A fault that ends a source is reported; what was good before it is handed out, and the next
 * source is read.
 */
import { stat } from 'node:fs/promises';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { comparePaths, filesIn, reasonToPassOver } from './bytes/find-sources.ts';
import { isZip, officeFile } from './bytes/magic.ts';
import { type OpenBytes, openBytes } from './bytes/open-bytes.ts';
import { fileSource, type Source, STDIN, stdinSource, unreadable } from './bytes/source.ts';
import { spool } from './bytes/spool.ts';
import { openZip } from './bytes/zip.ts';
import { inputMessages } from './messages.ts';
import { describeMapping } from './posts/describe-mapping.ts';
import { type Mapping, mapColumns, mapFields, postFields } from './posts/fields.ts';
import { countUp, idText } from './posts/ids.ts';
import type { SeenIds } from './posts/seen-ids.ts';
import type { ReadingTally } from './posts/tally.ts';
import { type PostOptions, type Prepared, toPost } from './posts/to-post.ts';
import { type Format, formatOfBeginning, formatOfName } from './rows/formats.ts';
import { type OpenRows, openRows, type ReadingOptions } from './rows/open-rows.ts';
import type { Position, Row } from './rows/row.ts';

export interface PreparedRow {
  readonly row: Row;
  readonly prepared: Prepared;
}

export type InputOptions = ReadingOptions & PostOptions;

/** What a run has in common for all its inputs. */
export interface ReadingContext {
  readonly seen: SeenIds;
  readonly tally: ReadingTally;
  /** Told how each source is read, in words; once for sources that are read alike. */
  readonly note: (line: string) => void;
  /** Told of each source that could not be read to its end, or holds nothing. */
  readonly fault: (message: string, exitCode: number) => void;
}

export interface InputReading {
  readonly rows: AsyncIterable<PreparedRow>;
  /** How many bytes on disk are done with when all rows up to a position are; about, where they are compressed. */
  readonly onDisk: (position: Position) => number;
}

/**
 * Reads an input from a position on.
 * @param path a file, a folder, or `-` for standard input
 */
export function readInput(
  path: string,
  options: InputOptions,
  from: Position,
  context: ReadingContext,
): InputReading {
  let current: OpenBytes | undefined;
  const noted = new Set<string>();
  const reading: InputPass = {
    options,
    from,
    context: {
      ...context,
      note(line) {
        // Files of a folder are mostly alike.
        const [, how = line] = /^.*?: (.*)$/s.exec(line) ?? [];
        if (!noted.has(how)) context.note(line);
        noted.add(how);
      },
    },
    opened(bytes) {
      current = bytes;
    },
  };
  return {
    rows: readPath(path, reading),
    onDisk({ offset }) {
      if (current === undefined) return 0;
      return current.packings.length === 0 && current.source.path !== undefined
        ? Math.min(offset, current.bytesRead())
        : current.bytesRead();
    },
  };
}

interface InputPass {
  readonly options: InputOptions;
  readonly from: Position;
  readonly context: ReadingContext;
  readonly opened: (bytes: OpenBytes) => void;
}

async function* readPath(path: string, reading: InputPass): AsyncGenerator<PreparedRow> {
  if (path === STDIN) return yield* readSource(stdinSource(), reading);
  if (!(await stat(path).catch(unreadable(path))).isDirectory())
    return yield* readSource(await fileSource(path), reading);
  const passedOver = new Map<string, number>();
  let sources = 0;
  const passOver = (kind: string): void => {
    passedOver.set(kind, (passedOver.get(kind) ?? 0) + 1);
    reading.context.tally.passedOver(kind);
  };
  for await (const source of filesIn(path, '', reading.options.format, passOver)) {
    sources += 1;
    if (isDone(source, reading.from)) continue;
    yield* readSource(source, reading);
  }
  if (sources > 0) return;
  const kinds = [...passedOver].map(([kind, count]) => `${count} ${kind}`).join(', ');
  reading.context.fault(
    inputMessages.noFiles(path, kinds === '' ? '' : `passed over: ${kinds}`),
    ExitCode.data,
  );
}

/** Whether an earlier run is beyond a source: it stands before the one that was begun last, and does not hold it. */
function isDone({ file }: Source, { file: last }: Position): boolean {
  if (file === undefined || last === undefined || last.startsWith(`${file}/`)) return false;
  return comparePaths(file, last) < 0;
}

async function* readSource(source: Source, reading: InputPass): AsyncGenerator<PreparedRow> {
  try {
    const bytes = await openBytes(source);
    reading.opened(bytes);
    if (isZip(bytes.head)) yield* readZip(source, bytes, reading);
    else yield* readRows(source, bytes, reading);
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    reading.context.fault(error.message, error.exitCode);
  }
}

async function* readZip(source: Source, bytes: OpenBytes, reading: InputPass): AsyncGenerator<PreparedRow> {
  const { context, options, from } = reading;
  await using spooled =
    bytes.packings.length === 0 && source.path !== undefined ? undefined : await spool(bytes.from(0));
  using archive = await openZip(spooled?.path ?? source.path ?? '', source.name, source.file);
  const office = officeFile(archive.files.map(({ name }) => name));
  if (office !== undefined)
    throw new ExplainedError(inputMessages.foreign(source.name, office), ExitCode.data);
  let read = 0;
  const passedOver = new Map<string, number>();
  for (const entry of archive.files) {
    const kind = reasonToPassOver(entry.file ?? '', options.format);
    if (kind === undefined) {
      read += 1;
      if (!isDone(entry, from)) yield* readSource(entry, reading);
      continue;
    }
    passedOver.set(kind, (passedOver.get(kind) ?? 0) + 1);
    context.tally.passedOver(kind);
  }
  const kinds = [...passedOver].map(([kind, count]) => `${count} ${kind}`).join(', ');
  if (read === 0) context.fault(inputMessages.noFiles(source.name, kinds), ExitCode.data);
}

async function* readRows(source: Source, bytes: OpenBytes, reading: InputPass): AsyncGenerator<PreparedRow> {
  const { options, from, context } = reading;
  const begin = source.file === from.file ? from : { offset: 0, line: 0 };
  const format = formatOf(source, bytes, options.format);
  if (bytes.head.length === 0) {
    context.fault(inputMessages.noRows(source.name, 'it is empty'), ExitCode.data);
    return;
  }
  const opened = await openRows(bytes, format, options);
  const table =
    opened.columns &&
    mapColumns(source.name, opened.columns, options.names, options.publication !== undefined);
  const mappingOf = table === undefined ? createMapper(opened, options) : () => table;
  if (table !== undefined) context.note(describeMapping(source.name, opened.what, table, options));

  let rows = 0;
  const numbered = await numberedRows(opened, begin, mappingOf, options);
  for await (const row of numbered.rows) {
    const mapping = mappingOf(row);
    if (rows === 0 && table === undefined)
      context.note(describeMapping(source.name, opened.what, mapping, options));
    rows += 1;
    const prepared = toPost(row, options, {
      mapping,
      areRowNumbers: numbered.areRowNumbers,
      seen: context.seen,
      tally: context.tally,
    });
    yield { row: { ...row, after: { ...row.after, file: source.file } }, prepared };
  }
  if (rows === 0 && begin.offset === 0)
    context.fault(
      inputMessages.noRows(
        source.name,
        table === undefined ? 'nothing in it is an article' : 'it has a header only',
      ),
      ExitCode.data,
    );
}

function formatOf(source: Source, bytes: OpenBytes, asked: Format | undefined): Format {
  if (asked !== undefined) return asked;
  const named = formatOfName(source.file ?? source.name);
  const head = bytes.head.toString('utf8', 0, 20_000).replace(/\0/g, '');
  const format = named ?? formatOfBeginning(head);
  if (format !== undefined) return format;
  throw new ExplainedError(
    source.path === undefined && source.file === undefined
      ? inputMessages.stdinFormat
      : inputMessages.unknownFormat(source.name),
    ExitCode.usage,
  );
}

/** Rows of JSON mostly have the same names in the same order, so that they are looked up once. */
function createMapper({ hasOwnNames }: OpenRows, options: InputOptions): (row: Row) => Mapping {
  const known = new Map<string, Mapping>();
  return ({ fields }) => {
    const keys = Object.keys(fields);
    const shape = keys.join('\0');
    const found = known.get(shape);
    if (found !== undefined) return found;
    const mapping = hasOwnNames ? ownMapping(keys) : mapFields(keys, options.names);
    // Objects whose names are values would fill the memory.
    if (known.size < 1_000) known.set(shape, mapping);
    return mapping;
  };
}

function ownMapping(keys: readonly string[]): Mapping {
  return mapFields(keys, Object.fromEntries(postFields.map((field) => [field, field])));
}

/** So many rows show whether ids count up. */
const SEEN_ROWS = 200;
const SEEN_BYTES = 4_000_000;

/**
 * Looks ahead until it is clear whether the ids of a source are row numbers. Only where all are plain numbers are rows held back. An input
 * that is read on in its middle is looked at in its middle.
 */
async function numberedRows(
  opened: OpenRows,
  begin: Position,
  mappingOf: (row: Row) => Mapping,
  options: InputOptions,
): Promise<{ readonly rows: AsyncIterable<Row>; readonly areRowNumbers: boolean }> {
  const rows = opened.from(begin)[Symbol.asyncIterator]();
  const held: Row[] = [];
  const ids: string[] = [];
  let failure: { readonly error: unknown } | undefined;
  let isEnd = false;
  let bytes = 0;
  const decides = options.takesIds && options.names.id === undefined;
  while (decides && held.length < SEEN_ROWS && bytes < SEEN_BYTES) {
    try {
      const next = await rows.next();
      if (next.done) {
        isEnd = true;
        break;
      }
      held.push(next.value);
      bytes += next.value.bytes;
      const id = idOf(next.value, mappingOf(next.value));
      if (id === undefined) {
        if (mappingOf(next.value).paths.id.length === 0) break;
      } else ids.push(id);
      if (id !== undefined && !/^\d/.test(id)) break;
    } catch (error) {
      failure = { error };
      break;
    }
  }
  return {
    areRowNumbers: countUp(ids),
    rows: (async function* () {
      try {
        yield* held.splice(0);
        if (failure !== undefined) throw failure.error;
        while (!isEnd) {
          const next = await rows.next();
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await rows.return?.();
      }
    })(),
  };
}

function idOf({ fields }: Row, { paths }: Mapping): string | undefined {
  const [path] = paths.id;
  return path && idText(fields[path[0] ?? '']);
}
