/**
 * Keys and document ids. Two names that people take for the same have the same key, and every key has exactly
 * one Firestore document id.
 *
 * Firestore's rules for ids: valid UTF-8, no `/`, not `.` or `..`, not `__x__`, at most 1,500 bytes
 * (https://cloud.google.com/firestore/quotas#collections_documents_and_fields).
 */
import { hash } from 'node:crypto';
import { nameKey } from './canonical-names.ts';
import { collapse, foldCaseFully, INVISIBLE } from './fold-name.ts';
import { textOfBytes } from './text.ts';

/** Ids stay well below Firestore's 1,500 bytes: a path is sent with every write. */
const MAX_ID_BYTES = 700;

/**
 * The key of a publication: trimmed, white space collapsed, case-folded, without characters that cannot be
 * seen. It is empty for a name that shows nothing. Look-alikes of other scripts stay different: which letter
 * of which script is meant is not decided here.
 * @param name the name as submitted; lone surrogates count as U+FFFD
 */
export function publicationKey(name: string): string {
  return collapse(foldCaseFully(name.replace(INVISIBLE, '')));
}

/**
 * The key under which an entity is counted: what people take for one name has one key (canonical-names.ts).
 * @param text the surface form; lone surrogates count as U+FFFD
 */
export function entityKey(text: string): string {
  return nameKey(text);
}

/**
 * A legal, readable Firestore document id for any string; different strings get different ids.
 *
 * `%`, `~`, `/`, control characters and lone surrogates are percent-encoded. Characters that would make the
 * whole id illegal are encoded too; the empty string becomes a lone `%`. An id that would be too long keeps
 * its beginning and ends in `~` and a hash. No short id can end so, because `~` is always encoded.
 */
export function documentId(text: string): string {
  const encoded = text
    // In one pass, so that no `%` of the text can be taken for one of ours.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[%~/\u0000-\u001f\u007f]|\p{Surrogate}/gu, percentEncode)
    .replace(/^\.{1,2}$/, (dots) => '%2E'.repeat(dots.length))
    .replace(/^__(?=.*__$)/su, '%5F_');
  if (encoded === '') return '%';
  if (Buffer.byteLength(encoded) <= MAX_ID_BYTES) return encoded;
  // Cutting bytes may split a character: the decoder's replacement characters at the cut are dropped.
  const head = Buffer.from(encoded).subarray(0, 200).toString().replace(/�+$/, '');
  return `${head}~${sha256(JSON.stringify(text))}`;
}

function percentEncode(character: string): string {
  const digits = character.charCodeAt(0).toString(16).toUpperCase();
  // Half a surrogate pair has no UTF-8; the `u` cannot be mistaken, because it is no hexadecimal digit.
  return digits.length > 2 ? `%u${digits}` : `%${digits.padStart(2, '0')}`;
}

/** The document id of a publication: the encoded publication key. */
export function publicationId(name: string): string {
  return documentId(publicationKey(name));
}

/**
 * Whether a text can be the id of a publication; one that cannot need not be looked up, and Firestore would
 * refuse some.
 */
export function isPublicationId(text: string): boolean {
  const isLegal = text !== '' && text.isWellFormed() && Buffer.byteLength(text) <= MAX_ID_BYTES;
  // The characters and forms that `documentId` always escapes.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return isLegal && !/[/\u0000-\u001f\u007f]|^\.{1,2}$|^__.*__$/su.test(text);
}

/**
 * The id of a post whose caller gave none: a hash of publication key and content. So the same article
 * submitted again is the same post. Different line ends, white space around the text, and accents composed in
 * another way do not change the id.
 */
export function derivedPostId(publication: string, content: string): string {
  // JSON escapes what UTF-8 cannot hold, so contents that differ in a lone surrogate only stay apart.
  return sha256(JSON.stringify([publicationKey(publication), normalisedContent(content)]));
}

/**
 * `derivedPostId` of an article whose content is given as its UTF-8 bytes, a character for each (latin1). The
 * bytes of most articles show that they need no normalising; then no text is made of them.
 */
export function derivedPostIdOfBytes(publication: string, content: string): string {
  if (!isNormalised(content)) return derivedPostId(publication, textOfBytes(content));
  const key = Buffer.from(publicationKey(publication)).toString('latin1');
  return hash('sha256', Buffer.from(JSON.stringify([key, content]), 'latin1'), 'base64url');
}

/**
 * Whether the bytes of a content are those of its normalised form. False may also mean that only normalising
 * can tell.
 */
function isNormalised(bytes: string): boolean {
  return (
    !bytes.includes('\r') &&
    BEGINS_PLAINLY.test(bytes) &&
    ENDS_PLAINLY.test(bytes.slice(-3)) &&
    !MAY_NEED_NORMALISING.test(bytes)
  );
}

/** A visible character of ASCII, or a dash or quote from U+2010 to U+2026: nothing that trimming removes. */
const BEGINS_PLAINLY = /^(?:[!-~]|\xe2\x80[\x90-\xa6])/;
const ENDS_PLAINLY = /(?:[!-~]|\xe2\x80[\x90-\xa6])$/;
/**
 * Bytes of characters beyond U+02FF, other than U+2010 to U+203F (dashes, quotes) and U+20A0 to U+20BF
 * (currencies). NFC leaves the characters up to U+02FF and in these ranges unchanged.
 */
const MAY_NEED_NORMALISING = /[\xcc-\xe1\xe3-\xff]|\xe2(?!\x80[\x90-\xbf]|\x82[\xa0-\xbf])/;

/**
 * Whether an id has the form of a derived one. Submit accepts such an id for the article alone that it is
 * derived from: else one sender could take the id of another's article before it comes.
 */
export function hasDerivedForm(id: string): boolean {
  return DERIVED_FORM.test(id);
}

/** 43 characters of base64url; the last one holds 4 bits. */
const DERIVED_FORM = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** Ids that a sender hashed have a form of their own, because their input cannot be checked here. */
const HASHED = 'hash:';

/**
 * The id of a post whose own does not identify it, because other posts may have the same: a hash of id and
 * article.
 * @param id what the caller gave, such as the number of a row
 */
export function derivedPostIdWith(id: string, publication: string, content: string): string {
  return `${HASHED}${sha256(JSON.stringify([publicationKey(publication), normalisedContent(content), id]))}`;
}

/** The id of a post whose own id is not allowed, such as an address: a hash of it. */
export function hashedPostId(id: string): string {
  return `${HASHED}${sha256(JSON.stringify([id]))}`;
}

/** The form of a text that copies of one article share. */
function normalisedContent(content: string): string {
  const lines = content.includes('\r') ? content.replace(/\r\n?/g, '\n') : content;
  const trimmed = lines.trim();
  const joined = MAY_BE_MARK.test(trimmed) ? trimmed.replace(LONG_MARKS, '$&\u034f') : trimmed;
  return joined.normalize('NFC');
}

/**
 * Normalising sorts the combining marks of one letter, in a time that grows with the square of their number:
 * 10 s for 200,000 marks. A joiner after every 30 marks bounds that time, as in the Stream-Safe Text Format
 * (https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format). No script puts 30 marks on a letter.
 */
const LONG_MARKS = /\p{M}{30}/gu;
/**
 * Where combining marks may be: the first is U+0300, and none is among the quotes and dashes of U+2000 to
 * U+20CF. Most English articles have nothing of it, which is found out much faster.
 */
const MAY_BE_MARK = /[\u0300-\u1fff\u20d0-\uffff]/;

/**
 * 256 bits in base64url: 43 characters, all legal in ids of posts and of documents; the last is never `_`, so
 * neither is `__x__`.
 */
function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}
