import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameHref, parametersOf, publicationHref, viewOf } from '../../functions/show/page/addresses.ts';
import { dataPath } from '../../functions/show/page/data-paths.ts';
import { routeOf } from '../../functions/show/routes.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
const none = parametersOf(new URLSearchParams());
const pathOf = (path: string | undefined): string => path?.replace(/\?.*/, '') ?? '';

test('the path of a publication leads to its view, which asks for the data of that publication', () => {
  fc.assert(
    fc.property(name, (id) => {
      const view = viewOf(publicationHref(id));
      expect(view).toEqual({ name: 'publication', id });
      expect(routeOf(pathOf(dataPath(view, none)))).toEqual({ name: 'publicationNames', id });
    }),
  );
});

test('the path of a name leads to its view, which asks for the data of that name', () => {
  fc.assert(
    fc.property(name, (key) => {
      const view = viewOf(nameHref('person', key));
      expect(view).toEqual({ name: 'name', type: 'person', key });
      expect(routeOf(pathOf(dataPath(view, none)))).toEqual({ name: 'name', type: 'person', key });
    }),
  );
});

test.each([
  '/',
  '/search',
  '/names',
  '/publications/a',
  '/names/place/a',
  '/nothing',
  '/publications/',
  '/names/a',
])('the server and the page agree on %s', (path) => {
  expect(routeOf(path)).toEqual({ name: 'page', view: viewOf(path) });
});

test('the list of names sends the text of the search once it has a letter or a digit', () => {
  const asked = (query: string) => dataPath({ name: 'names' }, parametersOf(new URLSearchParams(query)));
  expect(asked('')).toBe('/api/names?limit=40&trend=true');
  expect(asked('q=%20')).toBe('/api/names?limit=40&trend=true');
  expect(asked('q=%28')).toBe('/api/names?limit=40&trend=true');
  expect(asked('q=new+y&cursor=c')).toBe('/api/names?limit=40&q=new+y&trend=true&cursor=c');
});

test('the range and the measure in the address are requested, and kept by links to other views', () => {
  const url = new URL('http://localhost/publications/a?range=7d&by=mentions&q=x&cursor=c');
  const asked = dataPath(viewOf(url.pathname), parametersOf(url.searchParams));
  expect(asked).toBe('/api/publications/a/names?limit=40&q=x&trend=true&range=7d&by=mentions&cursor=c');
  expect(publicationHref('b', url)).toBe('/publications/b?range=7d&by=mentions');
  expect(nameHref('place', 'c d', url)).toBe('/names/place/c%20d?range=7d&by=mentions');
  const days = new URL('http://localhost/?from=2026-11-01&to=2026-11-02');
  expect(nameHref('place', 'c', days)).toBe('/names/place/c?from=2026-11-01&to=2026-11-02');
});
