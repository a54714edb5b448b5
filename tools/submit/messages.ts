/** The messages of the command line, in one place. */

import { MAX_CONTENT_BYTES } from '../../functions/common/domain/post.ts';
import { counted, grouped } from '../../functions/common/domain/quantities.ts';
import { LOCAL_SUBMIT_URL } from '../../functions/common/domain/stage-ports.ts';
import { ownCommand } from '../../functions/common/process/own-command.ts';
import type { Foreign } from './bytes/magic.ts';
import { formats } from './rows/formats.ts';
import { MAX_ROW_BYTES } from './rows/row.ts';

export const rowMessages = {
  notUtf8: 'is not UTF-8',
  notJson: (reason: string) => `is not JSON: ${reason}`,
  cutOffJson: 'is cut off: it ends inside a JSON value',
  notAnObject: 'is not a JSON object',
  tooLong: `has more than ${grouped(MAX_ROW_BYTES)} bytes`,
  fieldCount: (found: number, expected: number) =>
    `has ${counted(found, 'field')} where the header has ${expected}`,
  openQuote: (lastLine: number) =>
    `has an unclosed quote, or text after a closing quote; it was read up to line ${lastLine} and may be several rows`,
  noMainText: 'is missing: no article was found in the page',
  fileTooLarge: `has more than ${grouped(MAX_CONTENT_BYTES)} bytes`,
} as const;

export const inputMessages = {
  rejectsIsInput: (path: string) =>
    `--rejects ${path} is also an input, and would be overwritten. Name another file.`,
  /** npm takes an option for itself that has no `--` before it, and hands its value on as an input. */
  unreadable: (path: string, reason: string) =>
    `Cannot read ${path}: ${reason}.${/[./\\-]/.test(path) ? '' : ' If it is the value of an option, write `--` before the options, as in `npm start -- --engine local`.'}`,
  unknownFormat: (path: string) =>
    `The format of ${path} is unknown: neither its name nor its beginning shows it. Name it with --format (${formats.join(', ')}).`,
  stdinFormat: `The format of standard input is unknown: its beginning does not show it. Name it with --format (${formats.join(', ')}).`,
  stdinResume: 'Standard input cannot be resumed. Save it to a file, and submit that with --resume.',
  rejectsIsLink: (path: string) =>
    `--rejects ${path} is a symbolic link, which is not followed. Name the file itself.`,
  rejectsUnwritable: (path: string, reason: string) =>
    `Cannot write rejected rows to ${path}: ${reason}. Fix that, or name another file with --rejects.`,
  stateUnwritable: (path: string, reason: string) =>
    `Cannot save the position of this run in ${path}: ${reason}. Until that works, --resume starts from the last saved position, or from the beginning.`,
  notUtf8: (path: string, line: number, excerpt: string, likely: string) =>
    `${path}:${line} is not UTF-8 (${excerpt}). The file is probably in ${likely}: if so, read it with --encoding ${likely}. If not, name its encoding, for example iso-8859-2, shift_jis or gb18030.`,
  binary: (path: string) =>
    `${path} is a binary file, not text. Save it as CSV or JSON lines with the program that made it.`,
  foreign: (path: string, { what, advice }: Foreign) => `${path} is ${what}. ${advice.replace('FILE', path)}`,
  damaged: (path: string, packing: string) =>
    `${path} is damaged or cut off: the rest of its ${packing} data cannot be unpacked. Everything before was read.`,
  damagedZip: (path: string) =>
    `${path} is damaged or cut off: the directory at the end of the zip archive cannot be read. Nothing in it was read.`,
  encrypted: (path: string, archive: string) => `${path} is encrypted. Unpack it first: unzip ${archive}`,
  oddlyZipped: (path: string, archive: string) =>
    `${path} is compressed in a way that this program does not read. Unpack it first: 7z x ${archive}`,
  noColumn: (
    path: string,
    what: string,
    wanted: readonly string[],
    columns: readonly string[],
    option: string,
  ) =>
    `${path} has no column for the ${what} (looked for ${wanted.join(', ')}). Its columns are: ${columns.join(', ')}. Name one with ${option}${what === 'publication' ? ', or the publication itself with --publication' : ''}. If the columns were split wrongly, name the separator with --delimiter.`,
  twoColumns: (path: string, column: string, positions: readonly number[]) =>
    `${path} has several columns named ${JSON.stringify(column)}, at positions ${positions.join(' and ')}. Rename all but one.`,
  badTable: (place: string) =>
    `${place}: the rest of the table cannot be read. Either a quote in this line or before it is not closed, or a row is longer than ${grouped(MAX_ROW_BYTES)} bytes. Everything before was read.`,
  noFeed: (path: string) =>
    `${path} is not a feed: it is neither RSS nor Atom nor JSON Feed. If it is a page of the site, find the address of the site's feed.`,
  longFeed: (path: string, bytes: number) =>
    `${path} has more than ${grouped(bytes)} bytes, which is too long for a feed.`,
  cutOffFeed: (path: string) => `${path} is cut off: the feed does not end. Its last item was left out.`,
  badWarc: (path: string, records: number) =>
    `${path} is damaged or cut off after record ${grouped(records)}. Everything before was read.`,
  damagedParquet: (path: string) =>
    `${path} is a Parquet file that is damaged, cut off, or packed in a way that this program does not read. Save it as CSV or JSON lines with the program that made it.`,
  noRows: (path: string, why: string) => `${path} holds no posts: ${why}.`,
  noFiles: (path: string, passedOver: string) =>
    `${path} holds no file that can be read${passedOver === '' ? '; it is empty' : ` (skipped: ${passedOver})`}. --format names the format of files whose names do not show it.`,
  changed: (path: string, state: string) =>
    `${path} was changed or replaced since ${state} was saved. Submit it from the beginning (without --resume), or restore the old file.`,
  noState: (path: string, state: string) =>
    `There is no ${state}: either all of ${path} was submitted, or nothing. It is submitted from the beginning; posts that were counted do not count again.`,
  stateIsLink: (state: string) =>
    `${state} is a symbolic link, which is not followed. Delete it, and submit the file from the beginning.`,
  badState: (state: string) => `${state} cannot be read. Delete it, and submit the file from the beginning.`,
} as const;

export const addressMessages = {
  notWeb: (example: string) => `It must be an http or https address, for example ${example}.`,
  hasPassword:
    'The address of --url or SUBMIT_URL holds a user or a password, which logs and process lists would show. Remove it. Give an API key with SUBMIT_API_KEY, or a token with --id-token.',
  keyInTheOpen: (host: string) =>
    `The API key or the token is sent to ${host} over plain http, so anybody on the network can read it. Use https.`,
} as const;

export const sendMessages = {
  gaveUp: (attempts: number, seconds: number, reason: string) =>
    `Gave up after ${counted(attempts, 'attempt')} in ${seconds.toFixed(0)} s: ${reason}`,
  noConnection: (url: string, reason: string) => `no connection to ${url}: ${reason}`,
  noListener: `Is the pipeline running? Start it with \`${ownCommand('start')}\`.`,
  refused: (url: string, reason: string) => `${url} refuses the posts: ${reason}`,
  notSubmit: `This is not the address of submit. By default it is ${LOCAL_SUBMIT_URL}.`,
  goOn: (command: string) => `To continue where this run ended:\n  ${command}`,
} as const;
