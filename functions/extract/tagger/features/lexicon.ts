/** Compromise's lexicon: the tags of a word, or of a name of several words, in small letters. */
import nlp from 'compromise';
import { z } from 'zod';

/** An entry's tags are looked at when it is read: to check all 25,000 at once would cost 5 ms of a process's start. */
const Model = z.object({
  one: z.object({ lexicon: z.custom<object>((value) => typeof value === 'object' && value !== null) }),
  two: z.object({
    switches: z.record(z.string(), z.string()),
    orgWords: z.record(z.string(), z.unknown()),
    placeWords: z.record(z.string(), z.unknown()),
  }),
});

export interface Lexicon {
  /** All entries. */
  readonly entries: readonly string[];
  /** TextWords whose tag depends on their neighbours, with the kinds that they may be. */
  readonly switches: Readonly<Record<string, string>>;
  /** TextWords that organizations and places are named with. */
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
    switches: two.switches,
    organizationWords: Object.keys(two.orgWords),
    placeWords: Object.keys(two.placeWords),
    tagsOf(entry) {
      if (!Object.hasOwn(lexicon, entry)) return NONE;
      const tags: unknown = Reflect.get(lexicon, entry);
      return [tags].flat().filter((tag) => typeof tag === 'string');
    },
  };
}
