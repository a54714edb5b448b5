import { expect, test } from 'vitest';
import type { EntityType } from '../../../functions/common/domain/post.ts';
import { shownTypesOf } from '../../../functions/common/domain/shown-types.ts';

/** The types under which these counts of one name are shown. */
function shown(key: string, ...counts: readonly (readonly [EntityType, number])[]): EntityType[] {
  return shownTypesOf(counts.map(([type, articles]) => ({ type, key, articles, mentions: articles })));
}

test('rare types are shown under the most frequent one', () => {
  expect(shown('foxconn', ['person', 2], ['organization', 40], ['place', 1])).toEqual([
    'organization',
    'organization',
    'organization',
  ]);
});

test('two frequent types keep a row each', () => {
  expect(shown('washington', ['place', 40], ['person', 12])).toEqual(['place', 'person']);
});

test('a frequent type beside a far more frequent one is an error of extraction', () => {
  expect(shown('paris', ['place', 400], ['person', 15])).toEqual(['place', 'place']);
});

test('the table of canonical names overrides the counts', () => {
  expect(shown('united states', ['organization', 30], ['place', 20])).toEqual(['place', 'place']);
});

test('of two equally frequent types the order of types decides, not the order of arrival', () => {
  expect(shown('kato', ['organization', 2], ['person', 2])).toEqual(['person', 'person']);
  expect(shown('kato', ['person', 2], ['organization', 2])).toEqual(['person', 'person']);
});
