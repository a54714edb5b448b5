import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dataPath,
  entityHref,
  parametersOf,
  publicationHref,
  viewOf,
} from '../../functions/show/page/addresses.ts';
import { routeOf } from '../../functions/show/routes.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
const none = parametersOf(new URLSearchParams());
const pathOf = (path: string | undefined): string => path?.replace(/\?.*/, '') ?? '';

test('the address of a publication names its view, whose data is that of the publication', () => {
  fc.assert(
    fc.property(name, (id) => {
      const view = viewOf(publicationHref(id));
      expect(view).toEqual({ name: 'publication', id });
      expect(routeOf(pathOf(dataPath(view, none)))).toEqual({ name: 'publicationEntities', id });
    }),
  );
});

test('the address of an entity names its view, whose data is that of the entity', () => {
  fc.assert(
    fc.property(name, (key) => {
      const view = viewOf(entityHref('person', key));
      expect(view).toEqual({ name: 'entity', type: 'person', key });
      expect(routeOf(pathOf(dataPath(view, none)))).toEqual({ name: 'entity', type: 'person', key });
    }),
  );
});

test.each([
  '/',
  '/search',
  '/publications/a',
  '/entities/place/a',
  '/nothing',
  '/publications/',
  '/entities/a',
])('the server and the page agree on %s', (path) => {
  expect(routeOf(path)).toEqual({ name: 'page', view: viewOf(path) });
});

test('a search asks for nothing until there is a prefix', () => {
  const asked = (query: string) => dataPath({ name: 'search' }, parametersOf(new URLSearchParams(query)));
  expect(asked('')).toBeUndefined();
  expect(asked('prefix=%20')).toBeUndefined();
  expect(asked('prefix=new+y&cursor=c')).toBe('/api/entities?limit=40&prefix=new+y&cursor=c');
});
