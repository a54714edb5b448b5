/** Tells by its first bytes what a file is, whatever its name says. Pure. */

export type Packing = 'gzip' | 'bzip2' | 'xz' | 'zstd';

/** Enough for every signature below; the one of tar is the farthest in, at offset 257. */
export const MAGIC_BYTES = 512;

/** How a stream is compressed, if it is in a way that can be read. */
export function packingOf(head: Buffer): Packing | undefined {
  // RFC 1952, section 2.3.1. No UTF-8 begins like this: the second byte is a lone continuation.
  if (startsWith(head, '1f8b')) return 'gzip';
  // A block or, in an empty file, the end (https://en.wikipedia.org/wiki/Bzip2#File_format).
  if (/^BZh[1-9]$/.test(latin1(head, 0, 4)) && /^(?:314159265359|177245385090)/.test(hex(head, 4, 6)))
    return 'bzip2';
  if (startsWith(head, 'fd377a585a00')) return 'xz';
  // RFC 8878, section 3.1: a frame, or a skippable one before it.
  if (startsWith(head, '28b52ffd') || /^5.2a4d18/.test(hex(head, 0, 4))) return 'zstd';
  return undefined;
}

/** Whether it is a zip archive: a file in it, or the end of an empty one. */
export function isZip(head: Buffer): boolean {
  return /^504b(?:0304|0506|0708)/.test(hex(head, 0, 4));
}

/** Whether it is a Parquet file. */
export function isParquet(head: Buffer): boolean {
  return latin1(head, 0, 4) === 'PAR1';
}

export interface Foreign {
  readonly what: string;
  /** How a person makes it readable, with FILE for its name. */
  readonly advice: string;
}

const asTable = 'Save it as CSV or JSON lines with the program that made it.';

const foreign: readonly (readonly [matches: RegExp, what: string, advice: string])[] = [
  [/^377abcaf271c/, 'a 7z archive', 'Unpack it first: 7z x FILE'],
  [/^526172211a07/, 'a RAR archive', 'Unpack it first: unrar x FILE'],
  [/^04224d18/, 'compressed with lz4', 'Unpack it first: lz4 -d FILE unpacked'],
  [/^5d0000[0-9a-f]{4}(?:ff|00)/, 'compressed with lzma', 'Unpack it first: unlzma FILE'],
  [/^4c5a4950/, 'compressed with lzip', 'Unpack it first: lzip -d FILE'],
  [/^1f9d/, 'compressed with compress', 'Unpack it first: uncompress FILE'],
  [/^ff060000734e61507059/, 'compressed with snappy', 'Unpack it first: snzip -d FILE'],
  [/^(?:..){257}7573746172/, 'a tar archive', 'Unpack it first: tar -xf FILE'],
  [/^d0cf11e0a1b11ae1/, 'an old Excel or Word file', asTable],
  [/^25504446/, 'a PDF', 'Convert it to text first: pdftotext FILE'],
  [
    /^53514c69746520666f726d6174/,
    'an SQLite database',
    'Export it first: sqlite3 -csv -header FILE "SELECT * FROM ..."',
  ],
  [/^4f626a01/, 'an Avro file', asTable],
  [/^4f5243/, 'an ORC file', asTable],
  [/^4152524f5731/, 'an Arrow file', asTable],
  [
    /^8002|^8003|^8004|^8005/,
    'a Python pickle',
    'Export it with pandas first: .to_csv or .to_json(orient="records", lines=True)',
  ],
  [/^894844460d0a1a0a/, 'an HDF5 file', asTable],
  [/^89504e47|^ffd8ff|^47494638/, 'an image', 'Only text is read.'],
];

/** Names a format that cannot be read here, and how to convert it; undefined for what may be text. */
export function foreignOf(head: Buffer): Foreign | undefined {
  const digits = hex(head, 0, MAGIC_BYTES);
  const found = foreign.find(([matches]) => matches.test(digits));
  return found && { what: found[1], advice: found[2] };
}

/** Recognises an office document by the names of the files in the archive; undefined for other archives. */
export function officeFile(names: readonly string[]): Foreign | undefined {
  if (names.some((name) => name.endsWith('/xl/workbook.xml')))
    return { what: 'an Excel workbook', advice: 'Save it as CSV in UTF-8 with Excel, one sheet a file.' };
  if (names.some((name) => name.endsWith('/content.xml')) && names.some((name) => name.endsWith('/mimetype')))
    return { what: 'an OpenDocument file', advice: asTable };
  if (names.some((name) => name.endsWith('/word/document.xml')))
    return { what: 'a Word document', advice: 'Save it as plain text with Word.' };
  return undefined;
}

function startsWith(head: Buffer, digits: string): boolean {
  return hex(head, 0, digits.length / 2) === digits;
}

function hex(head: Buffer, from: number, length: number): string {
  return head.toString('hex', from, Math.min(head.length, from + length));
}

function latin1(head: Buffer, from: number, to: number): string {
  return head.toString('latin1', from, to);
}
