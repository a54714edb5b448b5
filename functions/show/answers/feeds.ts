/** Answers as feeds: the articles of a name, and what rises. Pure. */
import type { AtomFeed } from '../atom.ts';
import { nameHref } from '../page/addresses.ts';
import type { ArticleList, Rising } from '../responses.ts';

/**
 * The newest articles of a name.
 * @param about.database the project and the database, which make ids of a deployment its own
 * @param about.query as sent
 */
export function articlesFeed(
  { articles, readAt }: ArticleList,
  about: {
    readonly database: string;
    readonly type: string;
    readonly key: string;
    readonly query: string;
  },
): AtomFeed {
  const { database, type, key, query } = about;
  return {
    id: [database, 'articles', type, key, query],
    title: `Articles that name ${key}`,
    updated: articles[0]?.at ?? readAt,
    self: withQuery(`/api/names/${encodeURIComponent(type)}/${encodeURIComponent(key)}/articles.atom`, query),
    page: nameHref(type, key),
    entries: articles.map(({ id, publication, at, title, url, author, names }) => ({
      id: [database, 'article', publication.id, id],
      title: title ?? `An article of ${publication.name}`,
      author: author ?? publication.name,
      updated: at,
      link: url,
      text: `${publication.name}: ${names.map(({ text }) => text).join(', ')}`,
    })),
  };
}

/** The names that rise. One that rises is an entry for each last day of the range. */
export function risingFeed(
  { names, days, daysBefore, readAt }: Rising,
  { database, query }: { readonly database: string; readonly query: string },
): AtomFeed {
  const publication = new URLSearchParams(query).get('publication');
  return {
    id: [database, 'rising', query],
    title: publication === null ? 'Rising names' : `Rising names in ${publication}`,
    updated: readAt,
    self: withQuery('/api/rising.atom', query),
    page: '/',
    entries: names.map(({ type, text, key, articles, articlesBefore, isNew }) => ({
      id: [database, 'rise', type, key, days.from, days.to, query],
      title: isNew ? `${text} (new)` : text,
      author: 'entity-pipeline',
      updated: readAt,
      link: nameHref(type, key),
      text: `${articles} articles from ${days.from} to ${days.to}, ${articlesBefore} from ${daysBefore.from} to ${daysBefore.to}`,
    })),
  };
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}
