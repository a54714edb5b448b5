import { pino } from 'pino';
import { expect, test } from 'vitest';
import { subscribeTo } from '../../support/fakes/fake-pubsub.ts';

/** Listens to a Pub/Sub without messages, which fails while `isUnavailable` returns true. */
function listen(isUnavailable: () => boolean) {
  const warnings: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(JSON.parse(line).msg) });
  const opened = subscribeTo(
    () => {
      if (isUnavailable()) throw Object.assign(new Error('unavailable'), { code: 14 });
      return [];
    },
    { log, onDelivery: () => undefined },
  );
  return { ...opened, warnings };
}

test('a failing subscription is retried, is unhealthy after a minute, and healthy once it works', async () => {
  let isUnavailable = true;
  const { clock, warnings, subscriber } = listen(() => isUnavailable);
  await clock.advance(60_000);
  expect(subscriber.problems()).toEqual([]);
  await clock.advance(5_000);
  expect(subscriber.problems()).toEqual(['subscription one cannot be read: unavailable']);
  expect(warnings).toEqual(['the subscription cannot be read; retrying, and its messages wait in Pub/Sub']);
  isUnavailable = false;
  await clock.advance(1_000);
  expect(subscriber.problems()).toEqual([]);
  await clock.during(subscriber.drain(1_000));
});

test('a subscription that fails now and then is healthy, and every failure is logged', async () => {
  let isUnavailable = false;
  const { clock, warnings, subscriber } = listen(() => isUnavailable);
  for (let minute = 1; minute <= 10; minute++) {
    isUnavailable = true;
    await clock.advance(3_000);
    isUnavailable = false;
    await clock.advance(57_000);
    expect(subscriber.problems()).toEqual([]);
    expect(warnings).toHaveLength(minute);
  }
  await clock.during(subscriber.drain(1_000));
});
