import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { parseApiKeys, senderOf } from '../../functions/submit/api-keys.ts';
import { createDailyQuota } from '../../functions/submit/daily-quota.ts';
import { createKeyRates } from '../../functions/submit/key-rates.ts';

import { virtualClock } from '../support/virtual-clock.ts';

const digest = (key: string): string => createHash('sha256').update(key).digest('hex');

describe('keys', () => {
  test('belong to a named sender, who may have two while one replaces the other', () => {
    const keys = parseApiKeys(
      `desk:${digest('old')}, desk:${digest('new').toUpperCase()}\nwire-2:${digest('other')}`,
    );
    expect(['old', 'new', 'other', 'unknown'].map((key) => senderOf(key, keys ?? []))).toEqual([
      'desk',
      'desk',
      'wire-2',
      undefined,
    ]);
  });

  test('are none when the setting is empty', () => {
    expect(parseApiKeys('')).toEqual([]);
    expect(parseApiKeys(' , \n')).toEqual([]);
  });

  test.each([
    ['a digest without a name', digest('a')],
    ['a name without a digest', 'desk:'],
    ['a key in place of its digest', 'desk:my-secret-key'],
    ['a name with a space', `news desk:${digest('a')}`],
    ['a name with a line break', `a\u2028b:${digest('a')}`],
    ['a name that begins with a full stop', `.desk:${digest('a')}`],
    ['a name of 41 letters', `${'a'.repeat(41)}:${digest('a')}`],
    ['one digest under two names', `desk:${digest('a')},wire:${digest('a')}`],
  ])('%s is refused', (_what, setting) => {
    expect(parseApiKeys(setting)).toBeUndefined();
  });
});

describe('the rate of a key', () => {
  test('lets a sender that was idle send ten seconds of posts at once, then posts at its rate', async () => {
    const clock = virtualClock();
    const rates = createKeyRates(100, clock);
    rates.charge('desk', 1_000);
    expect(rates.waitSeconds('desk')).toBe(1);
    await clock.advance(1_000);
    expect(rates.waitSeconds('desk')).toBe(0);
    rates.charge('desk', 101);
    expect(rates.waitSeconds('desk')).toBe(1);
  });

  test('takes a batch whole and reports how long its debt lasts', async () => {
    const clock = virtualClock();
    const rates = createKeyRates(10, clock);
    rates.charge('desk', 1_000);
    expect(rates.waitSeconds('desk')).toBe(90);
    await clock.advance(89_000);
    expect(rates.waitSeconds('desk')).toBeGreaterThan(0);
    await clock.advance(2_000);
    expect(rates.waitSeconds('desk')).toBe(0);
  });

  test('applies to each sender separately, and does not apply when it is 0', () => {
    const rates = createKeyRates(1, virtualClock());
    rates.charge('desk', 1_000);
    expect(rates.waitSeconds('wire')).toBe(0);
    const unlimited = createKeyRates(0, virtualClock());
    unlimited.charge('desk', 1_000_000);
    expect(unlimited.waitSeconds('desk')).toBe(0);
  });
});

describe('the daily quota of a key', () => {
  const noon = Date.UTC(2026, 0, 1, 12);
  const opened = (records: (sender: string, from: Date) => Promise<number>, postsPerDay = 1_000) => {
    const clock = virtualClock(noon);
    const asked: { sender: string; from: Date }[] = [];
    const count = (sender: string, from: Date): Promise<number> => {
      asked.push({ sender, from });
      return records(sender, from);
    };
    return {
      clock,
      asked,
      quota: createDailyQuota({ postsPerDay, count, clock, log: pino({ level: 'silent' }) }),
    };
  };

  test('counts the records of the UTC day once a minute, however many posts are submitted', async () => {
    const { clock, asked, quota } = opened(async () => 999);
    expect(await Promise.all([quota.waitSeconds('desk'), quota.waitSeconds('desk')])).toEqual([0, 0]);
    expect(await quota.waitSeconds('desk')).toBe(0);
    expect(asked).toEqual([{ sender: 'desk', from: new Date(Date.UTC(2026, 0, 1)) }]);
    await clock.advance(60_000);
    await quota.waitSeconds('desk');
    expect(asked).toHaveLength(2);
  });

  test('adds the posts accepted here since the count, and reports how long the day lasts', async () => {
    const { quota } = opened(async () => 900);
    expect(await quota.waitSeconds('desk')).toBe(0);
    quota.charge('desk', 99);
    expect(await quota.waitSeconds('desk')).toBe(0);
    quota.charge('desk', 1);
    expect(await quota.waitSeconds('desk')).toBe(12 * 3_600);
    expect(await quota.waitSeconds('wire')).toBe(0);
  });

  test('includes posts that this instance accepted and that have no record yet', async () => {
    const { clock, quota } = opened(async () => 0);
    quota.charge('desk', 1_000);
    await clock.advance(120_000);
    expect(await quota.waitSeconds('desk')).toBeGreaterThan(0);
  });

  test('starts from 0 with each day', async () => {
    const { clock, quota } = opened(async (_sender, from) => (from.valueOf() < noon ? 1_000 : 0));
    const wait = await quota.waitSeconds('desk');
    expect(wait).toBeGreaterThan(0);
    await clock.advance(wait * 1_000);
    expect(await quota.waitSeconds('desk')).toBe(0);
  });

  test('does not stop submissions when Firestore fails or does not answer', async () => {
    const failing = opened(() => Promise.reject(new Error('away')));
    expect(await failing.quota.waitSeconds('desk')).toBe(0);
    const silent = opened(() => new Promise(() => undefined));
    expect(await silent.clock.during(silent.quota.waitSeconds('desk'))).toBe(0);
  });
});
