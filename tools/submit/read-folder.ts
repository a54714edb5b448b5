/** Rows of a folder: each text file is one post of the publication that its own folder is named for. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Fault, MAX_CONTENT_BYTES } from '../../functions/common/domain/post.ts';
import { rowMessages } from './messages.ts';
import { unreadable } from './open-input.ts';
import { decodeUtf8, type Position, type Row } from './rows.ts';

/**
 * Reads the text files of a folder and the folders in it, in the order of their names, from the one after `from.file`.
 * @throws ExplainedError with exit code 2 when a folder or a file cannot be read
 */
export async function* readFolder(folder: string, from: Position): AsyncGenerator<Row> {
  for await (const file of textFiles(folder, '')) {
    if (from.file === undefined || comparePaths(file, from.file) > 0) yield await readTextFile(folder, file);
  }
}

/** A text file as a row. */
export async function readTextFile(folder: string, file: string): Promise<Row> {
  const path = join(folder, file);
  const { size } = await stat(path).catch(unreadable(path));
  const row = { place: path, after: { offset: 0, line: 0, file }, bytes: size };
  const publication = basename(resolve(dirname(path)));
  const refuse = (message: string): Row => {
    const fault: Fault = { path: 'content', message };
    return { ...row, fields: { publication, file }, faults: [fault] };
  };
  if (size > MAX_CONTENT_BYTES) return refuse(rowMessages.fileTooLarge);
  let bytes = await readFile(path).catch(unreadable(path));
  if (/\.gz$/i.test(file)) {
    const inflated = await promisify(gunzip)(bytes, { maxOutputLength: MAX_CONTENT_BYTES }).catch(
      (error: Error) => error,
    );
    if (inflated instanceof Error) return refuse(inflated.message);
    bytes = inflated;
  }
  const content = decodeUtf8(bytes);
  if (content === undefined) return refuse(rowMessages.notUtf8);
  return { ...row, fields: { publication, content: content.replace(/^\ufeff/, '') }, faults: [] };
}

async function* textFiles(folder: string, under: string): AsyncGenerator<string> {
  const path = join(folder, under);
  const entries = await readdir(path, { withFileTypes: true }).catch(unreadable(path));
  for (const entry of entries.sort((a, b) => compare(a.name, b.name))) {
    const name = join(under, entry.name);
    if (entry.isDirectory()) yield* textFiles(folder, name);
    else if (/\.te?xt(\.gz)?$/i.test(entry.name)) yield name;
  }
}

/** The order in which a folder is read: name by name along the path. */
function comparePaths(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  const at = left.findIndex((name, index) => name !== right[index]);
  return at === -1 ? left.length - right.length : compare(left[at] ?? '', right[at] ?? '');
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
