/**
 * Limits how many posts a sender may submit in a UTC day, over all instances. The count is that of the
 * article records, queried once a minute, plus the posts that this instance has accepted since. It lacks
 * posts whose record is not written yet, and the last minute of other instances. A sender can exceed its
 * quota by that much.
 *
 * If the query fails, submitting goes on: submit must not depend on Firestore for accepting posts. The rate
 * limit still applies.
 */
import type { Log } from '../common/process/log.ts';
import type { Clock } from '../common/process/runtime.ts';
import { within } from '../common/process/time-limit.ts';

/** Counts the records of a sender's articles accepted from a moment on. */
export type CountRecords = (sender: string, from: Date) => Promise<number>;

export interface DailyQuota {
  /** After how many seconds the sender may send again; 0 for now. */
  readonly waitSeconds: (sender: string) => Promise<number>;
  /** Adds accepted posts to the sender's count. */
  readonly charge: (sender: string, posts: number) => void;
}

/** Unlimited. */
export const noQuota: DailyQuota = { waitSeconds: async () => 0, charge: () => undefined };

const DAY_MS = 86_400_000;
const COUNT_EVERY_MS = 60_000;
const COUNT_TIMEOUT_MS = 2_000;

interface Day {
  readonly startsAt: number;
  /** Records at the last count, and what has been accepted here since. */
  counted: number;
  since: number;
  /** Accepted here on this day. */
  own: number;
  /** On the monotonic clock. */
  nextCountAt: number;
  counting: Promise<void> | undefined;
}

export function createDailyQuota(options: {
  readonly postsPerDay: number;
  readonly count: CountRecords;
  readonly clock: Clock;
  readonly log: Log;
}): DailyQuota {
  const { clock, log } = options;
  const days = new Map<string, Day>();

  const dayOf = (sender: string): Day => {
    const startsAt = Math.floor(clock.now() / DAY_MS) * DAY_MS;
    const known = days.get(sender);
    if (known?.startsAt === startsAt) return known;
    const day = { startsAt, counted: 0, since: 0, own: 0, nextCountAt: 0, counting: undefined };
    days.set(sender, day);
    return day;
  };
  const count = async (sender: string, day: Day): Promise<void> => {
    day.nextCountAt = clock.monotonic() + COUNT_EVERY_MS;
    const before = day.since;
    try {
      const late = (): Error => new Error(`no answer within ${COUNT_TIMEOUT_MS} ms`);
      const work = options.count(sender, new Date(day.startsAt));
      day.counted = await within(clock, COUNT_TIMEOUT_MS, work, late);
      day.since -= before;
    } catch (error) {
      log.warn(
        { err: error, sender },
        'the posts of a sender could not be counted; its daily quota is not enforced for a minute',
      );
    }
  };
  return {
    async waitSeconds(sender) {
      const day = dayOf(sender);
      if (day.counting === undefined && clock.monotonic() >= day.nextCountAt) {
        day.counting = count(sender, day).finally(() => {
          day.counting = undefined;
        });
      }
      await day.counting;
      const accepted = Math.max(day.counted + day.since, day.own);
      if (accepted < options.postsPerDay) return 0;
      return Math.max(1, Math.ceil((day.startsAt + DAY_MS - clock.now()) / 1_000));
    },
    charge(sender, posts) {
      const day = dayOf(sender);
      day.since += posts;
      day.own += posts;
    },
  };
}
