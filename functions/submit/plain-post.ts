/**
 * Reads a post from the bytes of its JSON, without making a text of its content, and keeps those bytes for
 * its message. Making texts, and writing them as JSON again, is half of what a post in a batch costs.
 *
 * It reads plain posts only: valid in every respect, and without `\u` escapes. For all others, the invalid
 * ones included, `parse-posts.ts` reads texts, and finds the faults.
 *
 * The bytes become a string with a character for each byte (latin1). `JSON.parse` reads it just as it would
 * read the text: everything outside of strings is ASCII, and bytes above 0x7f are only valid inside them.
 */
import { derivedPostIdOfBytes, hasDerivedForm } from '../common/domain/keys.ts';
import { MAX_CONTENT_BYTES, PostAbout } from '../common/domain/post.ts';
import { parseJson, textOfBytes } from '../common/domain/text.ts';
import type { ReadyPost } from './ready-post.ts';
import { scanJson } from './scan-json.ts';

/** Structural characters of a flat object with all fields of a post: two braces, colons and commas. */
const MAX_PLAIN_STRUCTURE = 2 * (Object.keys(PostAbout.shape).length + 1) + 1;
/** A message should not be much longer than its content: white space and escapes are published too. */
const LONGEST_JSON = { timesContent: 2, andBytes: 8_000 } as const;
const ABOVE_ASCII = /[\x80-\xff]/;

/**
 * Reads a plain post.
 * @param bytes valid UTF-8
 * @returns undefined where the bytes are anything else than a plain post
 */
export function readPlainPost(bytes: Buffer): ReadyPost | undefined {
  const latin1 = bytes.toString('latin1');
  if (latin1.includes('\\u')) return undefined;
  const { depth, structure, repeated } = scanJson(latin1, MAX_PLAIN_STRUCTURE);
  if (depth !== 1 || structure > MAX_PLAIN_STRUCTURE || repeated.size > 0) return undefined;
  const parsed = parseJson(latin1);
  if ('fault' in parsed) return undefined;
  const fields = plainFieldsOf(parsed.value);
  if (fields === undefined) return undefined;
  const { content, about } = fields;
  const isPlainContent =
    content.length <= MAX_CONTENT_BYTES &&
    /[!-~]/.test(content) &&
    bytes.length <= LONGEST_JSON.timesContent * content.length + LONGEST_JSON.andBytes;
  const checked = isPlainContent ? PostAbout.safeParse(about) : undefined;
  if (!checked?.success) return undefined;
  const { id, publication } = checked.data;
  const openJson = bytes.subarray(0, bytes.lastIndexOf(0x7d));
  if (id === undefined)
    return { id: derivedPostIdOfBytes(publication, content), publication, openJson, hasId: false };
  if (hasDerivedForm(id) && id !== derivedPostIdOfBytes(publication, content)) return undefined;
  return { id, publication, openJson, hasId: true };
}

/** The content as bytes, and the other fields as texts; undefined unless all are a post's, and strings. */
function plainFieldsOf(
  value: unknown,
): { readonly content: string; readonly about: Readonly<Record<string, string>> } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  let content: string | undefined;
  const about: Record<string, string> = {};
  for (const [name, field] of Object.entries(value)) {
    if (typeof field !== 'string') return undefined;
    if (name === 'content') content = field;
    else if (!Object.hasOwn(PostAbout.shape, name)) return undefined;
    else about[name] = ABOVE_ASCII.test(field) ? textOfBytes(field) : field;
  }
  return content === undefined ? undefined : { content, about };
}
