/**
 * The examples of `docs/http-api.md`: which request shows an operation, and what the running code answers.
 * `sample-pipeline.ts` decides what has been counted.
 */
import { startSamplePipeline } from './sample-pipeline.ts';

/** A request with its answer. */
export interface ExampleAnswer {
  /** As the document shows it: method, path and query. */
  readonly request: string;
  readonly body?: string;
  readonly status: number;
  readonly answer: string;
  /** The language of the answer, for its fence. */
  readonly language: 'json' | 'text' | 'xml';
}

interface ExampleRequest {
  /** The operation, as the document has it. */
  readonly of: string;
  readonly path: string;
  readonly body?: unknown;
}

const LONGEST_LINE = 110;

const requests: readonly ExampleRequest[] = [
  { of: 'GET /api/publications', path: '/api/publications?limit=2&top=1' },
  { of: 'GET /api/publications/{id}', path: '/api/publications/harbour%20gazette' },
  { of: 'GET /api/publications/{id}/names', path: '/api/publications/harbour%20gazette/names?limit=2' },
  { of: 'GET /api/names', path: '/api/names?range=7d&limit=2' },
  { of: 'GET /api/names', path: '/api/names.csv?range=7d&type=person' },
  { of: 'GET /api/names', path: '/api/names?limit=0' },
  { of: 'GET /api/names/{type}/{key}', path: '/api/names/person/lena%20okafor' },
  { of: 'GET /api/names/{type}/{key}/together', path: '/api/names/person/lena%20okafor/together?limit=2' },
  { of: 'GET /api/names/{type}/{key}/articles', path: '/api/names/person/grace%20darling/articles' },
  {
    of: 'GET /api/names/{type}/{key}/articles.atom',
    path: '/api/names/person/grace%20darling/articles.atom',
  },
  { of: 'GET /api/rising.atom', path: '/api/rising.atom?range=7d' },
  { of: 'GET /api/compare', path: '/api/compare?name=Rotterdam&name=Slovenia&from=2026-11-23&to=2026-11-24' },
  { of: 'GET /api/articles', path: '/api/articles?publication=north%20star&limit=1' },
  { of: 'GET /api/rising', path: '/api/rising?range=7d' },
  { of: 'GET /api/series', path: '/api/series?name=Rotterdam&from=2026-11-22&to=2026-11-24' },
  { of: 'GET /api/silent', path: '/api/silent' },
  { of: 'GET /api/stats', path: '/api/stats' },
  {
    of: 'POST /posts',
    path: '/posts',
    body: { publication: 'Example Times', content: 'Ada Lovelace was born in London.' },
  },
  {
    of: 'POST /posts',
    path: '/posts',
    body: [
      { publication: 'Example Times', content: 'Ada Lovelace was born in London.' },
      { publication: 'Example Times' },
    ],
  },
];

/** Asks the running code for all examples, by operation. */
export async function exampleAnswers(): Promise<ReadonlyMap<string, readonly ExampleAnswer[]>> {
  await using pipeline = await startSamplePipeline();
  const answers = new Map<string, ExampleAnswer[]>();
  for (const { of, path, body } of requests) {
    const response = await fetch(`${body === undefined ? pipeline.showUrl : pipeline.submitUrl}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const type = response.headers.get('content-type') ?? '';
    const text = (await response.text()).trimEnd().replaceAll('\r', '');
    const isJson = /\bjson\b/.test(type);
    answers.set(of, [
      ...(answers.get(of) ?? []),
      {
        request: `${body === undefined ? 'GET' : 'POST'} ${path}`,
        ...(body !== undefined && { body: formatJson(body) }),
        status: response.status,
        answer: isJson ? formatJson(JSON.parse(text, shortCursor)) : text,
        language: isJson ? 'json' : /\bxml\b/.test(type) ? 'xml' : 'text',
      },
    ]);
  }
  return answers;
}

/** A cursor is long, and no reader learns from it. Its rest depends on the number of commits before. */
function shortCursor(name: string, value: unknown): unknown {
  return name === 'nextCursor' && typeof value === 'string' ? `${value.slice(0, 12)}…` : value;
}

/**
 * JSON as Biome formats it, so that the document passes `npm run check`: a value that fits into a line is on
 * one line.
 * @param before what is on the line before the value: indentation and name
 */
function formatJson(value: unknown, before = ''): string {
  const short = onOneLine(value);
  // A comma may follow.
  if (before.length + short.length < LONGEST_LINE || typeof value !== 'object' || value === null)
    return short;
  const indent = /^ */.exec(before)?.[0] ?? '';
  const deeper = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => formatJson(item, deeper))
    : Object.entries(value).map(([name, item]) => {
        const start = `${JSON.stringify(name)}: `;
        return `${start}${formatJson(item, deeper + start)}`;
      });
  const [open, close] = bracketsOf(value);
  return `${open}\n${items.map((item) => `${deeper}${item}`).join(',\n')}\n${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  const fields = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${onOneLine(item)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function bracketsOf(value: object): readonly [open: string, close: string] {
  return Array.isArray(value) ? ['[', ']'] : ['{', '}'];
}
