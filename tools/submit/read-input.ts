/**
 * From a path to posts. The steps, each in a file of its own: find the sources of the input, unpack their
 * bytes (bytes/), tell the format, decode, read rows (rows/), make posts of rows (posts/). A fault that ends
 * a source is reported. The posts before the fault are handed out, and the next source is read.
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
import { type InputOptions, type PreparedRow, type ReadingContext, readPostsOf } from './read-source.ts';
import { type Position, START } from './rows/row.ts';

export interface InputReading {
  readonly rows: AsyncIterable<PreparedRow>;
  /** How many bytes on disk are done with when all rows so far are; about, where they are compressed. */
  readonly onDisk: () => number;
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
  const noted = new Set<string>();
  const note = (line: string): void => {
    // Files of a folder are mostly alike.
    const [, how = line] = /^.*?: (.*)$/s.exec(line) ?? [];
    if (!noted.has(how)) context.note(line);
    noted.add(how);
  };
  const progress: ReadingProgress = { done: from.offset, packed: undefined };
  const pass: InputPass = { options, from, progress, context: { ...context, note } };
  return { rows: readPath(path, pass), onDisk: () => progress.packed?.() ?? progress.done };
}

/** How much of the current source is read. */
interface ReadingProgress {
  /** Bytes that its rows so far take. */
  done: number;
  /** Bytes read of a source that is compressed; undefined for others. */
  packed: (() => number) | undefined;
}

interface InputPass {
  readonly options: InputOptions;
  readonly from: Position;
  readonly context: ReadingContext;
  readonly progress: ReadingProgress;
}

async function* readPath(path: string, pass: InputPass): AsyncGenerator<PreparedRow> {
  if (path === STDIN) yield* readSource(stdinSource(), pass);
  else if ((await stat(path).catch(unreadable(path))).isDirectory()) yield* readFolder(path, pass);
  else yield* readSource(await fileSource(path), pass);
}

async function* readFolder(path: string, pass: InputPass): AsyncGenerator<PreparedRow> {
  const passedOver = createPassedOver(pass.context);
  let sources = 0;
  for await (const source of filesIn(path, '', pass.options.format, passedOver.add)) {
    sources += 1;
    if (!isDone(source, pass.from)) yield* readSource(source, pass);
  }
  if (sources === 0) pass.context.fault(inputMessages.noFiles(path, passedOver.kinds()), ExitCode.data);
}

/**
 * Whether an earlier run finished a source: it comes before the source that was begun last, and is no archive
 * that contains that one.
 */
function isDone({ file }: Source, { file: last }: Position): boolean {
  if (file === undefined || last === undefined || last.startsWith(`${file}/`)) return false;
  return comparePaths(file, last) < 0;
}

async function* readSource(source: Source, pass: InputPass): AsyncGenerator<PreparedRow> {
  const { options, from, context, progress } = pass;
  try {
    const bytes = await openBytes(source);
    if (isZip(bytes.head)) {
      yield* readZip(source, bytes, pass);
      return;
    }
    const begin = source.file === from.file ? from : START;
    progress.packed = bytes.packings.length > 0 ? bytes.bytesRead : undefined;
    for await (const read of readPostsOf(source, bytes, options, begin, context)) {
      progress.done += read.row.bytes;
      yield read;
    }
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    context.fault(error.message, error.exitCode);
  }
}

async function* readZip(source: Source, bytes: OpenBytes, pass: InputPass): AsyncGenerator<PreparedRow> {
  const onDisk = bytes.packings.length === 0 ? source.path : undefined;
  await using spooled = onDisk === undefined ? await spool(bytes.from(0)) : undefined;
  using archive = await openZip(onDisk ?? spooled?.path ?? '', source.name, source.file);
  const office = officeFile(archive.files.map(({ name }) => name));
  if (office !== undefined)
    throw new ExplainedError(inputMessages.foreign(source.name, office), ExitCode.data);
  const passedOver = createPassedOver(pass.context);
  let sources = 0;
  for (const entry of archive.files) {
    const kind = reasonToPassOver(entry.file ?? '', pass.options.format);
    if (kind !== undefined) passedOver.add(kind);
    else {
      sources += 1;
      if (!isDone(entry, pass.from)) yield* readSource(entry, pass);
    }
  }
  if (sources === 0)
    pass.context.fault(inputMessages.noFiles(source.name, passedOver.kinds()), ExitCode.data);
}

interface PassedOver {
  readonly add: (kind: string) => void;
  /** The kinds of files that were skipped, with their counts, in words; empty when there were none. */
  readonly kinds: () => string;
}

function createPassedOver({ tally }: ReadingContext): PassedOver {
  const counts = new Map<string, number>();
  return {
    add(kind) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      tally.passedOver(kind);
    },
    kinds: () => [...counts].map(([kind, count]) => `${count} ${kind}`).join(', '),
  };
}
