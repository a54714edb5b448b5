import { expect, test } from 'vitest';
import { formatCsv } from '../../functions/show/csv.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { seed } from '../support/show/seed.ts';
import { type ServedShow, serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const emulators = sharedEmulators();
let show: ServedShow;
const BOM = '\u{feff}';

beforeTests(async (parts) => {
  const many = Array.from(
    { length: 1_500 },
    (_, n) => ({ type: 'person', text: `Person ${n}`, count: 1 + (n % 3) }) as const,
  );
  await seed(emulators, [
    postNaming('Example Times', many),
    postNaming('The, "Planet"', [{ type: 'place', text: '=HYPERLINK("x")', count: 2 }], {
      title: '+1 for Café Zoë',
      url: 'https://example.org/a',
    }),
  ]);
  show = parts.use(await serveShow(emulators.env));
});

async function csv(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ response: Response; lines: string[] }> {
  const response = await fetch(`${show.url}${path}`, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { response, lines: bytes.toString().split('\r\n') };
}

test('a table has the whole ranking in order, whatever the page size', async () => {
  const { response, lines } = await csv('/api/names.csv?by=mentions&limit=5');
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/csv; charset=utf-8; header=present',
  ]);
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="names-\d{4}-\d\d-\d\d\.csv"$/,
  );
  expect(lines[0]).toBe(`${BOM}type,name,key,articles,mentions,publications`);
  const walked: string[] = [];
  let path: string | undefined = '/api/names?by=mentions&limit=400';
  while (path !== undefined) {
    const page: Response = await fetch(`${show.url}${path}`);
    for (const { text } of (await page.json()).names) walked.push(text);
    const next: string | undefined = /^<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1];
    path = next === undefined ? undefined : `/api/names${next}`;
  }
  expect(walked).toHaveLength(1_501);
  const people = walked.filter((text) => text.startsWith('Person'));
  expect(lines.slice(1, -1).flatMap((line) => /^person,([^,]+),/.exec(line)?.[1] ?? [])).toEqual(people);
});

test('a name that a spreadsheet would read as a formula or as several cells is written as text', async () => {
  const { lines } = await csv('/api/names.csv?q=hyperlink');
  expect(lines[1]).toBe(`place,"'=HYPERLINK(""x"")",${lines[1]?.split(',')[2]},1,2,1`);
  const articles = await csv(`/api/articles.csv?publication=${encodeURIComponent('the, "planet"')}`);
  expect(articles.lines[1]).toContain(`"The, ""Planet""",`);
  expect(articles.lines[1]).toContain(`,'+1 for Café Zoë,https://example.org/a,`);
});

test.each([
  ['/api/publications', 'id,name,articles,updatedAt,silentSince'],
  ['/api/publications/example%20times/names', 'type,name,key,articles,mentions'],
  ['/api/names/person/person%201', 'id,name,articles,mentions'],
  ['/api/series?range=7d', 'at,articles'],
  ['/api/series?range=7d&name=Person%201', 'at,articles,mentions'],
] as const)('%s has the same table by its suffix and by Accept', async (path, columns) => {
  const [bare = '', query = ''] = path.split('?');
  const byPath = await csv(`${bare}.csv?${query}`);
  const byAccept = await csv(path, { accept: 'text/csv, application/json;q=0.5' });
  expect(byPath.lines[0]).toBe(`${BOM}${columns}`);
  expect(byAccept.lines).toEqual(byPath.lines);
  expect(byAccept.response.headers.get('vary')).toContain('Accept');
  const json = await fetch(`${show.url}${path}`, { headers: { accept: 'text/html, */*' } });
  expect(json.headers.get('content-type')).toBe('application/json');
});

test('an endpoint that is no list has no table', async () => {
  for (const path of ['/api/stats.csv', '/api/publications/example%20times.csv'])
    expect((await fetch(`${show.url}${path}`)).status).toBe(406);
  expect((await fetch(`${show.url}/api/nothing.csv`)).status).toBe(404);
});

test('an empty table has its header, and an absent value is an empty cell', () => {
  expect(formatCsv({ columns: ['a', 'b'], rows: [] }).toString()).toBe(`${BOM}a,b\r\n`);
  expect(formatCsv({ columns: ['a', 'b'], rows: [[1, undefined]] }).toString()).toBe(`${BOM}a,b\r\n1,\r\n`);
});
