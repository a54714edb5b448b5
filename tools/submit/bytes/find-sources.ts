/**
 * Lists the sources in a folder or an archive, in the order of their names. It does not look into them.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionOf, type Format, formatOfName, isZipName } from '../rows/formats.ts';
import { fileSource, type Source, unreadable } from './source.ts';

/** The files of a folder and the folders in it, with those that are passed over. */
export async function* filesIn(
  folder: string,
  under: string,
  asked: Format | undefined,
  passOver: (kind: string) => void,
): AsyncGenerator<Source> {
  const path = join(folder, under);
  const entries = await readdir(path, { withFileTypes: true }).catch(unreadable(path));
  for (const entry of entries.sort((a, b) => compare(a.name, b.name))) {
    const file = under === '' ? entry.name : `${under}/${entry.name}`;
    const reason = entry.isDirectory() ? hiddenKind(entry.name) : reasonToPassOver(entry.name, asked);
    if (reason !== undefined) passOver(reason);
    else if (entry.isDirectory()) yield* filesIn(folder, file, asked, passOver);
    else if (entry.isFile() || entry.isSymbolicLink()) yield await fileSource(join(folder, file), file);
  }
}

function hiddenKind(name: string): string | undefined {
  // macOS writes such a file beside every file that it packs (RFC 1740).
  if (name.startsWith('._') || name === '__MACOSX') return 'of macOS (AppleDouble)';
  return name.startsWith('.') ? 'hidden' : undefined;
}

/**
 * Why a file in a folder or an archive is not read, as its kind for people; undefined for one that is.
 * @param asked the format that was asked for: files whose names tell none are then read too, those of another
 *   are not
 */
export function reasonToPassOver(path: string, asked: Format | undefined): string | undefined {
  const parts = path.split('/');
  const hidden = parts.map(hiddenKind).find((kind) => kind !== undefined);
  if (hidden !== undefined) return hidden;
  const name = parts.at(-1) ?? '';
  if (/\.submit-state\.json(?:\.new)?$/.test(name)) return 'of an earlier run';
  const format = formatOfName(name);
  const isRead = asked === undefined ? format !== undefined : format === asked || format === undefined;
  if (isRead || isZipName(name)) return undefined;
  const extension = extensionOf(name);
  return extension === '' ? 'without an extension' : `.${extension}`;
}

/** The order in which a folder is read: name by name along the path. */
export function comparePaths(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  const at = left.findIndex((name, index) => name !== right[index]);
  return at === -1 ? left.length - right.length : compare(left[at] ?? '', right[at] ?? '');
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
