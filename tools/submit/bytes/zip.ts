/**
 * Lists the files in a zip archive from the directory at its end. The headers before it may belong to deleted
 * files, or lack a size.
 */
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { inputMessages } from '../messages.ts';
import { comparePaths } from './find-sources.ts';
import type { Source } from './source.ts';

export interface Archive extends Disposable {
  /** Its files, in the order of their names. */
  readonly files: readonly Source[];
}

/**
 * Opens an archive.
 * @param path where it lies on disk
 * @param name how people know it
 * @param file its own path within the input, if it lies in one of several
 * @throws ExplainedError with exit code 65 when it is damaged
 */
export async function openZip(path: string, name: string, file: string | undefined): Promise<Archive> {
  const damaged = (error: unknown): never => {
    throw new ExplainedError(inputMessages.damagedZip(name), ExitCode.data, { cause: error });
  };
  const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
  const zip = await open(path, { lazyEntries: true, autoClose: false }).catch(damaged);
  const entries = await entriesOf(zip).catch((error) => {
    zip.close();
    return damaged(error);
  });
  const prefix = file === undefined ? '' : `${file}/`;
  const sources = entries.map((entry): Source => {
    const within = `${prefix}${entry.fileName}`;
    return {
      name: `${name}/${entry.fileName}`,
      file: within,
      folder: entry.fileName.split('/').at(-2),
      size: entry.uncompressedSize,
      path: undefined,
      read: () => readEntry(zip, entry, `${name}/${entry.fileName}`, name),
    };
  });
  sources.sort((a, b) => comparePaths(a.file ?? '', b.file ?? ''));
  return { files: sources, [Symbol.dispose]: () => zip.close() };
}

function entriesOf(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  const entries: yauzl.Entry[] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: yauzl.Entry) => {
      if (!entry.fileName.endsWith('/')) entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

async function* readEntry(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  name: string,
  archive: string,
): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) throw new ExplainedError(inputMessages.encrypted(name, archive), ExitCode.data);
  if (!entry.canDecodeFileData())
    throw new ExplainedError(inputMessages.oddlyZipped(name, archive), ExitCode.data);
  try {
    const stream = await new Promise<AsyncIterable<Buffer>>((resolve, reject) =>
      zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
    );
    let sum = 0;
    for await (const chunk of stream) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
    // yauzl checks sizes only.
    if (sum !== entry.crc32) throw new Error('the checksum differs');
  } catch (error) {
    throw new ExplainedError(inputMessages.damaged(name, 'zip'), ExitCode.data, { cause: error });
  }
}
