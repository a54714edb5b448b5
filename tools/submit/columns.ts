/** Which field of a row is which field of a post. */
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { inputMessages } from './messages.ts';

/** Names given by the user; an empty name means that there is no such field. */
export interface ColumnOptions {
  readonly contentColumn?: string;
  readonly publicationColumn?: string;
  readonly idColumn?: string;
  readonly publishedAtColumn?: string;
}

export type PostField = 'content' | 'publication' | 'id' | 'publishedAt';

/** For each field of a post the names under which it is looked for, the first found wins. */
export type Columns = Readonly<Record<PostField, readonly string[]>>;

/** The data set All the News 2 calls them article, publication and date. */
const known: Columns = {
  content: ['content', 'article', 'text', 'body'],
  publication: ['publication', 'publisher', 'source'],
  id: ['id'],
  publishedAt: ['publishedAt', 'published_at', 'date'],
};

/** The options that name the columns. */
export const columnOptions: Readonly<Record<PostField, string>> = {
  content: '--content-column',
  publication: '--publication-column',
  id: '--id-column',
  publishedAt: '--published-at-column',
};

/** The names looked for in JSON lines. */
export function columnsOfJson(options: ColumnOptions): Columns {
  return {
    content: named(options.contentColumn, known.content),
    publication: named(options.publicationColumn, known.publication),
    id: named(options.idColumn, known.id),
    publishedAt: named(options.publishedAtColumn, known.publishedAt),
  };
}

/**
 * The columns of a table, found in its header whatever their case.
 *
 * A column `id` is taken only when it is asked for: in tables it is often a running number, and the rows of the next file, numbered from
 * the beginning again, would pass for posts that have been counted.
 * @param name how the input is called
 * @throws ExplainedError with exit code 2 when a column is missing
 */
export function columnsOfTable(name: string, header: readonly string[], options: ColumnOptions): Columns {
  const json = columnsOfJson({ ...options, idColumn: options.idColumn ?? '' });
  const given: Readonly<Record<PostField, string | undefined>> = {
    content: options.contentColumn,
    publication: options.publicationColumn,
    id: options.idColumn,
    publishedAt: options.publishedAtColumn,
  };
  const find = (field: PostField, isRequired: boolean): readonly string[] => {
    const wanted = json[field];
    const found = wanted
      .map((column) => header.find((other) => other === column) ?? findFolded(header, column))
      .find((column) => column !== undefined);
    if (found !== undefined) return [found];
    if (isRequired || (given[field] ?? '') !== '')
      throw new ExplainedError(
        inputMessages.noColumn(name, field, wanted, header, columnOptions[field]),
        ExitCode.usage,
      );
    return [];
  };
  return {
    content: find('content', true),
    publication: find('publication', true),
    id: find('id', false),
    publishedAt: find('publishedAt', false),
  };
}

function findFolded(header: readonly string[], column: string): string | undefined {
  return header.find((other) => other.toLowerCase() === column.toLowerCase());
}

function named(given: string | undefined, otherwise: readonly string[]): readonly string[] {
  if (given === undefined) return otherwise;
  return given === '' ? [] : [given];
}
