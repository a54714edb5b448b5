import { expect, test } from 'vitest';
import { topology } from '../../functions/common/domain/topology.ts';
import { readConfig } from '../../functions/common/process/settings.ts';
import { articleTermWarning, longestReturnDays } from '../../functions/save/article-term.ts';
import { saveSettings } from '../../functions/save/settings.ts';

test('the default term of a record is longer than the retention of dead letters and of all subscriptions together', () => {
  const { ARTICLE_TTL_DAYS } = readConfig(saveSettings, { GOOGLE_CLOUD_PROJECT: 'demo-entity-pipeline' });
  expect(ARTICLE_TTL_DAYS).toBe(90);
  expect(longestReturnDays(topology())).toBe(59);
  expect(articleTermWarning(topology(), ARTICLE_TTL_DAYS)).toBeUndefined();
});

test('a shorter term causes a warning with the value and the least value to set', () => {
  const days = longestReturnDays(topology());
  expect(articleTermWarning(topology(), days - 1)).toMatch(
    new RegExp(`ARTICLE_TTL_DAYS is ${days - 1}, .* Set it to ${days} or more`),
  );
});
