/** Plans the changes of a recount to a day, from its records and its counters at one moment. Pure. */
import { type Entity, type EntityType, entityTypes } from '../../../functions/common/domain/post.ts';
import { counted } from '../../../functions/common/domain/quantities.ts';
import type { Count, DayCounts } from '../../../functions/common/domain/store/day-counts.ts';
import type { DayChange, NameChange } from '../day-change.ts';

/** Adds up the articles of a day while they are read, so that memory never holds all of them. */
export interface DaySum {
  /** Adds an article with its names, each exact spelling once. */
  readonly add: (names: readonly Entity[], isOtherLanguage: boolean) => void;
  readonly articles: () => number;
  /** How many of them are in other languages. */
  readonly otherLanguage: () => number;
  readonly spellings: Readonly<Record<EntityType, ReadonlyMap<string, Count>>>;
}

export function createDaySum(): DaySum {
  const spellings = {
    person: new Map<string, Count>(),
    place: new Map<string, Count>(),
    organization: new Map<string, Count>(),
  } satisfies DaySum['spellings'];
  let articles = 0;
  let otherLanguage = 0;
  return {
    add(names, isOtherLanguage) {
      articles += 1;
      if (isOtherLanguage) otherLanguage += 1;
      for (const { type, text, count } of names) {
        const known = spellings[type].get(text);
        spellings[type].set(text, {
          articles: (known?.articles ?? 0) + 1,
          mentions: (known?.mentions ?? 0) + count,
        });
      }
    },
    articles: () => articles,
    otherLanguage: () => otherLanguage,
    spellings,
  };
}

const NOTHING: Count = { articles: 0, mentions: 0 };

/** A spelling whose counts are wrong. */
export interface WrongName extends NameChange {
  /** The count according to the counters. */
  readonly counted: Count;
}

/** The wrong counts of a day, and their corrections. */
export interface DayPlan extends DayChange {
  readonly day: string;
  /** The publication's name as the day's documents have it; empty when there are none. */
  readonly name: string;
  /** How many articles are counted. */
  readonly counted: number;
  readonly names: readonly WrongName[];
}

/**
 * Compares records with counters, spelling by spelling.
 * @param sum of the day's records
 * @param found what all documents of the day add up to
 */
export function planDay(day: string, sum: DaySum, found: DayCounts): DayPlan {
  const names = entityTypes.flatMap((type) => {
    const [should, is] = [sum.spellings[type], found.spellings[type]];
    return [...new Set([...should.keys(), ...is.keys()])].flatMap((text) => {
      const { articles, mentions } = should.get(text) ?? NOTHING;
      const before = is.get(text) ?? NOTHING;
      const by = { articles: articles - before.articles, mentions: mentions - before.mentions };
      return by.articles === 0 && by.mentions === 0 ? [] : [{ type, text, ...by, counted: before }];
    });
  });
  return {
    day,
    name: found.name,
    counted: found.articles,
    articles: sum.articles() - found.articles,
    otherLanguage: sum.otherLanguage() - found.otherLanguage,
    names,
  };
}

/** Whether there is something to change. */
export function isWrong({ articles, otherLanguage, names }: DayPlan): boolean {
  return articles !== 0 || otherLanguage !== 0 || names.length > 0;
}

/**
 * The reason why a recount needs `--drop-unknown`. Where the number of articles is wrong and counts would be
 * lowered, either the counters are wrong or records are missing, and the two look the same. Where no count
 * would be lowered, nothing can be lost.
 * @returns undefined when it may be made
 */
export function objection(plans: readonly DayPlan[]): string | undefined {
  const suspect = plans.filter((plan) => plan.articles !== 0 && plan.names.some(isLowered));
  const [first, second] = suspect;
  if (first === undefined) return undefined;
  const total = (of: (plan: DayPlan) => number): number => suspect.reduce((sum, plan) => sum + of(plan), 0);
  const articles = total((plan) => plan.counted);
  const records = total((plan) => plan.counted + plan.articles);
  const lowered = total(({ names }) => names.filter(isLowered).length);
  const where = second === undefined ? first.day : `${suspect.length} days from ${first.day} on`;
  return (
    `On ${where}, ${counted(articles, 'article')} ${articles === 1 ? 'is' : 'are'} counted, and ${counted(records, 'article')} ${records === 1 ? 'has' : 'have'} a record. ` +
    `Either the counts are wrong, or records are missing. Nothing was changed, because a recount would lower the counts of ${counted(lowered, 'name')}. ` +
    'To lower them, add --drop-unknown; an article without a record then counts again when it is resubmitted.'
  );
}

function isLowered({ articles, mentions }: NameChange): boolean {
  return articles < 0 || mentions < 0;
}
