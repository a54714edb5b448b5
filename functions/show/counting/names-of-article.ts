/** The names of one article as people are shown them: merged, retyped and hidden as was asked for. Pure. */
import { entityKey } from '../../common/domain/keys.ts';
import type { EntityType } from '../../common/domain/post.ts';
import { shownTypesOf } from '../../common/domain/shown-types.ts';
import type { Curation } from '../../common/domain/store/curation.ts';
import type { ArticleRecord } from '../../common/domain/store/documents.ts';
import { decodeNames } from '../../common/domain/store/names.ts';

export interface NameOfArticle {
  readonly type: EntityType;
  readonly key: string;
  readonly text: string;
  readonly mentions: number;
}

/** The names of an article, in the order of its record. */
export function shownNamesOf(
  { names }: Pick<ArticleRecord, 'names'>,
  curation: Curation,
): readonly NameOfArticle[] {
  const shown = new Map<string, NameOfArticle>();
  for (const { type: counted, text, count } of decodeNames(names)) {
    const own = entityKey(text);
    const key = curation.keyOf(own);
    const type = curation.typeOf(key, counted);
    if (curation.isHidden(key, type)) continue;
    const known = shown.get(`${type} ${key}`);
    shown.set(`${type} ${key}`, {
      type,
      key,
      text: known?.text ?? curation.textOf(key) ?? text,
      mentions: (known?.mentions ?? 0) + count,
    });
  }
  return [...shown.values()];
}

/** A name, and in how many of some articles it is. */
export interface NameInArticles extends NameOfArticle {
  readonly articles: number;
}

/** The names of some articles, each under the types that these articles together give it. */
export function namedInArticles(
  records: readonly Pick<ArticleRecord, 'names'>[],
  curation: Curation,
): readonly NameInArticles[] {
  const names = new Map<string, NameInArticles>();
  const add = (place: string, name: NameInArticles): void => {
    const known = names.get(place);
    names.set(place, {
      ...(known ?? name),
      articles: (known?.articles ?? 0) + name.articles,
      mentions: (known?.mentions ?? 0) + name.mentions,
    });
  };
  for (const record of records)
    for (const name of shownNamesOf(record, curation))
      add(`${name.type} ${name.key}`, { ...name, articles: 1 });
  const counted = [...names.values()];
  names.clear();
  for (const own of Map.groupBy(counted, ({ key }) => key).values()) {
    const shown = shownTypesOf(own);
    for (const [index, name] of own.entries()) {
      const type = shown[index] ?? name.type;
      add(`${type} ${name.key}`, { ...name, type });
    }
  }
  return [...names.values()];
}
