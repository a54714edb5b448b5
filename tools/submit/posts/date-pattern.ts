/** How dates are written, as people say it: `DD/MM/YYYY`, `M/D/YY h:mm A`, `%d.%m.%Y`. Pure. */
import { type DateParts, partsOf } from './date-parts.ts';

export interface DatePattern {
  readonly expression: RegExp;
}

type DatePart = 'year' | 'month' | 'name' | 'day' | 'hour' | 'minute' | 'second' | 'digits' | 'half' | 'zone';

const tokens: readonly (readonly [token: string, part: DatePart, matches: string])[] = [
  ['YYYY', 'year', '\\d{4}'],
  ['YY', 'year', '\\d\\d'],
  ['MMMM', 'name', '[A-Za-z]{3,9}'],
  ['MMM', 'name', '[A-Za-z]{3,9}'],
  ['MM', 'month', '\\d{1,2}'],
  ['M', 'month', '\\d{1,2}'],
  ['DD', 'day', '\\d{1,2}'],
  ['D', 'day', '\\d{1,2}'],
  ['HH', 'hour', '\\d{1,2}'],
  ['H', 'hour', '\\d{1,2}'],
  ['hh', 'hour', '\\d{1,2}'],
  ['h', 'hour', '\\d{1,2}'],
  ['mm', 'minute', '\\d\\d'],
  ['ss', 'second', '\\d\\d'],
  ['SSS', 'digits', '\\d+'],
  ['A', 'half', '[AaPp]\\.?[Mm]\\.?'],
  ['a', 'half', '[AaPp]\\.?[Mm]\\.?'],
  ['ZZ', 'zone', 'Z|[A-Z]{2,5}|[+-]\\d\\d:?\\d\\d'],
  ['Z', 'zone', 'Z|[A-Z]{2,5}|[+-]\\d\\d:?\\d\\d'],
];

/** The letters of C's strftime for the same. */
const strftime: Readonly<Record<string, string>> = {
  Y: 'YYYY',
  y: 'YY',
  m: 'MM',
  d: 'DD',
  e: 'D',
  b: 'MMM',
  B: 'MMMM',
  H: 'HH',
  I: 'hh',
  M: 'mm',
  S: 'ss',
  f: 'SSS',
  p: 'A',
  z: 'Z',
  Z: 'Z',
};

const orders: Readonly<Record<string, string>> = {
  dmy: 'D/M/Y',
  mdy: 'M/D/Y',
  ymd: 'Y/M/D',
};

/** Any separator, and any time behind it. */
const order: Readonly<Record<string, string>> = {
  D: '(?<day>\\d{1,2})',
  M: '(?<month>\\d{1,2})',
  Y: '(?<year>\\d{4}|\\d\\d)',
};
const anyTime =
  '(?:[ T,]+(?<hour>\\d{1,2})[:.](?<minute>\\d\\d)(?:[:.](?<second>\\d\\d)(?<fraction>[.,]\\d+)?)? ?(?<half>[AaPp]\\.?[Mm]\\.?)? ?(?<zone>Z|[A-Z]{2,5}|[+-]\\d\\d:?\\d\\d)?)?';

/**
 * Makes a pattern of what a person wrote; undefined where it has no year, month and day.
 * @param text tokens as above, strftime's letters, or `dmy`, `mdy`, `ymd` for the order alone
 */
export function parsePattern(text: string): DatePattern | undefined {
  const parts = orders[text.toLowerCase()];
  if (parts !== undefined)
    return {
      expression: new RegExp(
        `^${parts.replace(/[DMY]/g, (letter) => order[letter] ?? '').replaceAll('/', '[-/. ]')}${anyTime}$`,
      ),
    };
  const plain = text.replace(/%(.)/g, (whole, letter: string) => strftime[letter] ?? whole);
  const seen = new Set<DatePart>();
  let expression = '';
  for (let at = 0; at < plain.length; ) {
    const token = tokens.find(([name]) => plain.startsWith(name, at));
    if (token === undefined) {
      expression += escaped(plain[at] ?? '');
      at += 1;
      continue;
    }
    const [name, part, matches] = token;
    if (seen.has(part)) return undefined;
    seen.add(part);
    expression += `(?<${part}>${matches})`;
    at += name.length;
  }
  if (!seen.has('year') || !seen.has('day') || !(seen.has('month') || seen.has('name'))) return undefined;
  return { expression: new RegExp(`^${expression}$`) };
}

/** The parts of a date by a pattern; undefined where it is not written so. */
export function matchPattern(text: string, { expression }: DatePattern): DateParts | undefined {
  return partsOf(expression.exec(text)?.groups);
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
