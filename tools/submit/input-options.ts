/**
 * The options about inputs: how they are read, and what in them is what. Every command that reads articles
 * has them.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { canonicalEncoding } from './bytes/encodings.ts';
import { type DatePattern, parsePattern } from './posts/date-pattern.ts';
import { type FieldNames, fieldOptions, postFields } from './posts/fields.ts';
import { isTimeZone } from './posts/zones.ts';
import type { InputOptions } from './read-source.ts';
import { type Format, formats } from './rows/formats.ts';

/** For the help of an argument that names inputs. */
export const inputsHelp =
  'files (CSV, TSV, JSON, text, HTML, feeds, WARC, Parquet; compressed or not), folders or zip archives of them, - for standard input';

const described: Readonly<Record<keyof typeof fieldOptions, string>> = {
  content: 'column or field with the text; a.b is the field b of the object a',
  publication: 'column or field with the name of the publication',
  id: 'column or field with the id; its values are kept, even row numbers',
  publishedAt: 'column or field with the date; "" for none',
  url: 'column or field with the address',
  title: 'column or field with the title',
  author: 'column or field with the author',
  language: 'column or field with the language',
};

/** Adds the options to a command. */
export function addInputOptions(command: Command): Command {
  command
    .addOption(new Option('--format <format>', 'format of files whose names do not show it').choices(formats))
    .option('--publication <name>', 'publication of all posts, whatever the files say')
    .option(
      '--delimiter <character>',
      'character between the fields of a table; "tab" for a tab',
      parseDelimiter,
    )
    .option(
      '--encoding <name>',
      'encoding of text that is not UTF-8, for example windows-1252',
      parseEncoding,
    )
    .option(
      '--timezone <zone>',
      'time zone of dates that name none, for example Europe/London',
      parseZone,
      'UTC',
    )
    .option(
      '--date-format <format>',
      'order or pattern of dates: dmy, mdy, or for example "DD/MM/YYYY HH:mm"',
      parseDateFormat,
    )
    .option('--no-ids', 'ignore ids: posts with the same publication and content are one post');
  for (const field of postFields) {
    command.option(`${fieldOptions[field]} <name>`, described[field]);
    // As they were called before files without columns were read.
    command.addOption(new Option(`${fieldOptions[field].replace('-field', '-column')} <name>`).hideHelp());
  }
  return command;
}

interface Given {
  readonly format?: Format;
  readonly publication?: string;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly timezone: string;
  readonly dateFormat?: DatePattern;
  readonly ids: boolean;
}

/** Reads the options of a command that was parsed. */
export function readInputOptions(command: Command): InputOptions {
  const given = command.opts<Given & Readonly<Record<string, string | undefined>>>();
  const names: FieldNames = Object.fromEntries(
    postFields.flatMap((field) => {
      const name = given[`${field}Field`] ?? given[`${field}Column`];
      return name === undefined ? [] : [[field, name]];
    }),
  );
  return {
    format: given.format,
    delimiter: given.delimiter,
    encoding: given.encoding,
    names,
    publication: given.publication,
    takesIds: given.ids,
    dates: { timeZone: given.timezone, pattern: given.dateFormat },
  };
}

const delimiterNames: Readonly<Record<string, string>> = {
  tab: '\t',
  '\\t': '\t',
  comma: ',',
  semicolon: ';',
  pipe: '|',
  bar: '|',
};

function parseDelimiter(text: string): string {
  const delimiter = delimiterNames[text.toLowerCase()] ?? text;
  if (delimiter === '' || /["\r\n]/.test(delimiter))
    throw new InvalidArgumentError(
      'It must be a character other than a quote or a line end, for example ";".',
    );
  return delimiter;
}

function parseEncoding(text: string): string {
  const encoding = canonicalEncoding(text);
  if (encoding === undefined)
    throw new InvalidArgumentError(
      'It must be the name of an encoding, for example windows-1252, iso-8859-2, utf-16le, shift_jis or gb18030.',
    );
  return encoding;
}

function parseZone(text: string): string {
  if (!isTimeZone(text))
    throw new InvalidArgumentError('It must be a time zone, for example Europe/London, EST or +01:00.');
  return text;
}

function parseDateFormat(text: string): DatePattern {
  const pattern = parsePattern(text);
  if (pattern === undefined)
    throw new InvalidArgumentError(
      'It must have year, month and day: dmy, mdy, ymd, or for example DD/MM/YYYY, "MMM D, YYYY h:mm A" or %d.%m.%Y.',
    );
  return pattern;
}
