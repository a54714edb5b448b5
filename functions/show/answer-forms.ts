/**
 * An answer in the form that it was asked for: JSON with its validator and the way to the next page, or CSV
 * with a name to save it by.
 */
import { dayOf } from '../common/domain/store/day.ts';
import { type AtomFeed, formatAtom } from './atom.ts';
import { type CsvListing, formatCsv } from './csv.ts';
import { createRepresentation, type Representation } from './representation.ts';

/**
 * While nothing changes, a client still gets a fresh cursor this often: well before the one it has expires.
 */
const CURSOR_RENEWAL_MS = 15 * 60 * 1000;

/**
 * The answer as JSON. Its validator leaves out what differs between two reads of the same counts: the moment,
 * and the cursor that holds it.
 * @param about.query the query as sent, which the link to the next page repeats
 * @param about.hasTable whether the same address has a CSV too
 */
export function liveAnswer(
  value: object,
  about: {
    readonly cacheControl: string;
    readonly query: string;
    readonly now: number;
    readonly hasTable: boolean;
  },
): Representation {
  const validated = JSON.stringify(value, (name, part) =>
    // That there is no next page is part of the answer.
    name === 'readAt' || (name === 'nextCursor' && part !== null) ? undefined : part,
  );
  const link = linkToNext(value, about.query);
  return createRepresentation(Buffer.from(JSON.stringify(value)), {
    contentType: 'application/json',
    cacheControl: about.cacheControl,
    validated: `${Math.floor(about.now / CURSOR_RENEWAL_MS)} ${validated}`,
    headers: { ...(link !== undefined && { link }), ...(about.hasTable && { vary: 'Accept' }) },
  });
}

/** The answer as CSV. A browser saves it under `about.name` and the day. */
export function csvAnswer(
  table: CsvListing,
  about: { readonly cacheControl: string; readonly name: string; readonly now: number },
): Representation {
  return createRepresentation(formatCsv(table), {
    contentType: 'text/csv; charset=utf-8; header=present',
    cacheControl: about.cacheControl,
    headers: {
      vary: 'Accept',
      'content-disposition': `attachment; filename="${about.name}-${dayOf(about.now)}.csv"`,
    },
  });
}

/** The answer as a feed. */
export function feedAnswer(feed: AtomFeed, about: { readonly cacheControl: string }): Representation {
  return createRepresentation(Buffer.from(formatAtom(feed)), {
    contentType: 'application/atom+xml; charset=utf-8',
    cacheControl: about.cacheControl,
  });
}

/** The next page, relative to the address that was asked for. */
function linkToNext(value: object, query: string): string | undefined {
  if (!('nextCursor' in value) || typeof value.nextCursor !== 'string') return undefined;
  const next = new URLSearchParams(query);
  next.set('cursor', value.nextCursor);
  return `<?${next}>; rel="next"`;
}
