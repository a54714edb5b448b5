import { expect, test } from 'vitest';
import { topology } from '../../functions/common/domain/topology.ts';
import { readConfig } from '../../functions/common/process/settings.ts';
import { ledgerWarning, longestReturnDays } from '../../functions/save/ledger-term.ts';
import { saveSettings } from '../../functions/save/settings.ts';

test('by default the ledger outlives every dead letter and both queues behind it', () => {
  const { LEDGER_TTL_DAYS } = readConfig(saveSettings, { GOOGLE_CLOUD_PROJECT: 'demo-entity-pipeline' });
  expect(LEDGER_TTL_DAYS).toBeGreaterThanOrEqual(longestReturnDays(topology()));
  expect(ledgerWarning(topology(), LEDGER_TTL_DAYS)).toBeUndefined();
});

test('a ledger that forgets earlier is warned of, with the value and the one to set', () => {
  const days = longestReturnDays(topology());
  expect(ledgerWarning(topology(), days - 1)).toMatch(
    new RegExp(`LEDGER_TTL_DAYS is ${days - 1}: .* from ${days} on`),
  );
});
