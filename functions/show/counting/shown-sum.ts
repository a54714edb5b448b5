/**
 * A sum as people are shown it: each name under its type (`shown-types.ts`), then with the changes that
 * people made to names. It is made of a whole sum and kept with it. Pure.
 *
 * A name that others are merged into has the counts of all of them. An article that names several of them
 * counts once for each, so its articles are an upper bound. The counts do not say which articles they share.
 */
import type { EntityType } from '../../common/domain/post.ts';
import { shownTypesOf, type TypedCount } from '../../common/domain/shown-types.ts';
import type { Curation } from '../../common/domain/store/curation.ts';
import type { NameCount } from '../../common/domain/store/day-counts.ts';
import { moved } from './move.ts';
import { placesOfKeys } from './packed-names.ts';
import { withJoinedTypes } from './shown-types.ts';
import { nameAt, type Sum } from './sum.ts';

const made = new WeakMap<Sum, WeakMap<Curation, Sum>>();

/** The sum in the form that is shown. */
export function shownSum(sum: Sum, curation: Curation): Sum {
  const known = made.get(sum)?.get(curation);
  if (known !== undefined) return known;
  const typed = withJoinedTypes(sum);
  const shown = curation.keys.size === 0 ? typed : curated(typed, curation);
  const own = made.get(sum) ?? new WeakMap<Curation, Sum>();
  made.set(sum, own);
  own.set(curation, shown);
  return shown;
}

/** A name as answers show it: one that others are merged into says which. */
export type ShownName = NameCount & { readonly alsoCounted?: string[] };

/** The name at a place of a shown sum. */
export function shownNameAt(sum: Sum, place: number): ShownName {
  const alsoCounted = sum.alsoCounted?.get(place);
  return { ...nameAt(sum, place), ...(alsoCounted !== undefined && { alsoCounted: [...alsoCounted] }) };
}

/** A name that a change is about, and the place it is at. */
interface CuratedRow extends TypedCount {
  readonly place: number;
  readonly text: string;
}

function curated(sum: Sum, curation: Curation): Sum {
  const places = placesOfKeys(sum, curation.keys);
  const rows = places.map((place): CuratedRow => ({ place, ...nameAt(sum, place) }));
  if (rows.length === 0) return sum;
  const to = new Map<number, number>();
  const types = new Map<number, EntityType>();
  const names = new Map<number, { readonly key: string; readonly text: string }>();
  const dropped = new Set<number>();
  const alsoCounted = new Map<number, readonly string[]>();
  for (const [key, own] of Map.groupBy(rows, (row) => curation.keyOf(row.key))) {
    const shown = typesOf(key, own).map((type) => curation.typeOf(key, type));
    for (const [type, members] of Map.groupBy(own.keys(), (index) => shown[index] ?? 'person')) {
      const group = members.flatMap((index) => own[index] ?? []);
      // The row of the name itself, else the one with the most articles, which comes first.
      const target = group.find((row) => row.key === key) ?? group[0];
      if (target === undefined) continue;
      for (const { place } of group) if (place !== target.place) to.set(place, target.place);
      const text = curation.textOf(key) ?? target.text;
      types.set(target.place, type);
      names.set(target.place, { key, text });
      if (curation.isHidden(key, type)) dropped.add(target.place);
      const others = group.filter((row) => row.key !== key).map((row) => row.text);
      if (others.length > 0)
        alsoCounted.set(
          target.place,
          [...new Set(others)].filter((one) => one !== text),
        );
    }
  }
  return moved(sum, { to, types, names, dropped, alsoCounted });
}

/** The types that the rows of one name are shown under, decided by what the merged names have together. */
function typesOf(key: string, rows: readonly CuratedRow[]): readonly EntityType[] {
  const together = [...Map.groupBy(rows, ({ type }) => type)].map(([type, own]) => ({
    type,
    key,
    articles: own.reduce((sum, { articles }) => sum + articles, 0),
    mentions: own.reduce((sum, { mentions }) => sum + mentions, 0),
  }));
  const shown = shownTypesOf(together);
  return rows.map(({ type }) => shown[together.findIndex((one) => one.type === type)] ?? type);
}
