import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Packing } from '../../../tools/submit/bytes/magic.ts';
import { unpack } from '../../../tools/submit/bytes/unpack.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { type ReadPosts, readPosts } from '../../support/submit/read-posts.ts';

const folder = folderForEachTest();

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = folder.file(name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

const [first, second] = ['publication,content\nP,one\n', 'P,two\n'];
const contentsOf = ({ posts }: ReadPosts): string[] => posts.map(({ content }) => content);
const base64 = (text: string): Buffer => Buffer.from(text, 'base64');

/** The two texts, packed by `gzip`, `zstd`, `bzip2 -c` and `xz -c`. */
const packed: readonly (readonly [Packing, extension: string, first: Buffer, second: Buffer])[] = [
  ['gzip', 'gz', gzipSync(first), gzipSync(second)],
  ['zstd', 'zst', zstdCompressSync(first), zstdCompressSync(second)],
  [
    'bzip2',
    'bz2',
    base64('QlpoOTFBWSZTWbzUsIMAAArTgAAQAARAADolxgAgACImhp5GiEAACxUdOUfFOrZOBNS158XckU4UJC81LCDA'),
    base64('QlpoOTFBWSZTWdd1J3EAAAFTgAAQAARAAAAAhIAgACGADAJHruLuSKcKEhrupO4g'),
  ],
  [
    'xz',
    'xz',
    base64(
      '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAZcHVibGljYXRpb24sY29udGVudApQLG9uZQoAAADaoeAwOElvSQABMhogGJQwH7bzfQEAAAAABFla',
    ),
    base64('/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAFUCx0d28KAAAAymq+Dz4ynmwAAR4GwS+kHR+2830BAAAAAARZWg=='),
  ],
];

describe.each(packed)('%s', (packing, extension, one, two) => {
  test.each([`a.csv.${extension}`, 'a.csv'])('is read, named %s', async (name) => {
    expect(contentsOf(await readPosts([await put(name, one)]))).toEqual(['one']);
  });

  test('of several members, frames or streams is read completely, however the bytes arrive', async () => {
    const whole = Buffer.concat([one, two, two]);
    expect(contentsOf(await readPosts([await put('a.csv', whole)]))).toEqual(['one', 'two', 'two']);
    for (const size of [1, 7, one.length, whole.length]) {
      const chunks = async function* (): AsyncGenerator<Buffer> {
        for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
      };
      const pieces: Buffer[] = [];
      for await (const piece of unpack(chunks(), packing, 'a')) pieces.push(piece);
      expect(Buffer.concat(pieces).toString()).toBe(`${first}${second}${second}`);
    }
  });

  test('that is truncated or damaged is reported, and the part before is read', async () => {
    const cut = await readPosts([await put('a.csv', Buffer.concat([one, two.subarray(0, -3)]))]);
    expect(contentsOf(cut)[0]).toBe('one');
    expect(cut.faults).toEqual([expect.stringMatching(/a\.csv is damaged or cut off/)]);
    const garbled = Buffer.from(two);
    garbled.fill(0xff, Math.floor(two.length / 2), Math.floor(two.length / 2) + 4);
    const damaged = await readPosts([await put('b.csv', Buffer.concat([one, garbled]))]);
    expect(damaged.faults).toHaveLength(1);
  });

  test('can be resumed in its middle', async () => {
    const path = await put('a.csv', Buffer.concat([one, two, two]));
    const { positions } = await readPosts([path]);
    expect(contentsOf(await readPosts([path], [], positions[0]))).toEqual(['two', 'two']);
  });
});

test('a file that is packed twice is unpacked twice', async () => {
  const path = await put('a.csv.zst.gz', gzipSync(zstdCompressSync(first)));
  expect(contentsOf(await readPosts([path]))).toEqual(['one']);
});

describe('zip', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text);

  test('is read by its directory: tables, lines, texts, folders, packed files, in the order of their names', async () => {
    const path = await put(
      'a.csv',
      zipSync({
        'b/lines.jsonl': bytes('{"publication":"P","content":"lines"}'),
        'a.csv': bytes(first),
        'The Times/c.txt': bytes('a text'),
        'd.csv.gz': gzipSync(first),
        'readme.md': bytes('no article'),
        '__MACOSX/._a.csv': bytes('\0\u0005'),
        '.hidden.csv': bytes(first),
      }),
    );
    const result = await readPosts([path]);
    expect(result.posts).toMatchObject([
      { publication: 'The Times', content: 'a text' },
      { content: 'one' },
      { content: 'lines' },
      { content: 'one' },
    ]);
    expect(result.faults).toEqual([]);
    expect(result.said).toEqual(['Skipped: 1 hidden, 1 of macOS (AppleDouble), 1 .md.']);
    for (const [index, position] of result.positions.entries())
      expect(contentsOf(await readPosts([path], [], position))).toEqual(contentsOf(result).slice(index + 1));
  });

  test('is read within a zip and packed again', async () => {
    const inner = zipSync({ 'x/a.csv': bytes(first), 'b.txt': bytes('P,two') });
    const path = await put('a.zip.gz', gzipSync(zipSync({ 'inner.zip': inner, 'z.csv': bytes(first) })));
    const { posts, faults } = await readPosts([path], ['--publication', 'Q']);
    expect(faults).toEqual([]);
    expect(posts.map(({ content }) => content)).toEqual(['P,two', 'one', 'one']);
  });

  test('is read when it was streamed, with 64-bit sizes behind the data', async () => {
    // Written by Python's zipfile on a pipe, with force_zip64.
    const path = await put(
      'a.zip',
      base64(
        'UEsDBC0ACAAIAAAAIQAAAAAA//////////8FABQAYS5jc3YBABAAAAAAAAAAAAAAAAAAAAAAACsoTcrJTE4syczP00nOzytJzSvhCtDJz0vlAgBQSwcIo9AyvBwAAAAAAAAAGgAAAAAAAABQSwECLQMtAAgACAAAACEAo9AyvBwAAAAaAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5jc3ZQSwUGAAAAAAEAAQAzAAAAawAAAAAA',
      ),
    );
    expect(contentsOf(await readPosts([path]))).toEqual(['one']);
  });

  const one = Buffer.from(zipSync({ 'a.csv': bytes(first) }));
  const stored = Buffer.from(zipSync({ 'a.csv': bytes(first) }, { level: 0 }));
  const directory = one.indexOf('PK\u0001\u0002');
  const changed = (change: (archive: Buffer) => void): Buffer => {
    const copy = Buffer.from(one);
    change(copy);
    return copy;
  };

  test.each([
    [
      'encrypted',
      changed((zip) => zip.writeUInt16LE(1, directory + 8)),
      /encrypted\. Unpack it first: unzip/,
    ],
    [
      'a zip with a rare compression',
      changed((zip) => zip.writeUInt16LE(9, directory + 10)),
      /Unpack it first: 7z x/,
    ],
    ['a truncated zip', one.subarray(0, -30), /directory at the end of the zip archive/],
    [
      'a zip with a wrong checksum',
      Buffer.from(stored).fill('x', stored.indexOf('one'), stored.indexOf('one') + 1),
      /is damaged/,
    ],
    ['empty', Buffer.from(zipSync({})), /holds no file that can be read/],
  ])('%s is reported', async (_what, archive, message) => {
    const { faults } = await readPosts([await put('a.zip', archive)]);
    expect(faults).toEqual([expect.stringMatching(message)]);
  });
});

test.each([
  ['7z', '377abcaf271c0004', /7z x .*a\.csv/],
  ['RAR', '526172211a0701', /unrar x/],
  ['lz4', '04224d18', /lz4 -d/],
  ['lzma', '5d00008000ffffffffffffffff', /unlzma/],
  ['an old Excel file', 'd0cf11e0a1b11ae1', /Excel/],
  ['PDF', '255044462d312e37', /pdftotext/],
  ['SQLite', '53514c69746520666f726d6174203300', /sqlite3/],
  ['a tar archive', `61${'00'.repeat(256)}7573746172`, /tar -xf/],
  ['a pickle', '80049500', /pandas/],
])('%s is reported, with how to make it readable', async (_what, hex, message) => {
  const { posts, faults } = await readPosts([await put('a.csv', Buffer.from(hex, 'hex'))]);
  expect(posts).toEqual([]);
  expect(faults).toEqual([expect.stringMatching(message)]);
});

test('an Excel workbook, which is a zip, is reported', async () => {
  const workbook = zipSync({
    '[Content_Types].xml': Buffer.from('<x/>'),
    'xl/workbook.xml': Buffer.from('<x/>'),
  });
  const { faults } = await readPosts([await put('a.xlsx', workbook)]);
  expect(faults).toEqual([expect.stringMatching(/Excel workbook.*CSV/)]);
});

describe('folders', () => {
  test('may hold files of any format, and skipped files are counted', async () => {
    await put('f/a.csv', first);
    await put('f/b.jsonl', '{"publication":"P","content":"two"}');
    await put('f/The Times/c.txt', 'three');
    await put('f/deep/er/d.json', '[{"publication":"P","content":"four"}]');
    await put('f/e.csv.gz', gzipSync('publication,content\nP,five\n'));
    for (const name of [
      'f/.DS_Store',
      'f/.git/x.csv',
      'f/._a.csv',
      'f/x.md',
      'f/y.md',
      'f/z',
      'f/a.csv.submit-state.json',
    ])
      await put(name, 'x');
    const { posts, faults, said } = await readPosts([folder.file('f')]);
    expect(faults).toEqual([]);
    expect(posts.map(({ content }) => content).sort()).toEqual(['five', 'four', 'one', 'three', 'two']);
    expect(said).toEqual([
      'Skipped: 2 hidden, 1 of macOS (AppleDouble), 1 of an earlier run, 2 .md, 1 without an extension.',
    ]);
  });

  test.each([
    [
      'only other files',
      ['a.md', 'b.md', 'c.png'],
      /holds no file that can be read \(skipped: 2 \.md, 1 \.png\)/,
    ],
    ['nothing', [], /holds no file that can be read; it is empty/],
  ])('with %s are an error', async (_what, names, message) => {
    await mkdir(folder.file('f'));
    for (const name of names) await put(`f/${name}`, 'x');
    const { faults } = await readPosts([folder.file('f')]);
    expect(faults).toEqual([expect.stringMatching(message)]);
  });

  test('are continued after a file that cannot be read', async () => {
    await put('f/a.csv', 'title\nx\n');
    await put('f/b.csv', first);
    await put('f/c.csv', '');
    await put('f/d.csv', first);
    const { posts, faults } = await readPosts([folder.file('f')]);
    expect(posts).toHaveLength(2);
    expect(faults).toEqual([expect.stringContaining('a.csv'), expect.stringContaining('c.csv')]);
  });

  test('with --format are read in that format, whatever the names of their files', async () => {
    await put('f/part-0000', '{"publication":"P","content":"one"}');
    await put('f/part-0001.csv', first);
    const { posts, said } = await readPosts([folder.file('f')], ['--format', 'jsonl']);
    expect(posts.map(({ content }) => content)).toEqual(['one']);
    expect(said).toEqual(['Skipped: 1 .csv.']);
  });

  test('of a thousand files are read', async () => {
    await mkdir(folder.file('f'));
    for (let n = 0; n < 1_000; n++) await put(`f/${n}.jsonl`, `{"publication":"P","content":"${n}"}`);
    const { posts, notes } = await readPosts([folder.file('f')]);
    expect(new Set(posts.map(({ content }) => content)).size).toBe(1_000);
    expect(notes).toHaveLength(1);
  });
});
