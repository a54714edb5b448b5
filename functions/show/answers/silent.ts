/** Publications that have gone silent against their own habit: sources are lost without anybody noticing. */
import { addDays, dayOf, startOfDay } from '../../common/domain/store/day.ts';
import { HABIT_DAYS, silenceOf } from '../counting/silence.ts';
import { isoTime } from '../reading/moments.ts';
import type { Overview, OverviewState } from '../reading/overview.ts';
import type { Reading } from '../reading/reading.ts';
import type { Silent } from '../responses.ts';

const MS_PER_DAY = 86_400_000;
/** A publication that has been silent for longer has ended. */
const LONGEST_DAYS = 42;

/** The publications that are silent, those first that are missed most. */
export async function listSilent({ overview }: Reading): Promise<Silent> {
  const state = await overview.present();
  const { publications, watched } = await silencesAt(overview, state);
  return { publications, watched, readAt: isoTime(state.countedAt) };
}

const found = new WeakMap<OverviewState, Promise<Omit<Silent, 'readAt'>>>();

/** Who is silent at a moment, found once for each state. */
export function silencesAt(overview: Overview, state: OverviewState): Promise<Omit<Silent, 'readAt'>> {
  const known = found.get(state);
  if (known !== undefined) return known;
  const finding = findSilences(overview, state);
  found.set(state, finding);
  finding.catch(() => found.delete(state));
  return finding;
}

async function findSilences(overview: Overview, state: OverviewState): Promise<Omit<Silent, 'readAt'>> {
  const now = state.moment.toMillis();
  const today = dayOf(now);
  const passed = (now - startOfDay(today)) / MS_PER_DAY;
  const habits = await overview.habits(state, {
    from: addDays(today, 1 - HABIT_DAYS - LONGEST_DAYS),
    to: today,
  });
  const publications = habits.flatMap(({ id, name, byDay }) => {
    const silence = silenceOf(byDay, today, passed);
    if (silence === undefined || silence.lastDay < addDays(today, -LONGEST_DAYS)) return [];
    return [{ id, name, lastDay: silence.lastDay, expected: Math.round(silence.expected * 10) / 10 }];
  });
  publications.sort((a, b) => b.expected - a.expected || (a.id < b.id ? -1 : 1));
  return { publications, watched: habits.length };
}
