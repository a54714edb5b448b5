/** The API: from a route and its query to an answer. */
import { LRUCache } from 'lru-cache';
import { GrpcCode, grpcCode } from '../common/cloud/grpc.ts';
import { isPublicationId } from '../common/domain/keys.ts';
import { dayOf } from '../common/domain/store/day.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Log } from '../common/process/log.ts';
import { listArticles } from './answers/articles.ts';
import { listNames, readName, readStats } from './answers/names.ts';
import { listPublicationNames, listPublications, readPublication } from './answers/publications.ts';
import { listRising } from './answers/rising.ts';
import { readSeries } from './answers/series.ts';
import { listSilent } from './answers/silent.ts';
import {
  articleTable,
  countedNameColumns,
  countedNameRows,
  nameColumns,
  nameRows,
  namingColumns,
  namingRows,
  publicationColumns,
  publicationRows,
  risingTable,
  seriesTable,
  silentTable,
  wholeListing,
} from './answers/tables.ts';
import { cacheTime } from './cache-time.ts';
import type { GivenRange } from './counting/range.ts';
import { type CsvListing, formatCsv } from './csv.ts';
import { expiredCursor } from './cursor.ts';
import { firestoreAnswer, isOurFault } from './deadline.ts';
import { NameTypeParameter, parameters, readQuery } from './parameters.ts';
import type { Reading } from './reading/reading.ts';
import { createRepresentation, type Representation } from './representation.ts';
import type { AnswerForm, Route } from './routes.ts';

export interface ApiOptions {
  readonly reading: Reading;
  /** How long an answer is shared between requests, in milliseconds. */
  readonly cacheMs: number;
  /** How long Firestore may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly openApiDocument: object;
  readonly log: Log;
}

export interface Api {
  /**
   * Answers a route.
   * @throws ProblemError
   */
  answer(
    route: Exclude<Route, { name: 'asset' | 'page' }>,
    query: string,
    form: AnswerForm,
  ): Promise<Representation>;
}

const MAX_SHARED_BYTES = 32_000_000;
/** A page behind a cursor is of a past moment and never changes. */
const PAST_MAX_AGE_S = 300;
/** Firestore refuses a moment that it no longer has; the client library asks three times before it says so, for some 8 s. */
const PAST_PATIENCE = 2;
/** The document changes with a new version of the function only. */
const DOCUMENT_MAX_AGE_S = 300;
/** While nothing changes, a client still gets a fresh cursor this often: well before the one it has expires. */
const CURSOR_RENEWAL_MS = 15 * 60 * 1000;

interface Load {
  readonly load: () => Promise<Representation>;
}

/** Makes the API. */
export function createApi(options: ApiOptions): Api {
  const { reading, cacheMs } = options;
  const { clock } = reading;
  // Requests for the same thing at the same time are one read, and so are those that follow within `cacheMs`.
  const shared = new LRUCache<string, Representation, Load>({
    max: 2_000,
    maxSize: MAX_SHARED_BYTES,
    sizeCalculation: (answer) => answer.size + 1_000,
    ttl: Math.max(1, cacheMs),
    ...cacheTime(clock),
    fetchMethod: (_key, _stale, { context }) => context.load(),
  });
  const document = createRepresentation(Buffer.from(JSON.stringify(options.openApiDocument)), {
    contentType: 'application/json',
    cacheControl: `max-age=${DOCUMENT_MAX_AGE_S}`,
  });

  const tellLateFailure = (error: unknown): void => {
    if (isOurFault(error))
      options.log.error({ err: error }, 'Firestore refused a read, after the answer was given up');
    else options.log.warn({ err: error }, 'a read failed after the answer was given up');
  };

  /** Answers with what `load` gives, or with its table where CSV is asked for. */
  const read = async <Answer extends object>(
    asked: Asked,
    load: () => Promise<Answer>,
    table?: () => Promise<CsvListing>,
  ): Promise<Representation> => {
    const { cursor } = asked.given;
    if (asked.form === 'csv' && table === undefined)
      throw new ProblemError(406, 'There is no CSV of this, because it is no list. Ask for JSON.');
    const isTable = asked.form === 'csv' && table !== undefined;
    const maxAge = cursor === undefined ? Math.ceil(cacheMs / 1000) : PAST_MAX_AGE_S;
    const within = <Value>(work: () => Promise<Value>): Promise<Value> =>
      cursor === undefined
        ? firestoreAnswer(clock, options.timeoutMs, work, tellLateFailure)
        : firestoreAnswer(clock, PAST_PATIENCE * options.timeoutMs, work, tellLateFailure).catch(
            momentIsGone,
          );
    const cacheControl = `max-age=${maxAge}`;
    const context = {
      load: async () =>
        isTable
          ? csvAnswer(await within(table), { cacheControl, name: asked.route.name, now: clock.now() })
          : liveAnswer(await within(load), {
              cacheControl,
              query: asked.query,
              now: clock.now(),
              hasTable: table !== undefined,
            }),
    };
    const key = JSON.stringify([asked.route, asked.given, isTable]);
    const answer = await shared.fetch(key, { context });
    return answer ?? context.load();
  };

  return {
    async answer(route, query, form) {
      const asking = <Given extends object>(given: Given): Asked & { readonly given: Given } => ({
        route,
        given,
        query,
        form,
      });
      switch (route.name) {
        case 'publications': {
          const given = readQuery(parameters.publications, query);
          return read(
            asking(given),
            () => listPublications(reading, given),
            () =>
              wholeListing(
                publicationColumns,
                (page) => listPublications(reading, { ...given, ...page, top: 0 }),
                publicationRows,
              ),
          );
        }
        case 'publication': {
          const given = readQuery(parameters.publication, query);
          const id = possiblePublication(route.id);
          return read(asking(given), () => readPublication(reading, id, given));
        }
        case 'publicationNames': {
          const given = readQuery(parameters.publicationNames, query);
          const id = possiblePublication(route.id);
          return read(
            asking(given),
            () => listPublicationNames(reading, id, given),
            () =>
              wholeListing(
                countedNameColumns,
                (page) => listPublicationNames(reading, id, { ...given, ...page }),
                countedNameRows,
              ),
          );
        }
        case 'names': {
          const given = readQuery(parameters.names, query);
          return read(
            asking(given),
            () => listNames(reading, given),
            () => wholeListing(nameColumns, (page) => listNames(reading, { ...given, ...page }), nameRows),
          );
        }
        case 'name': {
          const given = readQuery(parameters.name, query);
          const type = NameTypeParameter.safeParse(route.type);
          if (!type.success) {
            const message = `${type.error.issues[0]?.message}, not "${route.type}"`;
            throw new ProblemError(400, `The type in the path ${message}.`, {
              errors: [{ path: 'type', message }],
            });
          }
          const { key } = route;
          return read(
            asking(given),
            () => readName(reading, type.data, key, given),
            () =>
              wholeListing(
                namingColumns,
                (page) => readName(reading, type.data, key, { ...given, ...page }),
                namingRows,
              ),
          );
        }
        case 'articles': {
          const given = readQuery(parameters.articles, query);
          return read(
            asking(given),
            () => listArticles(reading, given),
            async () => articleTable(await listArticles(reading, given)),
          );
        }
        case 'rising': {
          const given = readQuery(parameters.rising, query);
          if (given.publication !== undefined) possiblePublication(given.publication);
          // Of a short range there is always one before; all time has none.
          const ranged = { ...given, ...(isWithoutRange(given) && { range: '7d' as const }) };
          return read(
            asking(ranged),
            () => listRising(reading, ranged),
            async () => risingTable(await listRising(reading, ranged)),
          );
        }
        case 'series': {
          const given = readQuery(parameters.series, query);
          if (given.publication !== undefined) possiblePublication(given.publication);
          return read(
            asking(given),
            () => readSeries(reading, given),
            async () => seriesTable(await readSeries(reading, given)),
          );
        }
        case 'silent':
          readQuery(parameters.none, query);
          return read(
            asking({}),
            () => listSilent(reading),
            async () => silentTable(await listSilent(reading)),
          );
        case 'stats':
          readQuery(parameters.none, query);
          return read(asking({}), () => readStats(reading));
        case 'openapi':
          readQuery(parameters.none, query);
          return document;
      }
    },
  };
}

/** What is asked for. */
interface Asked {
  readonly route: Route;
  readonly given: { readonly cursor?: string | undefined };
  /** As sent. */
  readonly query: string;
  readonly form: AnswerForm;
}

/** Rethrows what a page behind a cursor failed with: where Firestore no longer has its moment, the cursor has expired. */
function momentIsGone(error: unknown): never {
  throw grpcCode(error) === GrpcCode.failedPrecondition ? expiredCursor() : error;
}

function isWithoutRange({ range, from, to }: GivenRange): boolean {
  return range === undefined && from === undefined && to === undefined;
}

/** An id that no publication can have is not looked up. */
function possiblePublication(id: string): string {
  if (isPublicationId(id)) return id;
  throw new ProblemError(404, `There is no publication with the id "${id}".`);
}

/** The validator leaves out what differs between two reads of the same counts: the moment, and the cursor that holds it. */
function liveAnswer(
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

/** The table under a name that a browser can save it by. */
function csvAnswer(
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

/** The next page, relative to the address that was asked for. */
function linkToNext(value: object, query: string): string | undefined {
  if (!('nextCursor' in value) || typeof value.nextCursor !== 'string') return undefined;
  const next = new URLSearchParams(query);
  next.set('cursor', value.nextCursor);
  return `<?${next}>; rel="next"`;
}
