/**
 * The OpenAPI 3.1 document of submit and show (https://spec.openapis.org/oas/v3.1.1.html), its schemas made
 * from the code's own.
 */
import { z } from 'zod';
import { entityTypes } from '../common/domain/post.ts';
import { ProblemDocument } from '../common/domain/problem-document.ts';
import { minutes } from '../common/domain/quantities.ts';
import { API_KEY_HEADER } from '../common/domain/submit-endpoint.ts';
import { CURSOR_LIFETIME_SECONDS } from './cursor.ts';
import { formatAlone, type Json, submitPaths, submitSchemas } from './openapi-submit.ts';
import { numberBounds, parameters } from './parameters.ts';
import * as responses from './responses.ts';

/** Writes the choices of a parameter, as "person, place or organization". */
const anyOf = new Intl.ListFormat('en-GB', { type: 'disjunction' });

const { CountedName: _partOfOthers, ...answers } = responses;
const schemas = { ...answers, Problem: ProblemDocument };

const descriptions: Readonly<Record<string, string>> = {
  limit: 'At most this many items on a page.',
  cursor: `The \`nextCursor\` of the page before. It is valid for this listing only, and for ${minutes(CURSOR_LIFETIME_SECONDS)}.`,
  top: 'How many of its most frequent names each publication is listed with.',
  type: 'Only names of this type.',
  q: 'Words of a name, or the beginnings of words. Case and accents are ignored.',
  sort: 'The order: most articles first, alphabetically by name, or last counted first.',
  trend: 'With `true`, each name also has its number of articles by day.',
  by: 'What names are ranked by: articles that name them, or mentions.',
  range:
    'The days that are counted, in UTC: today, the last 7, 30 or 90 days including today, or all. Not together with `from` or `to`.',
  from: 'The first day that is counted, in UTC.',
  to: 'The last day that is counted, in UTC.',
  name: 'Only articles that name it: the whole name, as `/api/names` lists it. Case and accents make no difference.',
  publication: 'Only articles of the publication with this id.',
  step: 'The length of a point: a day, for a range of at most 92 days (366 for one publication), or a month. An open range begins with the first article.',
  split:
    'With `publication`, the points of a name are also given for each publication that names it most, and for the others together.',
};

/** The content of each answer, and its cost to the caller. */
const operationDescriptions = {
  listPublications:
    'Publications that have articles of these days. `silence` marks those that have gone silent.',
  getPublication: 'As fresh as Firestore: it includes every article counted until `readAt`.',
  listPublicationNames: 'As fresh as Firestore: it includes every article counted until `readAt`.',
  listNames: 'From roll-ups, which are made about every minute; `readAt` is their moment.',
  getName: 'The publications that name it most come first. A hidden name has none.',
  listNamedTogether:
    'Counts do not tell which names share an article. So at most 200 of the newest articles are read; `looked` is how many.',
  listArticlesOfName: 'The same as `/api/articles` with `name`.',
  feedArticlesOfName: 'Atom (RFC 4287). An entry has the same id in every feed of the deployment.',
  feedRising: 'Atom (RFC 4287). A rising name is one entry for each range of days.',
  compare:
    'Give `name` two to five times, or `publication` twice. Names that only one of the two publications has are listed apart from names that both have.',
  listArticles: 'From the records of articles, which expire; from the day `keptSince` on, all are available.',
  listRising:
    'Ranked by how certain the rise is, not by how steep. Names with fewer than 3 articles, or whose rise may be chance, are left out.',
  getSeries: 'By day if the range is short enough, else by month. A point without articles is 0.',
  listSilent:
    'A publication is silent when at least 7 articles were expected from it, by its last four weeks, and none came.',
  getStats: 'Totals of all time and all publications.',
} as const;
type OperationId = keyof typeof operationDescriptions;

/**
 * The document.
 * @param submitUrl where the submit function is
 */
export function openApiDocument(submitUrl: string): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'entity-pipeline',
      version: '0.1.0',
      summary: 'Live counts of the people, places and organizations that the news names.',
      description:
        'Submit accepts posts, which are counted some seconds later. Show reads the counts: which names articles have, where, when and how often. It also lists the articles until their records expire. Days are in UTC. All pages of a listing show the counts of one moment.',
      contact: { name: 'The operators of this deployment' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This function, show.' }],
    tags: [
      { name: 'show', description: 'Reading counts.' },
      { name: 'submit', description: 'Submitting posts.' },
    ],
    paths: { ...showPaths(), ...submitPaths(submitUrl) },
    components: {
      schemas: {
        ...Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, jsonSchema(schema)])),
        ...submitSchemas(),
      },
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: API_KEY_HEADER } },
    },
  };
}

function showPaths(): Json {
  const id = pathParameter('id', 'The id of a publication, as the list of publications gives it.');
  const namePath = [
    pathParameter('type', `${anyOf.format(entityTypes)}.`),
    pathParameter('key', 'The key of a name, or any spelling with the same key.'),
  ];
  return {
    '/api/publications': get(
      'listPublications',
      'Publications, by default those with the most articles first, ties by name',
      {
        query: parameters.publications,
        response: 'PublicationList',
        table: WHOLE,
      },
    ),
    '/api/publications/{id}': get('getPublication', 'One publication', {
      path: [id],
      query: parameters.publication,
      response: 'Publication',
      notFound: true,
    }),
    '/api/publications/{id}/names': get(
      'listPublicationNames',
      'Names of a publication by articles or mentions, ties by the other count, then by text',
      {
        path: [id],
        query: parameters.publicationNames,
        response: 'PublicationNames',
        table: WHOLE,
        notFound: true,
      },
    ),
    '/api/names': get(
      'listNames',
      'Names of all publications by articles or mentions, ties by the other count, then by text',
      { query: parameters.names, response: 'NameList', table: WHOLE },
    ),
    '/api/names/{type}/{key}': get('getName', 'The publications that have a name, and how often', {
      path: namePath,
      query: parameters.name,
      response: 'NameInPublications',
      table: WHOLE,
      notFound: true,
    }),
    '/api/names/{type}/{key}/together': get(
      'listNamedTogether',
      'Names that occur in the same articles as a name, in the newest articles on record',
      {
        path: namePath,
        query: parameters.together,
        response: 'NamedTogether',
        table: 'The first names, up to `limit`.',
        notFound: true,
      },
    ),
    '/api/names/{type}/{key}/articles': get(
      'listArticlesOfName',
      'Articles that have a name, the newest first; by the key of the name, of any type',
      {
        path: namePath,
        query: parameters.nameArticles,
        response: 'ArticleList',
        table: 'One page, as in JSON.',
        notFound: true,
      },
    ),
    '/api/names/{type}/{key}/articles.atom': feed(
      'feedArticlesOfName',
      'The newest articles that have a name, for feed readers',
      { path: namePath, query: parameters.nameArticles },
    ),
    '/api/rising.atom': feed('feedRising', 'Rising names, for feed readers', {
      query: parameters.rising,
    }),
    '/api/compare': get('compare', 'Two to five names by day or month, or two publications by their names', {
      query: parameters.compare,
      response: ['ComparedNames', 'ComparedPublications'],
      table: 'All points of all names, or the names with the articles of both publications.',
      notFound: true,
    }),
    '/api/articles': get(
      'listArticles',
      'Articles, the newest first: of all publications or one, with or without a given name',
      {
        query: parameters.articles,
        response: 'ArticleList',
        notFound: true,
        table: 'One page, as in JSON.',
      },
    ),
    '/api/rising': get(
      'listRising',
      'Names in a larger share of articles than in as many days before; by default of the last 7 days',
      {
        query: parameters.rising,
        response: 'Rising',
        notFound: true,
        table: 'The first names, up to `limit`.',
      },
    ),
    '/api/series': get(
      'getSeries',
      'Counts by day or month: of all articles, of a publication, of a name, or of a name in a publication',
      { query: parameters.series, response: 'Series', notFound: true, table: 'All points.' },
    ),
    '/api/silent': get(
      'listSilent',
      'Publications that have gone silent: articles were expected, and none came',
      {
        query: parameters.none,
        response: 'Silent',
        table: 'All silent publications.',
      },
    ),
    '/api/stats': get('getStats', 'Totals', { query: parameters.none, response: 'Stats' }),
    '/api/openapi.json': {
      get: {
        operationId: 'getOpenApi',
        summary: 'This document',
        description: 'In OpenAPI 3.1. It changes only with the version of the function.',
        tags: ['show'],
        security: [],
        responses: {
          200: {
            description: 'The document.',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
          400: problem('The path or a parameter is wrong; `errors` lists each fault.'),
        },
      },
    },
  };
}

/** How CSV is had, and how it is written. */
const CSV =
  'Ask for it by Accept, or by `.csv` at the end of the path. RFC 4180 with a byte order mark. A text that a spreadsheet would read as a formula gets an apostrophe before it.';
const WHOLE = 'The whole list as of one moment; `limit` and `cursor` are ignored.';

interface Operation {
  readonly path?: readonly Json[];
  readonly query: z.ZodObject;
  /** One of several, told apart by what they hold. */
  readonly response: keyof typeof schemas | readonly (keyof typeof schemas)[];
  readonly notFound?: boolean;
  /** The content of its CSV, for one that is a list. */
  readonly table?: string;
}

function get(operationId: OperationId, summary: string, operation: Operation): Json {
  return reading(operationId, summary, operation, {
    200: {
      description: summary,
      headers: {
        ETag: { description: 'For If-None-Match.', schema: { type: 'string' } },
        'Cache-Control': { schema: { type: 'string' } },
        Link: {
          description: 'Where there is a next page: its address, with rel="next" (RFC 8288).',
          schema: { type: 'string' },
        },
      },
      content: {
        'application/json': { schema: answerSchema(operation.response) },
        ...(operation.table !== undefined && {
          'text/csv': { schema: { type: 'string', description: `${CSV} ${operation.table}` } },
        }),
      },
    },
    406: problem('This address does not offer the format asked for.'),
    ...(operation.notFound && { 404: notFound }),
    503: {
      ...problem('Firestore does not answer; try again later.'),
      headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
    },
  });
}

/** A feed (Atom, RFC 4287) of what the same path answers without its ending. */
function feed(operationId: OperationId, summary: string, operation: Pick<Operation, 'path' | 'query'>): Json {
  return reading(operationId, summary, operation, {
    200: { description: summary, content: { 'application/atom+xml': { schema: { type: 'string' } } } },
    404: notFound,
    503: problem('Firestore does not answer; try again later.'),
  });
}

/** An operation that reads, with the answers that each of them has beside its own. */
function reading(
  operationId: OperationId,
  summary: string,
  operation: Pick<Operation, 'path' | 'query'>,
  responses: Json,
): Json {
  return {
    get: {
      operationId,
      summary,
      description: operationDescriptions[operationId],
      tags: ['show'],
      // Reading takes no key; access to the function is controlled in front of it.
      security: [],
      parameters: [...(operation.path ?? []), ...queryParameters(operation.query)],
      responses: {
        304: { description: 'The answer is still the one with the ETag in If-None-Match.' },
        400: problem('The path or a parameter is wrong; `errors` lists each fault.'),
        ...responses,
      },
    },
  };
}

function queryParameters(query: z.ZodObject): Json[] {
  // A client writes the schema's input.
  const schema = z.toJSONSchema(query, {
    io: 'input',
    target: 'draft-2020-12',
    override: formatAlone,
  });
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    description: descriptions[name],
    // Numbers come as text; to the client they are numbers.
    schema: boundsOf(query, name) ?? property,
  }));
}

function boundsOf(query: z.ZodObject, name: string): Json | undefined {
  const schema = query.shape[name];
  const bounds = schema instanceof z.ZodType ? numberBounds.get(schema) : undefined;
  return bounds && { type: 'integer', ...bounds };
}

function pathParameter(name: string, description: string): Json {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

function problem(description: string): Json {
  return { description, content: { 'application/problem+json': { schema: reference('Problem') } } };
}

const notFound = problem('Not found; `detail` says what.');

function answerSchema(response: Operation['response']): Json {
  return typeof response === 'string' ? reference(response) : { oneOf: response.map(reference) };
}

function reference(name: keyof typeof schemas): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', override: formatAlone });
  return rest;
}
