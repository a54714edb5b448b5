import './timers.ts';
import { expect, test } from 'vitest';
import { planOf, type RunPlan, TTL_DAYS } from './plan.ts';
import { runPlan } from './run.ts';

const plans = Array.from({ length: 1_000 }, (_, index) => planOf(index + 1));

test('the plans of 1,000 seeds have every kind of event, command and fault, and two to four savers', () => {
  const events = plans.flatMap((plan) => plan.events);
  expect(new Set(events.map(({ kind }) => kind))).toEqual(
    new Set(['call', 'kill', 'drain', 'jump', 'pause', 'restart', 'operator', 'weeks-later']),
  );
  const commands = events.flatMap((event) => (event.kind === 'operator' ? [event.command] : []));
  expect(new Set(commands)).toEqual(
    new Set(['forget', 'recount', 'roll-up', 'rebuild', 'replay', 'miscount']),
  );
  const faults = events.flatMap((event) => (event.kind === 'call' ? [event.fault] : []));
  expect(new Set(faults)).toEqual(new Set(['lost-answer', 'lost-call', 'late', 'late-answer', 'twice']));
  expect(new Set(plans.map(({ savers }) => savers))).toEqual(new Set([2, 3, 4]));
});

/** Runs the first plans that have an element, until the expected line is in the trace of one. */
async function traceWith(has: (plan: RunPlan) => boolean, line: RegExp): Promise<string | undefined> {
  for (const plan of plans.filter(has).slice(0, 5)) {
    const found = (await runPlan(plan)).trace.find((one) => line.test(one));
    if (found !== undefined) return found;
  }
  return undefined;
}

test('dead letters are replayed', async () => {
  const hasPoison = ({ posts }: RunPlan): boolean => posts.some(({ isPoison }) => isPoison);
  expect(await traceWith(hasPoison, /operator: replay: [1-9]\d* replayed/)).toBeDefined();
});

test('a recount corrects an edited counter', async () => {
  const isEdited = ({ events }: RunPlan): boolean =>
    events.some((event) => event.kind === 'operator' && event.command === 'miscount');
  expect(await traceWith(isEdited, /operator: recount: [1-9]\d* corrections/)).toBeDefined();
});

test('records expire', async () => {
  const isLater = ({ events }: RunPlan): boolean =>
    events.some((event) => event.kind === 'weeks-later' && event.hours > 24 * TTL_DAYS);
  expect(await traceWith(isLater, /[1-9]\d* records expire/)).toBeDefined();
});

test('the services go down and continue with their stored state', async () => {
  const isRestarted = ({ events }: RunPlan): boolean =>
    events.some((event) => event.kind === 'restart' && event.at > 5_000 && event.at < 12_000);
  expect(await traceWith(isRestarted, /the services break down/)).toBeDefined();
});
