/**
 * Prints the names that most articles name. `npm run generate` makes `api.d.ts` from the OpenAPI document of
 * a running show, so the compiler knows every path, parameter and answer.
 */
import createClient from 'openapi-fetch';
import type { paths } from './api.d.ts';

const client = createClient<paths, 'application/json' | 'application/problem+json'>({
  baseUrl: process.env.SHOW_URL ?? 'http://127.0.0.1:8080',
});
const { data, error } = await client.GET('/api/names', { params: { query: { limit: 10 } } });
if (error !== undefined) throw new Error(`show refused the request: ${error.detail}`);
for (const { text, type, articles } of data.names) process.stdout.write(`${articles}\t${text} (${type})\n`);
