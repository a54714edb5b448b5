/** The names of one article as people are shown them: merged, retyped and hidden as was asked for. Pure. */
import { entityKey } from '../../common/domain/keys.ts';
import type { EntityType } from '../../common/domain/post.ts';
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
