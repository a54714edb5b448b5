/**
 * Adds up the documents of some days. Pure. Show, roll-ups, corrections and tests all use it, so that a day
 * is read in one way only.
 *
 * Counters are kept by exact spelling. They are added up by spelling first, and spellings without articles
 * are dropped. So a spelling that only a forgotten article had is no longer shown. Then spellings with one
 * key become one name.
 */
import { canonicalName } from '../canonical-names.ts';
import { entityKey } from '../keys.ts';
import { preferred } from '../merge.ts';
import { type EntityType, entityTypes } from '../post.ts';
import type { DayDocument } from './documents.ts';
import { articlesIn, mentionsIn, textOf } from './tally.ts';

export interface Count {
  readonly articles: number;
  readonly mentions: number;
}

/** Sums under exact spellings. */
export interface DayCounts {
  /** The publication's name, as people are shown it. */
  readonly name: string;
  readonly articles: number;
  readonly changed: number;
  readonly otherLanguage: number;
  readonly spellings: Readonly<Record<EntityType, ReadonlyMap<string, Count>>>;
}

/** A name of one type, counted. */
export interface NameCount extends Count {
  readonly type: EntityType;
  readonly key: string;
  readonly text: string;
}

/** Adds up documents; of no document nothing is counted. */
export function countsOfDays(documents: Iterable<DayDocument>): DayCounts {
  let name: string | undefined;
  let articles = 0;
  let changed = 0;
  let otherLanguage = 0;
  const spellings = {
    person: new Map<string, Count>(),
    place: new Map<string, Count>(),
    organization: new Map<string, Count>(),
  } satisfies Record<EntityType, Map<string, Count>>;
  for (const document of documents) {
    name = name === undefined ? document.name : preferred(name, document.name);
    articles += document.articles;
    changed += document.changed ?? 0;
    otherLanguage += document.otherLanguage ?? 0;
    for (const type of entityTypes) {
      const map = spellings[type];
      for (const [field, tally] of Object.entries(document[type] ?? {})) {
        const text = textOf(field);
        const known = map.get(text);
        map.set(text, {
          articles: (known?.articles ?? 0) + articlesIn(tally),
          mentions: (known?.mentions ?? 0) + mentionsIn(tally),
        });
      }
    }
  }
  return { name: name ?? '', articles, changed, otherLanguage, spellings };
}

/**
 * The names of counts, in no order. The articles of a name are the sum over its spellings. Two spellings of
 * one name in one article would count that article twice, but extraction gives each article one spelling a
 * name.
 * @param keyOf returns a spelling's key; callers with many names cache it
 */
export function namesOf(counts: DayCounts, keyOf: (text: string) => string = entityKey): NameCount[] {
  return entityTypes.flatMap((type) => {
    const names = new Map<string, NameCount>();
    for (const [text, { articles, mentions }] of counts.spellings[type]) {
      if (articles <= 0) continue;
      const key = keyOf(text);
      const known = names.get(key);
      names.set(key, {
        type,
        key,
        text: known === undefined ? shownText(key, text) : preferred(known.text, text),
        articles: (known?.articles ?? 0) + articles,
        mentions: (known?.mentions ?? 0) + mentions,
      });
    }
    return [...names.values()];
  });
}

/** The canonical spelling, even where no article has it. */
function shownText(key: string, text: string): string {
  return canonicalName(key)?.text ?? text;
}
