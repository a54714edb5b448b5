/**
 * The data the stages exchange. A Post is what a caller submits; a ProcessedPost is what extraction
 * makes of it; an Entity is a name with its count; a Mention is one occurrence of a name in a text.
 */
import { z } from 'zod';
import { INVISIBLE } from './fold-name.ts';
import { grouped } from './quantities.ts';
import { isRfc3339 } from './rfc3339.ts';
import { isWebAddress } from './web-address.ts';

/** Longest article accepted, in UTF-8 bytes; a Pub/Sub message may hold 10 MB, escaping included. */
export const MAX_CONTENT_BYTES = 1_000_000;
/** Longest publication name accepted, in UTF-16 code units. */
export const MAX_PUBLICATION_LENGTH = 200;
/**
 * Longest address, title and author's name accepted, in UTF-16 code units: all of them fit into an article's
 * record.
 */
export const MAX_URL_LENGTH = 2_000;
export const MAX_TITLE_LENGTH = 500;
export const MAX_AUTHOR_LENGTH = 200;
const MAX_SENDER_LENGTH = 100;
/** Longest entity text kept, in UTF-16 code units: a longer run is a parsing accident, not a name. */
export const MAX_ENTITY_TEXT_LENGTH = 200;

/**
 * Most entities of one post: all of them must fit into its record, whose index entries grow with them, and
 * into one commit. The longest real articles name some hundreds.
 */
export const MAX_ENTITIES_PER_POST = 2_000;

/**
 * The types of names. Roll-ups store the index of a type. Append new types at the end; never reorder or
 * remove one.
 */
export const entityTypes = ['person', 'place', 'organization'] as const;
export type EntityType = (typeof entityTypes)[number];

/** Whether a text is a type of names. */
export function isEntityType(type: string): type is EntityType {
  return entityTypes.some((known) => known === type);
}

/** Tells an empty text so, and nothing else about it. */
const notEmpty = { abort: true, error: 'must not be empty' } as const;

/**
 * A lone surrogate, left where a text was cut by UTF-16 units, becomes U+FFFD. Neither Pub/Sub's attributes
 * nor Firestore can hold it, and it would fail a whole commit. The replacement does not move offsets.
 */
const wellFormed = (text: string): string => text.toWellFormed();

const postId = z
  .string()
  .min(1, notEmpty)
  .max(128, 'must have at most 128 characters')
  .regex(/^[A-Za-z0-9._:-]+$/, 'may have only letters A-Z and a-z, digits, and the characters . _ : -')
  .describe(
    'Identifies an article within its publication; other publications may use the same id. A post counts once under its id. If it is sent again with ' +
      'other content, the first version stays counted. Without an id, a hash of publication and content is used. An id in the form of such a ' +
      'hash is refused, unless it is the hash of this post.',
  );

/** Control characters other than white space, which folds into blanks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/;

const publication = z
  .string()
  .overwrite(wellFormed)
  .min(1, notEmpty)
  .max(MAX_PUBLICATION_LENGTH, `must have at most ${MAX_PUBLICATION_LENGTH} characters`)
  .refine((name) => !CONTROL.test(name), 'must not have control characters')
  .refine((name) => name.replace(INVISIBLE, '').trim() !== '', 'must have at least one visible character')
  .describe(
    'The name of the publication. Names that differ only in case, white space or invisible characters are the same publication.',
  );

const content = z
  .string()
  .overwrite(wellFormed)
  .min(1, notEmpty)
  .refine(
    (text) => text.length <= MAX_CONTENT_BYTES && Buffer.byteLength(text) <= MAX_CONTENT_BYTES,
    `must have at most ${grouped(MAX_CONTENT_BYTES)} bytes in UTF-8`,
  )
  .refine((text) => text.trim() !== '', 'must not be blank')
  .describe(`The text of the article, at most ${grouped(MAX_CONTENT_BYTES)} bytes in UTF-8.`);

const publishedAt = z
  .string()
  .refine(
    isRfc3339,
    'must be an existing date and time as in RFC 3339, with seconds and an offset, for example 2026-01-31T09:30:00Z',
  )
  .describe(
    'When the article was published, as in RFC 3339: for example 2026-01-31T09:30:00Z. A date before 1800, or more than one day after acceptance, is not ' +
      'used; the article counts on the day of acceptance.',
  );

/** A line of text for people, of bounded length. */
const line = (maxLength: number) =>
  z
    .string()
    .overwrite(wellFormed)
    .min(1, notEmpty)
    .max(maxLength, `must have at most ${grouped(maxLength)} characters`)
    .refine((text) => text.trim() !== '', 'must not be blank');

/** Kept as given: readers open it. A scheme such as `javascript:` would run in their browser. */
const url = z
  .string()
  .max(MAX_URL_LENGTH, `must have at most ${grouped(MAX_URL_LENGTH)} characters`)
  .refine(
    isWebAddress,
    'must be an http or https address without spaces, user name or password, for example https://example.org/a',
  )
  .meta({ format: 'uri' })
  .describe('Where the article is: an http or https address.');

/**
 * A language tag as RFC 5646, section 2.1, writes the usual ones: a language of 2 or 3 letters, and subtags.
 */
const language = z
  .string()
  .max(35, 'must have at most 35 characters')
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/, 'must be a language tag, for example en or pt-BR')
  .describe('The language of the article, as a tag such as en or pt-BR.');

/** All fields of a post but its content. */
export const PostAbout = z.strictObject({
  publication,
  id: postId.optional(),
  publishedAt: publishedAt.optional(),
  url: url.optional(),
  title: line(MAX_TITLE_LENGTH).optional(),
  author: line(MAX_AUTHOR_LENGTH).optional(),
  language: language.optional(),
});

/**
 * A post as a caller gives it; `id` may be missing. An unknown field is refused by name, because over HTTP it
 * is a client's mistake.
 */
export const SubmittedPost = z.strictObject({ content, ...PostAbout.shape });
export type SubmittedPost = z.infer<typeof SubmittedPost>;

/** The content of a post that was valid, whatever else it has. */
export const PostContent = z.object({ content: z.string() });

/**
 * A record from a file or standard input. It is like SubmittedPost, but fields that a post does not have are
 * ignored. Fields that only describe the article are ignored too where they are null or invalid. The owner of
 * a file did not write these fields for this project, and the post counts without them.
 */
export const PostRecord = z.object({
  ...SubmittedPost.shape,
  url: url.optional().catch(undefined),
  title: line(MAX_TITLE_LENGTH).optional().catch(undefined),
  author: line(MAX_AUTHOR_LENGTH).optional().catch(undefined),
  language: language.optional().catch(undefined),
});

/** A valid post with its id, given or derived. */
export type IdentifiedPost = SubmittedPost & { readonly id: string };

/** A moment as this project writes it. */
const moment = z.iso.datetime();

/** A post on its way through the pipeline. */
export const Post = z.object({
  ...SubmittedPost.shape,
  id: postId,
  /**
   * When submit accepted the post. It is stamped once, and a replay keeps it, because all terms run from it.
   */
  acceptedAt: moment,
  /** The name of the key that it was submitted with. */
  sender: z.string().min(1).max(MAX_SENDER_LENGTH).optional(),
});
export type Post = z.infer<typeof Post>;

const entityText = z.string().overwrite(wellFormed).min(1).max(MAX_ENTITY_TEXT_LENGTH);

/** A name and how often it occurs. `text` is the surface form shown to people. */
export const Entity = z.object({
  type: z.enum(entityTypes),
  text: entityText,
  count: z.int().positive(),
});
export type Entity = Readonly<z.infer<typeof Entity>>;

/**
 * One occurrence of a name: UTF-16 offsets into the content, `end` exclusive; `score` is the probability that
 * it is right.
 */
export const Mention = z
  .object({
    type: z.enum(entityTypes),
    text: entityText,
    start: z.int().nonnegative(),
    end: z.int().positive(),
    score: z.number().min(0).max(1),
  })
  .refine(({ start, end, text }) => end - start === text.length, 'end - start must be the length of text');
export type Mention = Readonly<z.infer<typeof Mention>>;

/**
 * The counted entities of one post, and the fields that lead back to it: the result of the extract stage for
 * a Post.
 */
export const ProcessedPost = z.object({
  postId,
  publication,
  entities: z.array(Entity).max(MAX_ENTITIES_PER_POST),
  acceptedAt: moment,
  /** As `contentHash` makes it. */
  contentHash: z.string().min(1).max(64),
  publishedAt: z.string().max(64).optional(),
  // Checked by submit; here only their bounds matter.
  url: z.string().max(MAX_URL_LENGTH).optional(),
  title: z.string().max(MAX_TITLE_LENGTH).optional(),
  author: z.string().max(MAX_AUTHOR_LENGTH).optional(),
  language: z.string().max(35).optional(),
  sender: z.string().max(MAX_SENDER_LENGTH).optional(),
  /**
   * The language of an article that is in none of those that names are looked for in: it counts, without
   * names.
   */
  otherLanguage: z.string().min(1).max(35).optional(),
});
export type ProcessedPost = Readonly<Omit<z.infer<typeof ProcessedPost>, 'entities'>> & {
  readonly entities: readonly Entity[];
};

/** A fault in a value that was refused, for people, with the path to the value. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/**
 * A person needs a few faults to see the cause, not a thousand. A hostile value can have as many faults as
 * bytes.
 */
const MAX_FAULTS = 20;

/** The first faults of as many as there are; those beyond are never made. */
export function someFaults(faults: Iterable<Fault>): Fault[] {
  const some: Fault[] = [];
  for (const fault of faults) {
    some.push(fault);
    if (some.length === MAX_FAULTS) break;
  }
  return some;
}

/**
 * Turns zod's issues into faults that name each field; an unknown field gets a fault of its own. Only the
 * first 20 are made.
 * @param error what `safeParse` returned
 * @param member what a field of the value is called
 */
export function faultsOf(error: z.ZodError, member = 'a field of a post'): Fault[] {
  return someFaults(faultsIn(error, member));
}

function* faultsIn(error: z.ZodError, member: string): Generator<Fault> {
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        yield { path: path === '' ? key : `${path}.${key}`, message: `is not ${member}` };
    } else if (issue.code === 'invalid_type') {
      const missing = issue.input === undefined && issue.message.includes('received undefined');
      yield { path, message: missing ? 'is required' : `must be ${article(issue.expected)}` };
    } else yield { path, message: issue.message };
  }
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
