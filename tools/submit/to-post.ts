/** From a row to the post that is sent, or to what is wrong with it. */
import type { Fault } from '../../functions/common/domain/post.ts';
import { checkPost } from '../../functions/common/domain/validate-post.ts';
import type { Columns } from './columns.ts';
import type { Row } from './rows.ts';

/** The post as a line of JSON, or its faults. */
export type Prepared = { readonly line: string } | { readonly errors: readonly Fault[] };

/** Takes a post's fields out of a row. Further fields are ignored; a missing or empty id or date counts as absent. */
export function toPost(row: Row, columns: Columns): Prepared {
  if (row.faults.length > 0) return { errors: row.faults };
  const id = pick(row, columns.id);
  const publishedAt = pick(row, columns.publishedAt);
  const checked = checkPost({
    content: pick(row, columns.content),
    publication: pick(row, columns.publication),
    ...(isAbsent(id) ? {} : { id }),
    ...(isAbsent(publishedAt) ? {} : { publishedAt: dateTimeOf(publishedAt) }),
  });
  return 'errors' in checked ? checked : { line: JSON.stringify(checked.post) };
}

function pick(row: Row, names: readonly string[]): unknown {
  const name = names.find((candidate) => Object.hasOwn(row.fields, candidate));
  return name === undefined ? undefined : row.fields[name];
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * Completes the dates that tables usually hold to RFC 3339: `2016-12-09`, `2016-12-09 18:31`, `2016-12-09 18:31:00`. A time without a
 * zone is taken for UTC. Anything else stays as it is, and is refused if it is no date.
 */
function dateTimeOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [, date, time, seconds, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[ Tt](\d\d:\d\d)(:\d\d(?:\.\d+)?)? ?(Z|z|UTC|[+-]\d\d:?\d\d)?)?$/.exec(
      value.trim(),
    ) ?? [];
  if (date === undefined) return value;
  if (time === undefined) return `${date}T00:00:00Z`;
  return `${date}T${time}${seconds ?? ':00'}${zoneOf(zone)}`;
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || /^(?:z|utc)$/i.test(zone)) return 'Z';
  return zone.replace(/^(...)(\d\d)$/, '$1:$2');
}
