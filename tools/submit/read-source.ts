/**
 * From the bytes of one source to posts: tells the format, opens the rows, finds the fields of a post in
 * them.
 */
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { isParquet } from './bytes/magic.ts';
import { type OpenBytes, openBytes } from './bytes/open-bytes.ts';
import type { Source } from './bytes/source.ts';
import { inputMessages } from './messages.ts';
import { describeMapping } from './posts/describe-mapping.ts';
import { type Mapping, mapColumns, mapFields, postFields } from './posts/fields.ts';
import type { SeenIds } from './posts/seen-ids.ts';
import type { ReadingTally } from './posts/tally.ts';
import { type PostOptions, type Prepared, toPost } from './posts/to-post.ts';
import { numberedRows } from './row-numbers.ts';
import { type Format, formatOfBeginning, formatOfName, isFeed } from './rows/formats.ts';
import { type OpenRows, openRows, type ReadingOptions } from './rows/open-rows.ts';
import { type Position, type Row, START } from './rows/row.ts';

export interface PreparedRow {
  readonly row: Row;
  readonly prepared: Prepared;
}

export type InputOptions = ReadingOptions & PostOptions;

/** The state that all inputs of a run share. */
export interface ReadingContext {
  readonly seen: SeenIds;
  readonly tally: ReadingTally;
  /** Called with a line that says how each source is read. */
  readonly note: (line: string) => void;
  /** Called for each source that could not be read to its end, or holds nothing. */
  readonly fault: (message: string, exitCode: number) => void;
}

/**
 * Reads a source.
 * @param begin where in it
 * @throws ExplainedError when it cannot be read, or any further
 */
export async function* readPostsOf(
  source: Source,
  bytes: OpenBytes,
  options: InputOptions,
  begin: Position,
  context: ReadingContext,
): AsyncGenerator<PreparedRow> {
  if (bytes.head.length === 0)
    throw new ExplainedError(inputMessages.noRows(source.name, 'it is empty'), ExitCode.data);
  const format = formatOf(source, bytes, options.format);
  const opened = await openRows(bytes, format, options, context.tally.passedOver);
  const mappingOf = createMapper(source.name, opened, options);
  if (opened.columns !== undefined)
    context.note(describeMapping(source.name, opened.what, mappingOf(), options));

  let areRowNumbers = false;
  let rows = opened.from(begin);
  if (options.takesIds && options.names.id === undefined && !opened.hasOwnNames) {
    const numbered = await numberedRows(rows, mappingOf);
    rows = numbered.rows;
    // Reading that resumes in the middle of a source keeps the verdict about its beginning.
    areRowNumbers =
      begin.offset === 0 ? numbered.areRowNumbers : await beginsWithRowNumbers(source, format, options);
  }
  let count = 0;
  for await (const row of rows) {
    const mapping = mappingOf(row);
    if (count === 0 && opened.hasOwnNames) context.note(`${source.name}: ${opened.what}`);
    else if (count === 0 && opened.columns === undefined)
      context.note(describeMapping(source.name, opened.what, mapping, options));
    count += 1;
    const prepared = toPost(row, options, { ...context, mapping, areRowNumbers });
    yield { row: { ...row, after: { ...row.after, file: source.file } }, prepared };
  }
  if (count === 0 && begin.offset === 0) {
    const why = opened.columns === undefined ? 'nothing in it is an article' : 'it has a header only';
    throw new ExplainedError(inputMessages.noRows(source.name, why), ExitCode.data);
  }
}

async function beginsWithRowNumbers(source: Source, format: Format, options: InputOptions): Promise<boolean> {
  const opened = await openRows(await openBytes(source), format, options, () => undefined);
  const numbered = await numberedRows(opened.from(START), createMapper(source.name, opened, options));
  // Reading is given up with the first row.
  for await (const _row of numbered.rows) break;
  return numbered.areRowNumbers;
}

function formatOf(source: Source, bytes: OpenBytes, asked: Format | undefined): Format {
  if (asked !== undefined) return asked;
  // Whatever its name says.
  if (isParquet(bytes.head)) return 'parquet';
  const named = formatOfName(source.file ?? source.name);
  const head = bytes.head.toString('utf8', 0, 20_000).replace(/\0/g, '');
  if (named === 'json' && isFeed(head)) return 'feed';
  const format = named ?? formatOfBeginning(head);
  if (format !== undefined) return format;
  const isNamed = source.path !== undefined || source.file !== undefined;
  throw new ExplainedError(
    isNamed ? inputMessages.unknownFormat(source.name) : inputMessages.stdinFormat,
    ExitCode.usage,
  );
}

/**
 * Tells where in a row the fields of a post are. The columns of a table hold for all its rows. Rows of JSON
 * mostly have the same names in the same order, so that they are looked up once.
 */
function createMapper(name: string, opened: OpenRows, options: InputOptions): (row?: Row) => Mapping {
  if (opened.columns !== undefined) {
    const table = mapColumns(name, opened.columns, options.names, options.publication !== undefined);
    return () => table;
  }
  const known = new Map<string, Mapping>();
  const names = opened.hasOwnNames ? ownNames : options.names;
  return (row) => {
    const keys = Object.keys(row?.fields ?? {});
    const shape = keys.join('\0');
    const found = known.get(shape) ?? mapFields(keys, names);
    // Objects whose names are values would fill the memory.
    if (known.size < 1_000) known.set(shape, found);
    return found;
  };
}

const ownNames = Object.fromEntries(postFields.map((field) => [field, field]));
