/**
 * Decides on the ids of posts. An id that the API would refuse is hashed into one that it takes. Two kinds of
 * ids do not identify an article, and are hashed with its content. Row numbers count up, and begin again in
 * the next file. A repeated id came before with other content.
 */
import {
  derivedPostId,
  derivedPostIdWith,
  hasDerivedForm,
  hashedPostId,
} from '../../../functions/common/domain/keys.ts';
import { isAbsent } from './absent.ts';
import type { SeenIds } from './seen-ids.ts';

/** The decision about an id. */
export type IdFate = 'none' | 'kept' | 'hashed' | 'row-number' | 'repeated';

export interface DecidedId {
  /** Undefined for the id that the function derives from the article. */
  readonly id: string | undefined;
  readonly fate: IdFate;
}

/** As the id of a post in functions/common/domain/post.ts. */
const legal = /^[A-Za-z0-9._:-]{1,128}$/;

/** Whether an id is a number and nothing else; pandas writes those of a column with gaps as 7.0. */
export function isPlainNumber(id: string): boolean {
  return /^\d+(?:\.0)?$/.test(id);
}

/** The id of a row as text; undefined where it has none. */
export function idText(value: unknown): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return JSON.stringify(value);
}

/**
 * Whether ids are the numbers of rows: plain numbers that mostly count up. A single plain number is taken for
 * one too, because nothing shows that it is more.
 * @param ids those of the first rows of a source, in order
 */
export function countUp(ids: readonly string[]): boolean {
  if (ids.length === 0 || !ids.every(isPlainNumber)) return false;
  const steps = ids.length - 1;
  const up = ids.slice(1).filter((id, index) => Number(id) > Number(ids[index])).length;
  return up >= steps * 0.75;
}

/**
 * Decides on one id.
 * @param areRowNumbers whether the ids of the source count up
 * @param isTrusted whether the user named the field with the ids: then each value in it identifies an
 *   article, in any form
 */
export function decideId(
  value: unknown,
  publication: string,
  content: string,
  areRowNumbers: boolean,
  isTrusted: boolean,
  seen: SeenIds,
): DecidedId {
  const text = idText(value);
  if (text === undefined) return { id: undefined, fate: 'none' };
  if (!isTrusted) {
    const isNumber = areRowNumbers && isPlainNumber(text);
    if (isNumber || seen.hasOther(text, derivedPostId(publication, content)))
      return {
        id: derivedPostIdWith(text, publication, content),
        fate: isNumber ? 'row-number' : 'repeated',
      };
  }
  const isOwn = !hasDerivedForm(text) || text === derivedPostId(publication, content);
  return legal.test(text) && isOwn ? { id: text, fate: 'kept' } : { id: hashedPostId(text), fate: 'hashed' };
}
