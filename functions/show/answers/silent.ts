/** Publications that have gone silent against their own habit: sources are lost without anybody noticing. */
import { silentPublications, watchedDays } from '../../common/domain/silence.ts';
import { isoTime } from '../reading/moments.ts';
import type { Overview, OverviewState } from '../reading/overview.ts';
import type { Reading } from '../reading/reading.ts';
import type { Silent } from '../responses.ts';

/** The publications that are silent, those first that are missed most. */
export async function listSilent({ overview }: Reading): Promise<Silent> {
  const state = await overview.present();
  const { publications, watched } = await silencesAt(overview, state);
  return { publications, watched, readAt: isoTime(state.countedAt) };
}

const found = new WeakMap<OverviewState, Promise<Omit<Silent, 'readAt'>>>();

/** The silent publications at a moment, found once for each state. */
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
  const habits = await overview.habits(state, watchedDays(now));
  return { publications: [...silentPublications(habits, now)], watched: habits.length };
}
