/** What the command line tells people, in one place. */
import { MAX_CONTENT_BYTES } from '../../functions/common/domain/post.ts';
import { counted, grouped } from '../../functions/common/domain/quantities.ts';
import { MAX_ROW_BYTES } from './rows.ts';

export const rowMessages = {
  notUtf8: 'is not UTF-8',
  notJson: (reason: string) => `is not JSON: ${reason}`,
  notAnObject: 'is not a JSON object',
  tooLong: `has more than ${grouped(MAX_ROW_BYTES)} bytes`,
  fieldCount: (found: number, expected: number) =>
    `has ${counted(found, 'field')} where the header has ${expected}`,
  openQuote: (lastLine: number) =>
    `has a quote that is not closed, or text behind a closing quote, and was read up to line ${lastLine}; it may be several rows`,
  fileTooLarge: `has more than ${grouped(MAX_CONTENT_BYTES)} bytes`,
} as const;

export const inputMessages = {
  rejectsIsInput: (path: string) =>
    `--rejects ${path} is an input, which would be overwritten. Name another file.`,
  unreadable: (path: string, reason: string) => `Cannot read ${path}: ${reason}.`,
  unknownFormat: (path: string) =>
    `Cannot tell the format of ${path} by its name. Say which it is with --format csv, tsv, jsonl or text.`,
  stdinFormat: 'Say what comes on standard input with --format csv, tsv or jsonl.',
  stdinResume: 'Standard input cannot be resumed; --resume needs files.',
  rejectsUnwritable: (path: string, reason: string) =>
    `Cannot write rows that cannot be used to ${path}: ${reason}. Make room there.`,
  stateUnwritable: (path: string, reason: string) =>
    `Cannot write ${path}: ${reason}. Until that works again, --resume begins where it stands now, or at the beginning.`,
  utf16: (path: string) =>
    `${path} is in UTF-16. Only UTF-8 is read; convert it first, for example: iconv -f UTF-16 -t UTF-8 ${path} > converted`,
  notUtf8: (path: string, line: number, excerpt: string) =>
    `${path}:${line} is not UTF-8 (${excerpt}); the file is probably in Latin-1 or Windows-1252. Only UTF-8 is read; convert it first, for example: iconv -f WINDOWS-1252 -t UTF-8 ${path} > converted`,
  badGzip: (path: string, reason: string) => `${path} is not intact gzip: ${reason}.`,
  noHeader: (path: string) => `${path} is empty; a table begins with a row of column names.`,
  noColumn: (
    path: string,
    what: string,
    wanted: readonly string[],
    columns: readonly string[],
    option: string,
  ) =>
    `${path} has no column for the ${what} (looked for ${wanted.join(', ')}). Its columns are: ${columns.join(', ')}. Name one with ${option}.`,
  badTable: (place: string, reason: string) =>
    `${place}: the table cannot be read any further: ${reason}. Most often a quote before this line is not closed.`,
  changed: (path: string, state: string) =>
    `${path} is not the file that ${state} was written for. Submit it from its beginning (without --resume), or put the old file back.`,
  noState: (path: string, state: string) =>
    `There is no ${state}: either all of ${path} was submitted, or nothing. Beginning at its beginning; what was counted is not counted again.`,
  badState: (state: string) => `${state} cannot be read. Delete it, and submit the file from its beginning.`,
} as const;

export const sendMessages = {
  gaveUp: (attempts: number, seconds: number, reason: string) =>
    `Gave up after ${attempts} attempts in ${seconds.toFixed(0)} s: ${reason}`,
  noConnection: (url: string, reason: string) => `no connection to ${url} (${reason})`,
  refused: (url: string, reason: string) => `${url} refuses: ${reason}`,
  goOn: (command: string) => `Go on where this ended with:\n  ${command}`,
} as const;
