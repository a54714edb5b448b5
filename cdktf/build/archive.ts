/** Archives whose bytes depend on nothing but the names and contents of their files. */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { create } from 'tar';

export interface ArchiveFile {
  /** Path inside the archive, with `/`. */
  readonly name: string;
  readonly contents: { readonly bytes: Uint8Array } | { readonly path: string };
  readonly executable?: boolean;
}

/** The year of every file, because builds must not depend on the clock. It is the first that zip allows. */
const YEAR = 1980;

/** The contents of a file of an archive. */
export async function contentsOf(file: ArchiveFile): Promise<Uint8Array> {
  return 'bytes' in file.contents ? file.contents.bytes : readFile(file.contents.path);
}

/** Makes a zip file. */
export async function makeZip(files: readonly ArchiveFile[]): Promise<Uint8Array> {
  const UNIX = 3;
  // Zip files have local time, tar files UTC.
  const entries: Record<string, [Uint8Array, { mtime: Date; os: number; attrs: number }]> = {};
  for (const file of sorted(files)) {
    const mode = 0o100000 | (file.executable ? 0o755 : 0o644);
    entries[file.name] = [await contentsOf(file), { mtime: new Date(YEAR, 0), os: UNIX, attrs: mode << 16 }];
  }
  return zipSync(entries, { level: 9 });
}

/**
 * Makes a gzipped tar file.
 * @param folder the one folder that all files are in
 */
export async function makeTarball(folder: string, files: readonly ArchiveFile[]): Promise<Uint8Array> {
  const staging = await mkdtemp(join(tmpdir(), 'entity-pipeline-build-'));
  try {
    const names: string[] = [];
    for (const file of sorted(files)) {
      const name = `${folder}/${file.name}`;
      const path = join(staging, name);
      await mkdir(dirname(path), { recursive: true });
      if ('bytes' in file.contents) await writeFile(path, file.contents.bytes);
      else await copyFile(file.contents.path, path);
      names.push(name);
    }
    const executables = new Set(
      files.filter((file) => file.executable).map((file) => `${folder}/${file.name}`),
    );
    const archive = create(
      {
        cwd: staging,
        portable: true,
        mtime: new Date(Date.UTC(YEAR, 0)),
        noDirRecurse: true,
        // The file system's modes depend on whose machine it is.
        onWriteEntry: (entry) => {
          if (entry.stat) entry.stat.mode = 0o100000 | (executables.has(entry.path) ? 0o755 : 0o644);
        },
        gzip: { level: 6 },
      },
      names,
    );
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    await rm(staging, { recursive: true });
  }
}

function sorted(files: readonly ArchiveFile[]): ArchiveFile[] {
  return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
