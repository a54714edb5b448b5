import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { describeHttpApi } from '../../docs/http-api.ts';

let text = '';
beforeAll(async () => {
  text = await describeHttpApi();
});

test('docs/http-api.md equals the text made from the OpenAPI document (else: npm run docs:configuration)', () => {
  expect(readFileSync('docs/http-api.md', 'utf8')).toBe(text);
});

test('the document has each operation, with each format of its responses', () => {
  for (const title of ['POST /posts', 'GET /api/names', 'GET /api/series', 'GET /api/names/{type}/{key}'])
    expect(text).toContain(`\n## ${title}\n`);
  const referred = [...text.matchAll(/\]\(#([a-z]+)\)/g)].map(([, name = '']) => name);
  const headings = [...text.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name.toLowerCase());
  expect(headings).toEqual(expect.arrayContaining([...new Set(referred)]));
});
