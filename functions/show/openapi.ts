/**
 * The OpenAPI 3.1 document of submit and show (https://spec.openapis.org/oas/v3.1.1.html), its schemas made
 * from the code's own.
 */
import { z } from 'zod';
import { ProblemDocument } from '../common/domain/problem-document.ts';
import { minutes } from '../common/domain/quantities.ts';
import { API_KEY_HEADER } from '../common/domain/submit-endpoint.ts';
import { CURSOR_LIFETIME_SECONDS } from './cursor.ts';
import { formatAlone, type Json, submitPaths } from './openapi-submit.ts';
import { numberBounds, parameters } from './parameters.ts';
import * as responses from './responses.ts';

const { CountedName: _partOfOthers, ...answers } = responses;
const schemas = { ...answers, Problem: ProblemDocument };

const descriptions: Readonly<Record<string, string>> = {
  limit: 'The most items on a page.',
  cursor: `The \`nextCursor\` of the page before. It is good for this listing only and for ${minutes(CURSOR_LIFETIME_SECONDS)}.`,
  top: 'How many of the names that lead in it each publication is listed with.',
  type: 'Only names of this type.',
  q: 'Words of a name, or their beginnings, whatever the case and the accents.',
  sort: 'The order: the most articles first, by name, or what was counted last first.',
  trend: 'With `true`, each name also has its articles by day.',
  by: 'What names are ranked by: articles that name them, or mentions.',
  range:
    'The days that are counted, in UTC: the present day, the last 7, 30 or 90 with it, or all. Not beside `from` or `to`.',
  from: 'The first day that is counted, in UTC.',
  to: 'The last day that is counted, in UTC.',
  name: 'Only what names it: a whole name, in any spelling.',
  publication: 'Only of the publication with this id.',
  step: 'What a point is: a day, if the range has at most 92 of them (366 of one publication), or a month. A range that is open begins with the first articles there are.',
  split:
    'With `publication`, the points of a name also by publication: those that name it most, and the others together.',
};

/** The content of each answer, and its cost to the caller. */
const operationDescriptions = {
  listPublications:
    'Those that have articles of these days. A publication that has gone silent against its own habit says so.',
  getPublication: 'As fresh as Firestore: every article counted by then is in it.',
  listPublicationNames: 'As fresh as Firestore: every article counted by then is in it.',
  listNames: 'From roll-ups, which are made about every minute; `readAt` says of which moment they are.',
  getName: 'The publications that name it most come first. Of a name that is hidden there is none.',
  listNamedTogether:
    'Counts do not say which names stood together, so at most 200 of the newest articles are looked at; `looked` says how many were.',
  listArticlesOfName: 'The same as the list of articles with `name`.',
  feedArticlesOfName: 'Atom (RFC 4287). An entry has the same id in every feed of the deployment.',
  feedRising: 'Atom (RFC 4287). A name that rises is one entry for each range of days.',
  compare:
    'Give `name` two to five times, or `publication` twice. What only one of two publications names is told apart from what both name.',
  listArticles:
    'From the records of articles, which are kept for a term; `keptSince` says from which day on all are there.',
  listRising:
    'Ranked by how sure the rise is, not by how steep. A name that rises by chance, or with fewer than 3 articles, is left out.',
  getSeries: 'By day where the range is short enough, else by month. A point without articles has 0.',
  listSilent:
    'A publication is silent when at least 7 articles were to be expected by its habit and none came.',
  getStats: 'Of all time and all publications.',
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
        'Posts go to submit and are counted some seconds later. Show reads the counts: what articles name, where, when and how often, and the articles themselves for as long as they are kept. Days are those of UTC. A walk through pages sees one moment.',
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
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, jsonSchema(schema)]),
      ),
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: API_KEY_HEADER } },
    },
  };
}

function showPaths(): Json {
  const id = pathParameter('id', 'The id of a publication, as the list of publications gives it.');
  const namePath = [
    pathParameter('type', 'person, place or organization.'),
    pathParameter('key', 'The key of a name, or any spelling of it that has the same key.'),
  ];
  return {
    '/api/publications': get(
      'listPublications',
      'Publications, by articles where nothing else is asked for, ties by name',
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
    '/api/names/{type}/{key}': get('getName', 'In which publications a name is found, and how often', {
      path: namePath,
      query: parameters.name,
      response: 'NameInPublications',
      table: WHOLE,
      notFound: true,
    }),
    '/api/names/{type}/{key}/together': get(
      'listNamedTogether',
      'Names that stand in the same articles as a name, from the newest articles that are kept',
      {
        path: namePath,
        query: parameters.together,
        response: 'NamedTogether',
        table: 'The names, as many as limit says.',
        notFound: true,
      },
    ),
    '/api/names/{type}/{key}/articles': get(
      'listArticlesOfName',
      'Articles that name something, the newest first; by its key, whatever the type',
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
      'The newest articles that name something, for feed readers',
      { path: namePath, query: parameters.nameArticles },
    ),
    '/api/rising.atom': feed('feedRising', 'The names that rise, for feed readers', {
      query: parameters.rising,
    }),
    '/api/compare': get(
      'compare',
      'Two to five names by day or month, or two publications by what they name',
      {
        query: parameters.compare,
        response: ['ComparedNames', 'ComparedPublications'],
        table: 'All points of all names; or names with the articles of both publications.',
        notFound: true,
      },
    ),
    '/api/articles': get(
      'listArticles',
      'Articles, the newest first: of all publications or of one, all of them or those that name something',
      {
        query: parameters.articles,
        response: 'ArticleList',
        notFound: true,
        table: 'One page, as in JSON.',
      },
    ),
    '/api/rising': get(
      'listRising',
      'Names that a larger share of articles names than in as many days before; of the last 7 days where no days are given',
      {
        query: parameters.rising,
        response: 'Rising',
        notFound: true,
        table: 'The names, as many as limit says.',
      },
    ),
    '/api/series': get(
      'getSeries',
      'Counts by day or month: of all articles, of a publication, of a name, or of a name in a publication',
      { query: parameters.series, response: 'Series', notFound: true, table: 'All points.' },
    ),
    '/api/silent': get('listSilent', 'Publications that have gone silent against their own habit', {
      query: parameters.none,
      response: 'Silent',
      table: 'All of them.',
    }),
    '/api/stats': get('getStats', 'Totals', { query: parameters.none, response: 'Stats' }),
    '/api/openapi.json': {
      get: {
        operationId: 'getOpenApi',
        summary: 'This document',
        description: 'In OpenAPI 3.1. It changes with the version of the function only.',
        tags: ['show'],
        security: [],
        responses: {
          200: {
            description: 'The document.',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
          400: problem('The path or a parameter is wrong; `errors` names each.'),
        },
      },
    },
  };
}

/** How CSV is had, and how it is written. */
const CSV =
  'By Accept, or by `.csv` at the end of the path. RFC 4180 with a byte order mark; a text that a spreadsheet would take for a formula has an apostrophe before it.';
const WHOLE = 'The whole list, of one moment, whatever limit and cursor say.';

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
          description: 'On a listing that goes on: the next page, with rel="next" (RFC 8288).',
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
    406: problem('There is no CSV of it.'),
    ...(operation.notFound && { 404: notFound }),
    503: {
      ...problem('Firestore does not answer.'),
      headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
    },
  });
}

/** A feed (Atom, RFC 4287) of what the same path answers without its ending. */
function feed(operationId: OperationId, summary: string, operation: Pick<Operation, 'path' | 'query'>): Json {
  return reading(operationId, summary, operation, {
    200: { description: summary, content: { 'application/atom+xml': { schema: { type: 'string' } } } },
    404: notFound,
    503: problem('Firestore does not answer.'),
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
        304: { description: 'Nothing has changed since the answer with the ETag in If-None-Match.' },
        400: problem('The path or a parameter is wrong; `errors` names each.'),
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

const notFound = problem('There is no such thing; `detail` says what was not found.');

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
