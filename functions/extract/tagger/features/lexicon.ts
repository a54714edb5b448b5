/** Compromise's lexicon: the tags of a word, or of a name of several words, in small letters. */
import nlp from 'compromise';
import { z } from 'zod';

/**
 * Entries are looked at when they are read: to check all 30,000 at once would cost 20 ms of a process's
 * start.
 */
const entries = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null,
);
const Model = z.object({
  one: z.object({ lexicon: entries }),
  two: z.object({ switches: entries, orgWords: entries, placeWords: entries }),
});

export interface Lexicon {
  /** All entries. */
  readonly entries: readonly string[];
  /** Words whose tag depends on their neighbours, with the kinds that they may be. */
  readonly switches: readonly (readonly [word: string, kinds: string])[];
  /** Words that organizations and places are named with. */
  readonly organizationWords: readonly string[];
  readonly placeWords: readonly string[];
  /** The tags of an entry; none where there is no such entry. */
  tagsOf(entry: string): readonly string[];
}

const NONE: readonly string[] = [];

/** Opens the lexicon of the compromise that is loaded. */
export function openLexicon(): Lexicon {
  const { one, two } = Model.parse(nlp.model());
  const { lexicon } = one;
  return {
    entries: Object.keys(lexicon),
    switches: Object.entries(two.switches).map(([word, kinds]) => [word, String(kinds)]),
    organizationWords: Object.keys(two.orgWords),
    placeWords: Object.keys(two.placeWords),
    tagsOf(entry) {
      // Inherited fields, such as "constructor", are neither texts nor lists.
      const tags = lexicon[entry];
      if (typeof tags === 'string') return [tags];
      return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : NONE;
    },
  };
}
