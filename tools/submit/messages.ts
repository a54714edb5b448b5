/** The messages of the command line, in one place. */
import { MAX_CONTENT_BYTES } from '../../functions/common/domain/post.ts';
import { counted, grouped } from '../../functions/common/domain/quantities.ts';
import type { Foreign } from './bytes/magic.ts';
import { formats } from './rows/formats.ts';
import { MAX_ROW_BYTES } from './rows/row.ts';

export const rowMessages = {
  notUtf8: 'is not UTF-8',
  notJson: (reason: string) => `is not JSON: ${reason}`,
  cutOffJson: 'is cut off: the text ends before the value does',
  notAnObject: 'is not a JSON object',
  tooLong: `has more than ${grouped(MAX_ROW_BYTES)} bytes`,
  fieldCount: (found: number, expected: number) =>
    `has ${counted(found, 'field')} where the header has ${expected}`,
  openQuote: (lastLine: number) =>
    `has a quote that is not closed, or text behind a closing quote, and was read up to line ${lastLine}; it may be several rows`,
  noMainText: 'is missing: no article was found in the page',
  fileTooLarge: `has more than ${grouped(MAX_CONTENT_BYTES)} bytes`,
} as const;

export const inputMessages = {
  rejectsIsInput: (path: string) =>
    `--rejects ${path} is an input, which would be overwritten. Name another file.`,
  unreadable: (path: string, reason: string) => `Cannot read ${path}: ${reason}.`,
  unknownFormat: (path: string) =>
    `Cannot tell the format of ${path} by its name or by how it begins. Say which it is with --format ${formats.join(', ')}.`,
  stdinFormat: `Cannot tell the format of standard input by how it begins. Say which it is with --format ${formats.join(', ')}.`,
  stdinResume: 'Standard input cannot be resumed; --resume needs files.',
  rejectsIsLink: (path: string) =>
    `--rejects ${path} is a link, which is not followed. Name the file itself.`,
  rejectsUnwritable: (path: string, reason: string) =>
    `Cannot write rows that cannot be used to ${path}: ${reason}. Make room there.`,
  stateUnwritable: (path: string, reason: string) =>
    `Cannot write ${path}: ${reason}. Until that works again, --resume begins where it stands now, or at the beginning.`,
  notUtf8: (path: string, line: number, excerpt: string, likely: string) =>
    `${path}:${line} is not UTF-8 (${excerpt}); the file is probably in ${likely}. If so, read it with --encoding ${likely}; else name its encoding, for example iso-8859-2, shift_jis or gb18030.`,
  binary: (path: string) =>
    `${path} is binary, no text. Save it as CSV or JSON lines with the program that it belongs to.`,
  foreign: (path: string, { what, advice }: Foreign) => `${path} is ${what}. ${advice.replace('FILE', path)}`,
  damaged: (path: string, packing: string) =>
    `${path} is damaged or cut off: the rest of its ${packing} data cannot be unpacked. What stood before was read.`,
  damagedZip: (path: string) =>
    `${path} is damaged or cut off: the directory at the end of the zip archive cannot be read.`,
  encrypted: (path: string, archive: string) => `${path} is encrypted. Unpack it first: unzip ${archive}`,
  oddlyZipped: (path: string, archive: string) =>
    `${path} is compressed in a way that is not read here. Unpack it first: 7z x ${archive}`,
  noColumn: (
    path: string,
    what: string,
    wanted: readonly string[],
    columns: readonly string[],
    option: string,
  ) =>
    `${path} has no column for the ${what} (looked for ${wanted.join(', ')}). Its columns are: ${columns.join(', ')}. Name one with ${option}${what === 'publication' ? ', or the publication itself with --publication' : ''}. If these are no columns, name what separates them with --delimiter.`,
  twoColumns: (path: string, column: string, positions: readonly number[]) =>
    `${path} has several columns named ${JSON.stringify(column)}, at positions ${positions.join(' and ')}. Rename one of them.`,
  badTable: (place: string) =>
    `${place}: the table cannot be read any further: a quote is not closed, or a row is longer than ${grouped(MAX_ROW_BYTES)} bytes. Most often a quote before this line is not closed. What stood before was read.`,
  noFeed: (path: string) =>
    `${path} is no feed: it is neither RSS nor Atom nor JSON Feed. Is it a page of the site? Its feed has an address of its own.`,
  longFeed: (path: string, bytes: number) =>
    `${path} has more than ${grouped(bytes)} bytes, which no feed has.`,
  cutOffFeed: (path: string) => `${path} is cut off: the feed does not end. Its last item was left out.`,
  badWarc: (path: string, records: number) =>
    `${path} is damaged or cut off after record ${grouped(records)}. What stood before was read.`,
  damagedParquet: (path: string) =>
    `${path} is a Parquet file that is damaged, cut off, or packed in a way that is not read here. Write it as CSV or JSON lines with the program that it belongs to.`,
  noRows: (path: string, why: string) => `${path} holds no posts: ${why}.`,
  noFiles: (path: string, passedOver: string) =>
    `${path} holds no file that can be read${passedOver === '' ? '; it is empty' : ` (passed over: ${passedOver})`}. --format names the format of files whose names do not tell it.`,
  changed: (path: string, state: string) =>
    `${path} is not the file that ${state} was written for. Submit it from its beginning (without --resume), or put the old file back.`,
  noState: (path: string, state: string) =>
    `There is no ${state}: either all of ${path} was submitted, or nothing. Beginning at its beginning; what was counted is not counted again.`,
  stateIsLink: (state: string) =>
    `${state} is a link, which is not followed. Delete it, and submit the file from its beginning.`,
  badState: (state: string) => `${state} cannot be read. Delete it, and submit the file from its beginning.`,
} as const;

export const addressMessages = {
  notWeb: (example: string) => `It must be an http or https address, for example ${example}.`,
  hasPassword:
    'The address of --url or SUBMIT_URL holds a user or a password, which logs and lists of processes would show. Leave it out, and give an API key with SUBMIT_API_KEY or a token with --id-token.',
  keyInTheOpen: (host: string) =>
    `The API key or the token is sent to ${host} over plain http, where everybody on the way can read it. Use https.`,
} as const;

export const sendMessages = {
  gaveUp: (attempts: number, seconds: number, reason: string) =>
    `Gave up after ${attempts} attempts in ${seconds.toFixed(0)} s: ${reason}`,
  noConnection: (url: string, reason: string) => `no connection to ${url} (${reason})`,
  refused: (url: string, reason: string) => `${url} refuses: ${reason}`,
  goOn: (command: string) => `Go on where this ended with:\n  ${command}`,
} as const;
