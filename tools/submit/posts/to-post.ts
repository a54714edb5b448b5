/** Converts a row to the post that is sent, or to its faults. */
import {
  type Fault,
  MAX_AUTHOR_LENGTH,
  MAX_TITLE_LENGTH,
  type SubmittedPost,
} from '../../../functions/common/domain/post.ts';
import { checkPost } from '../../../functions/common/domain/validate-post.ts';
import { isWebAddress } from '../../../functions/common/domain/web-address.ts';
import type { Row } from '../rows/row.ts';
import { isAbsent } from './absent.ts';
import { type DateOptions, readDate } from './dates.ts';
import { type FieldNames, type Mapping, type PostField, valueAt } from './fields.ts';
import { decideId } from './ids.ts';
import type { SeenIds } from './seen-ids.ts';
import type { ReadingTally } from './tally.ts';

export type Prepared =
  | { readonly line: string; readonly post: SubmittedPost }
  | { readonly errors: readonly Fault[] };

export interface PostOptions {
  readonly names: FieldNames;
  /** The publication of all posts, whatever the rows say. */
  readonly publication: string | undefined;
  /** Whether ids are looked at. */
  readonly takesIds: boolean;
  readonly dates: DateOptions;
}

export interface PostContext {
  readonly mapping: Mapping;
  /** Whether the ids of the source are the numbers of its rows. */
  readonly areRowNumbers: boolean;
  readonly seen: SeenIds;
  readonly tally: ReadingTally;
}

/** Takes a post's fields out of a row and ignores others. A placeholder such as "n/a" counts as absent. */
export function toPost(row: Row, options: PostOptions, context: PostContext): Prepared {
  if (row.faults.length > 0) return { errors: row.faults };
  const pick = (field: PostField): unknown => pickValue(row, context.mapping, field);
  const content = pick('content');
  const publication = options.publication ?? asText(pick('publication'));
  const optional = {
    publishedAt: publishedAtOf(pick('publishedAt'), row.place, options.dates, context.tally),
    url: urlOf(pick('url'), options.names.url !== undefined),
    title: lineOf(pick('title'), MAX_TITLE_LENGTH),
    author: lineOf(pick('author'), MAX_AUTHOR_LENGTH),
    language: languageOf(pick('language')),
  };
  const checked = checkPost({ content, publication, ...withoutAbsent(optional) });
  if ('errors' in checked) return checked;
  const { id, fate } = options.takesIds
    ? decideId(
        pick('id'),
        checked.post.publication,
        checked.post.content,
        context.areRowNumbers,
        options.names.id !== undefined,
        context.seen,
      )
    : { id: undefined, fate: 'none' as const };
  context.tally.id(fate);
  const post = id === undefined ? checked.post : { ...checked.post, id };
  return { line: JSON.stringify(post), post };
}

/** The first value that is present. A value that is no text is kept, so that the error can name it. */
function pickValue(row: Row, mapping: Mapping, field: PostField): unknown {
  let other: unknown;
  for (const path of mapping.paths[field]) {
    const value = valueAt(row.fields, path);
    if (isAbsent(value)) continue;
    if (typeof value !== 'object' || value instanceof Date) return value;
    other ??= value;
  }
  return other;
}

/** A publication named by a number is still named. */
function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

function withoutAbsent(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function publishedAtOf(
  value: unknown,
  place: string,
  options: DateOptions,
  tally: ReadingTally,
): string | undefined {
  if (value === undefined) return undefined;
  const read = readDate(value, options);
  if ('date' in read) {
    tally.dated(read.date, place);
    return read.date;
  }
  tally.undated(read.problem, String(value), place);
  return undefined;
}

/** An address that cannot be linked to is dropped, unless the user named the field it is in. */
function urlOf(value: unknown, isNamed: boolean): unknown {
  const text = typeof value === 'string' ? value.trim() : undefined;
  return isNamed || (text !== undefined && isWebAddress(text)) ? text : undefined;
}

/** One line of text; of several authors, as JSON often has them, all of it. */
function lineOf(value: unknown, maxLength: number): string | undefined {
  const names = (Array.isArray(value) ? value : [value]).map((item: unknown) =>
    typeof item === 'object' && item !== null && 'name' in item ? item.name : item,
  );
  const text = names
    .filter((name) => typeof name === 'string' && !isAbsent(name))
    .join(', ')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? undefined : text.slice(0, maxLength).toWellFormed();
}

function languageOf(value: unknown): string | undefined {
  const tag = typeof value === 'string' ? value.trim().replaceAll('_', '-') : '';
  return /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(tag) && tag.length <= 35 ? tag : undefined;
}
