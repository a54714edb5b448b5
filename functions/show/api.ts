/** The API: from a route and its query to an answer. */
import type { EntityType } from '../common/domain/post.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Log } from '../common/process/log.ts';
import { listArticles } from './answers/articles.ts';
import { compareNames, comparePublications } from './answers/compare.ts';
import { articlesFeed, risingFeed } from './answers/feeds.ts';
import { listNames, readName, readStats } from './answers/names.ts';
import { listPublicationNames, listPublications, readPublication } from './answers/publications.ts';
import { listRising } from './answers/rising.ts';
import { readSeries } from './answers/series.ts';
import { listSilent } from './answers/silent.ts';
import {
  articleTable,
  comparedNamesTable,
  comparedPublicationsTable,
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
  togetherTable,
  wholeListing,
} from './answers/tables.ts';
import { listTogether } from './answers/together.ts';
import type { GivenRange } from './counting/range.ts';
import { NameTypeParameter, parameters, readQuery } from './parameters.ts';
import type { Reading } from './reading/reading.ts';
import { createRepresentation, type Representation } from './representation.ts';
import type { AnswerForm, Route } from './routes.ts';
import { type Asked, createSharedAnswers } from './shared-answers.ts';

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

/** The document changes with a new version of the function only. */
const DOCUMENT_MAX_AGE_S = 300;

/** Makes the API. */
export function createApi(options: ApiOptions): Api {
  const { reading, cacheMs, timeoutMs, log } = options;
  const document = createRepresentation(Buffer.from(JSON.stringify(options.openApiDocument)), {
    contentType: 'application/json',
    cacheControl: `max-age=${DOCUMENT_MAX_AGE_S}`,
  });

  const read = createSharedAnswers({ clock: reading.clock, cacheMs, timeoutMs, log });

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
          const { id } = route;
          return read(asking(given), () => readPublication(reading, id, given));
        }
        case 'publicationNames': {
          const given = readQuery(parameters.publicationNames, query);
          const { id } = route;
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
          const type = typeIn(route);
          const { key } = route;
          return read(
            asking(given),
            () => readName(reading, type, key, given),
            () =>
              wholeListing(
                namingColumns,
                (page) => readName(reading, type, key, { ...given, ...page }),
                namingRows,
              ),
          );
        }
        case 'together': {
          const given = readQuery(parameters.together, query);
          typeIn(route);
          const { key } = route;
          return read(
            asking(given),
            () => listTogether(reading, key, given),
            async () => togetherTable(await listTogether(reading, key, given)),
          );
        }
        case 'nameArticles': {
          const given = readQuery(parameters.nameArticles, query);
          const type = typeIn(route);
          const { key } = route;
          const load = () => listArticles(reading, { ...given, name: key });
          return read(
            asking(given),
            load,
            async () => articleTable(await load()),
            (answer) => articlesFeed(answer, { database: reading.database, type, key, query }),
          );
        }
        case 'compare': {
          const given = readQuery(parameters.compare, query);
          const { name: names = [], publication = [] } = given;
          const [first, second] = publication;
          if (first !== undefined && second !== undefined) {
            const load = () => comparePublications(reading, [first, second], given);
            return read(asking(given), load, async () => comparedPublicationsTable(await load()));
          }
          const load = () => compareNames(reading, names, given);
          return read(asking(given), load, async () => comparedNamesTable(await load()));
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
          // Of a short range there is always one before; all time has none.
          const ranged = { ...given, ...(isWithoutRange(given) && { range: '7d' as const }) };
          return read(
            asking(ranged),
            () => listRising(reading, ranged),
            async () => risingTable(await listRising(reading, ranged)),
            (answer) => risingFeed(answer, { database: reading.database, query }),
          );
        }
        case 'series': {
          const given = readQuery(parameters.series, query);
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

/**
 * The type in the path of a name.
 * @throws ProblemError 400 when there is no such type
 */
function typeIn(route: { readonly type: string }): EntityType {
  const type = NameTypeParameter.safeParse(route.type);
  if (type.success) return type.data;
  const message = `${type.error.issues[0]?.message}, not "${route.type}"`;
  throw new ProblemError(400, `The type in the path ${message}.`, { errors: [{ path: 'type', message }] });
}

function isWithoutRange({ range, from, to }: GivenRange): boolean {
  return range === undefined && from === undefined && to === undefined;
}
