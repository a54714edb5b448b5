/**
 * Answers as tables, for CSV. A ranking is written whole. All of its pages are of one moment, so the table
 * has the same rows as the pages together. Articles are written a page at a time, because each of them is a
 * read.
 */
import type { CsvListing } from '../csv.ts';
import type {
  ArticleList,
  ComparedNames,
  ComparedPublications,
  NamedTogether,
  NameInPublications,
  NameList,
  PublicationList,
  PublicationNames,
  Rising,
  Series,
  Silent,
} from '../responses.ts';

/** Rows that are taken out of a ranking at a time. */
const PAGE = 1_000;

/** The page to load. */
export interface WholePage {
  readonly limit: number;
  readonly cursor: string | undefined;
}

/**
 * All rows of a listing.
 * @param load reads a page
 * @param rowsOf the rows of a page
 * @throws what `load` throws
 */
export async function wholeListing<Page extends { readonly nextCursor: string | null }>(
  columns: readonly string[],
  load: (page: WholePage) => Promise<Page>,
  rowsOf: (page: Page) => CsvListing['rows'],
): Promise<CsvListing> {
  const rows: CsvListing['rows'][number][] = [];
  let cursor: string | undefined;
  do {
    const page = await load({ limit: PAGE, cursor });
    rows.push(...rowsOf(page));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { columns, rows };
}

export const publicationColumns = ['id', 'name', 'articles', 'updatedAt', 'silentSince'] as const;

export function publicationRows({ publications }: PublicationList): CsvListing['rows'] {
  return publications.map(({ id, name, articles, updatedAt, silence }) => [
    id,
    name,
    articles,
    updatedAt ?? undefined,
    silence?.lastDay,
  ]);
}

export const countedNameColumns = ['type', 'name', 'key', 'articles', 'mentions'] as const;

export function countedNameRows({ names }: PublicationNames): CsvListing['rows'] {
  return names.map(({ type, text, key, articles, mentions }) => [type, text, key, articles, mentions]);
}

export const nameColumns = [...countedNameColumns, 'publications'] as const;

export function nameRows({ names }: NameList): CsvListing['rows'] {
  return names.map(({ type, text, key, articles, mentions, publications }) => [
    type,
    text,
    key,
    articles,
    mentions,
    publications,
  ]);
}

export const namingColumns = ['id', 'name', 'articles', 'mentions'] as const;

export function namingRows({ publications }: NameInPublications): CsvListing['rows'] {
  return publications.map(({ id, name, articles, mentions }) => [id, name, articles, mentions]);
}

/** One page of articles. */
export function articleTable({ articles }: ArticleList): CsvListing {
  return {
    columns: ['at', 'publicationId', 'publication', 'id', 'title', 'url', 'author', 'language', 'names'],
    rows: articles.map(({ at, publication, id, title, url, author, language, names }) => [
      at,
      publication.id,
      publication.name,
      id,
      title,
      url,
      author,
      language,
      names.map(({ text }) => text).join('; '),
    ]),
  };
}

/** Where a name's points are parted by publication, its articles in each are further columns. */
export function seriesTable({ points, publications, others }: Series): CsvListing {
  const hasMentions = points.some(({ mentions }) => mentions !== undefined);
  const parts = [
    ...(publications ?? []).map(({ name, articles }) => ({ name: `articles in ${name}`, articles })),
    ...(others === undefined ? [] : [{ name: 'articles in others', articles: others.articles }]),
  ];
  return {
    columns: ['at', 'articles', ...(hasMentions ? ['mentions'] : []), ...parts.map(({ name }) => name)],
    rows: points.map(({ at, articles, mentions }, index) => [
      at,
      articles,
      ...(hasMentions ? [mentions] : []),
      ...parts.map((part) => part.articles[index]),
    ]),
  };
}

export function togetherTable({ names }: NamedTogether): CsvListing {
  return {
    columns: ['type', 'name', 'key', 'articles', 'mentions'],
    rows: names.map(({ type, text, key, articles, mentions }) => [type, text, key, articles, mentions]),
  };
}

/** A row for each point of each name. */
export function comparedNamesTable({ names }: ComparedNames): CsvListing {
  return {
    columns: ['name', 'at', 'articles', 'mentions'],
    rows: names.flatMap(({ text, points }) =>
      points.map(({ at, articles, mentions }) => [text, at, articles, mentions]),
    ),
  };
}

/** First what both name, then what only one of them names. */
export function comparedPublicationsTable({ publications, names, only }: ComparedPublications): CsvListing {
  const [first, second] = publications;
  return {
    columns: ['type', 'name', 'key', `articles in ${first?.name}`, `articles in ${second?.name}`, 'score'],
    rows: [
      ...names.map(({ type, text, key, articles: [a, b], score }) => [type, text, key, a, b, score]),
      ...(only[0] ?? []).map(({ type, text, key, articles }) => [type, text, key, articles, 0, undefined]),
      ...(only[1] ?? []).map(({ type, text, key, articles }) => [type, text, key, 0, articles, undefined]),
    ],
  };
}

export function risingTable({ names }: Rising): CsvListing {
  return {
    columns: ['type', 'name', 'key', 'articles', 'articlesBefore', 'isNew', 'score'],
    rows: names.map(({ type, text, key, articles, articlesBefore, isNew, score }) => [
      type,
      text,
      key,
      articles,
      articlesBefore,
      String(isNew),
      score,
    ]),
  };
}

export function silentTable({ publications }: Silent): CsvListing {
  return {
    columns: ['id', 'name', 'lastDay', 'expected'],
    rows: publications.map(({ id, name, lastDay, expected }) => [id, name, lastDay, expected]),
  };
}
