/**
 * Decides under which types a name is shown. Extraction sometimes takes a company for a person, so over many
 * articles a name has counts under several types. They are shown as one row, of the type that most articles
 * have. A second row stays only where both types are frequent, because then the name has two meanings:
 * Washington the city and the person. The decision is made where counts are read, from all counts that are
 * read together. Pure.
 */
import { canonicalName } from './canonical-names.ts';
import { type EntityType, entityTypes } from './post.ts';

/** The counts of a name of one type. */
export interface TypedCount {
  readonly type: EntityType;
  readonly key: string;
  readonly articles: number;
  readonly mentions: number;
}

/**
 * A second type keeps its own row from this number of articles on. They also have to be at least this share
 * of the first type's articles.
 */
const OWN_ROW = { articles: 10, share: 0.25 } as const;

/**
 * The type under which each of the counts of one name is shown: counts with one type are one row.
 * @param counts of one key, each of another type
 */
export function shownTypesOf(counts: readonly TypedCount[]): EntityType[] {
  const [first] = counts.toSorted(byFrequency);
  if (first === undefined) return [];
  const fixed = canonicalName(first.key)?.type;
  if (fixed !== undefined) return counts.map(() => fixed);
  const hasOwnRow = ({ articles }: TypedCount): boolean =>
    articles >= OWN_ROW.articles && articles >= OWN_ROW.share * first.articles;
  return counts.map((count) => (hasOwnRow(count) ? count.type : first.type));
}

function byFrequency(a: TypedCount, b: TypedCount): number {
  return (
    b.articles - a.articles ||
    b.mentions - a.mentions ||
    entityTypes.indexOf(a.type) - entityTypes.indexOf(b.type)
  );
}
