/**
 * Detects the dialect of a table by its beginning: the delimiter, the escape of quotes, the line end. Pure.
 * The dialect with the most complete rows wins, and RFC 4180 wins a tie.
 */
import { splitRecords } from './split-record.ts';

export interface Dialect {
  readonly delimiter: string;
  /** The character that escapes a quote within quotes; undefined where quotes have no meaning. */
  readonly escape: '"' | '\\' | undefined;
  /** Whether blanks may surround quotes. */
  readonly blanksAroundQuotes: boolean;
  /** A lone carriage return ends lines, as old programs for the Macintosh write them. */
  readonly lineEnd: 'lf' | 'cr';
  /** Bytes of a first line `sep=;`, which is for Excel. */
  readonly preambleBytes: number;
}

const delimiters = [',', ';', '\t', '|'] as const;
/** The length of the beginning that decides on the dialect. */
const SEEN_LENGTH = 256 * 1024;

/**
 * @param head the beginning of the text, without a mark
 * @param isWhole whether that is all
 * @param given the delimiter, where it is known
 * @param prefersTabs whether the name says that tabs separate
 * @param known how many of the columns of a header are known ones
 */
export function findDialect(
  head: string,
  isWhole: boolean,
  given: string | undefined,
  prefersTabs: boolean,
  known: (columns: readonly string[]) => number,
): Dialect {
  const [preamble = '', separator] = /^sep=(.)[ \t]*(?:\r\n?|\n)/i.exec(head) ?? [];
  const seen = head.slice(preamble.length, SEEN_LENGTH);
  const whole = isWhole && head.length <= SEEN_LENGTH;
  const lineEnd = lineEndOf(seen);
  const delimiter = given ?? separator ?? delimiterOf(seen, lineEnd, prefersTabs, known);
  const common = { delimiter, lineEnd, preambleBytes: Buffer.byteLength(preamble) };
  return { ...common, ...quotingOf(seen, whole, common) };
}

/** The first line end outside quotes decides: a cell may hold the other kind. */
function lineEndOf(text: string): 'lf' | 'cr' {
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\n' && !isQuoted) return 'lf';
    else if (character === '\r' && !isQuoted) return text[at + 1] === '\n' ? 'lf' : 'cr';
  }
  return text.includes('\n') || !text.includes('\r') ? 'lf' : 'cr';
}

/** The delimiter that makes the most known columns of the header, then the most columns. */
function delimiterOf(
  text: string,
  lineEnd: 'lf' | 'cr',
  prefersTabs: boolean,
  known: (columns: readonly string[]) => number,
): string {
  const order = prefersTabs ? ['\t', ',', ';', '|'] : delimiters;
  const scored = order.map((delimiter) => {
    const dialect = { delimiter, lineEnd, escape: '"', blanksAroundQuotes: true, preambleBytes: 0 } as const;
    const header = splitRecords(text, dialect, 1)[0]?.fields ?? [];
    return { delimiter, known: known(header), columns: header.length };
  });
  const best = scored.reduce((a, b) =>
    b.known > a.known || (b.known === a.known && b.columns > a.columns) ? b : a,
  );
  return best.delimiter;
}

type Quoting = Pick<Dialect, 'escape' | 'blanksAroundQuotes'>;

/** In the order of preference. */
const quotings: readonly Quoting[] = [
  { escape: '"', blanksAroundQuotes: false },
  { escape: '"', blanksAroundQuotes: true },
  { escape: '\\', blanksAroundQuotes: false },
  { escape: '\\', blanksAroundQuotes: true },
];
const literal: Quoting = { escape: undefined, blanksAroundQuotes: false };
const SEEN_RECORDS = 2_000;

function quotingOf(text: string, isWhole: boolean, common: Omit<Dialect, keyof Quoting>): Quoting {
  const scored = [...quotings, literal].map((quoting) => {
    const records = splitRecords(text, { ...common, ...quoting }, SEEN_RECORDS);
    // The last one may be cut off.
    if (!isWhole && records.length > 1) records.pop();
    const width = records[0]?.fields.length ?? 0;
    const good = records.filter(({ fields, isOrderly }) => isOrderly && fields.length === width);
    const length = good.reduce((sum, record) => sum + record.length, 0);
    return { quoting, length, needsQuotes: good.some((record) => record.needsQuotes) };
  });
  const withQuotes = scored.slice(0, quotings.length).reduce((a, b) => (b.length > a.length ? b : a));
  // Fields separated by tabs hardly ever need quotes, and most quotes in them are quoted speech.
  if (common.delimiter === '\t') {
    const plain = scored.at(-1);
    if (!withQuotes.needsQuotes || withQuotes.length < (plain?.length ?? 0)) return literal;
  }
  return withQuotes.quoting;
}
