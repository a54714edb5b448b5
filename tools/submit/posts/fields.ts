/**
 * Maps the fields of a row to the fields of a post: by common names, or by those that the user gives. Pure.
 */
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { inputMessages } from '../messages.ts';

export const postFields = [
  'content',
  'publication',
  'id',
  'publishedAt',
  'url',
  'title',
  'author',
  'language',
] as const;
export type PostField = (typeof postFields)[number];

/** Names given by the user, by field; an empty name means that there is no such field. */
export type FieldNames = Readonly<Partial<Record<PostField, string>>>;

/** The path to a value: the names of the enclosing objects, then its own, spelled as in the row. */
export type Path = readonly string[];

export interface Mapping {
  /** For each field of a post where it may be in the row; the first that holds something wins. */
  readonly paths: Readonly<Record<PostField, readonly Path[]>>;
  /** The names in the row that no field of a post comes from. */
  readonly unused: readonly string[];
}

/** The options that name the fields. */
export const fieldOptions: Readonly<Record<PostField, string>> = {
  content: '--content-field',
  publication: '--publication-field',
  id: '--id-field',
  publishedAt: '--published-at-field',
  url: '--url-field',
  title: '--title-field',
  author: '--author-field',
  language: '--language-field',
};

/**
 * As docs/submit.md lists them. Case and word separators make no difference: `publishedAt`, `published_at`
 * and `Published At` are one name.
 */
const known: Readonly<Record<PostField, readonly string[]>> = {
  content: [
    'content',
    'article',
    'text',
    'body',
    'full_text',
    'article_text',
    'article_body',
    'content_text',
    'main_text',
    'story',
    'headline_text',
  ],
  publication: [
    'publication',
    'publisher',
    'source',
    'outlet',
    'source.name',
    'publisher.name',
    'source_name',
    'publication_name',
    'newspaper',
  ],
  id: ['id'],
  publishedAt: [
    'published_at',
    'published',
    'date',
    'publish_date',
    'date_published',
    'date_publish',
    'published_date',
    'publication_date',
    'pub_date',
    'web_publication_date',
    'timestamp',
  ],
  url: ['url', 'link', 'article_url', 'web_url', 'permalink'],
  title: ['title', 'headline', 'web_title'],
  author: ['author', 'authors', 'byline', 'creator'],
  language: ['language', 'lang'],
};

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

/** How many columns of a header are known by name. */
export function countKnown(columns: readonly string[], names: FieldNames): number {
  const wanted = new Set(postFields.flatMap((field) => [...wantedNames(field, names)].map(fold)));
  return columns.filter((column) => wanted.has(fold(column))).length;
}

function wantedNames(field: PostField, names: FieldNames): readonly string[] {
  const given = names[field];
  if (given === undefined) return known[field];
  return given === '' ? [] : [given];
}

/**
 * Finds the fields of a post among the names of a row.
 * @param keys the names, which may be given several times
 */
export function mapFields(keys: readonly string[], names: FieldNames): Mapping {
  const used = new Set<string>();
  const pathsOf = (field: PostField): Path[] =>
    wantedNames(field, names).flatMap((name) => {
      const path = findPath(keys, name);
      if (path !== undefined) used.add(path[0] ?? '');
      return path === undefined ? [] : [path];
    });
  const paths = {
    content: pathsOf('content'),
    publication: pathsOf('publication'),
    id: pathsOf('id'),
    publishedAt: pathsOf('publishedAt'),
    url: pathsOf('url'),
    title: pathsOf('title'),
    author: pathsOf('author'),
    language: pathsOf('language'),
  };
  return { paths, unused: keys.filter((key) => key !== '' && !used.has(key)) };
}

/** A name with dots may be a plain name, or a path into an object. */
function findPath(keys: readonly string[], name: string): Path | undefined {
  const key = findKey(keys, name);
  if (key !== undefined) return [key];
  const dot = name.indexOf('.');
  if (dot === -1) return undefined;
  const outer = findKey(keys, name.slice(0, dot));
  return outer === undefined ? undefined : [outer, ...name.slice(dot + 1).split('.')];
}

function findKey(keys: readonly string[], name: string): string | undefined {
  return keys.find((key) => key === name) ?? keys.find((key) => fold(key) === fold(name));
}

/**
 * Finds the fields of a post among the columns of a table. Only the first column that is found for a field is
 * read, so that no row takes its text from another column than the others.
 * @param table how people know the table
 * @param isPublicationGiven whether the publication need not be in the table
 * @throws ExplainedError with exit code 65 when a column is missing, or two have the same wanted name; 2 for
 *   one that the user named
 */
export function mapColumns(
  table: string,
  columns: readonly string[],
  names: FieldNames,
  isPublicationGiven: boolean,
): Mapping {
  const found = mapFields(columns, names);
  const first = (field: PostField): readonly Path[] => {
    const [path] = found.paths[field];
    const isNeeded = field === 'content' || (field === 'publication' && !isPublicationGiven);
    if (path === undefined && (isNeeded || (names[field] ?? '') !== ''))
      throw new ExplainedError(
        inputMessages.noColumn(table, field, wantedNames(field, names), columns, fieldOptions[field]),
        names[field] === undefined ? ExitCode.data : ExitCode.usage,
      );
    if (path === undefined) return [];
    refuseTwins(table, columns, path[0] ?? '', names[field]);
    return [path];
  };
  const paths = {
    content: first('content'),
    publication: isPublicationGiven ? [] : first('publication'),
    id: first('id'),
    publishedAt: first('publishedAt'),
    url: first('url'),
    title: first('title'),
    author: first('author'),
    language: first('language'),
  };
  const used = new Set(Object.values(paths).flatMap((path) => path.map(([column]) => column)));
  return { paths, unused: columns.filter((column) => column !== '' && !used.has(column)) };
}

function refuseTwins(
  table: string,
  columns: readonly string[],
  column: string,
  given: string | undefined,
): void {
  const exact = columns.flatMap((other, index) => (other === column ? [index + 1] : []));
  const alike = columns.flatMap((other, index) => (fold(other) === fold(column) ? [index + 1] : []));
  const twins = given === column ? exact : alike;
  if (twins.length > 1)
    throw new ExplainedError(inputMessages.twoColumns(table, column, twins), ExitCode.data);
}

/** The value that a path leads to in a row; names of objects within are found in any case. */
export function valueAt(fields: Readonly<Record<string, unknown>>, path: Path): unknown {
  let value: unknown = fields;
  for (const [depth, name] of path.entries()) {
    if (typeof value !== 'object' || value === null) return undefined;
    const entries: Readonly<Record<string, unknown>> = { ...value };
    const key = depth === 0 ? name : findKey(Object.keys(entries), name);
    value = key !== undefined && Object.hasOwn(entries, key) ? entries[key] : undefined;
  }
  return value;
}
