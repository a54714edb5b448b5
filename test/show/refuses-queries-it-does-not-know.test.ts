import { expect, test } from 'vitest';
import { parameters, readQuery } from '../../functions/show/parameters.ts';

test('a parameter that a query does not have is refused with those that it has', () => {
  expect(() => readQuery(parameters.publication, 'publication=a&range=7d')).toThrow(
    'The query is wrong: publication is not a parameter of this query. Its parameters are: range, from, to.',
  );
  expect(() => readQuery(parameters.none, 'range=7d')).toThrow(
    'The query is wrong: range is not a parameter of this query. It takes no parameters.',
  );
});

test('a wrong value is refused without the list of parameters', () => {
  expect(() => readQuery(parameters.publication, 'range=9d')).toThrow(/^The query is wrong: range [^.]*\.$/);
});
