/** The parameters of the API's queries. */
import { z } from 'zod';
import {
  entityTypes,
  faultsOf,
  MAX_ENTITY_TEXT_LENGTH,
  MAX_PUBLICATION_LENGTH,
} from '../common/domain/post.ts';
import { grouped } from '../common/domain/quantities.ts';
import { ProblemError } from '../common/http/problem.ts';
import { publicationOrders } from './counting/publication-order.ts';
import { rangeNames, steps } from './counting/range.ts';
import { measures } from './counting/ranking.ts';
import { searchedWords } from './counting/words.ts';

interface NumberBounds {
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

const limitBounds: NumberBounds = { minimum: 1, maximum: 100, default: 20 };
/** Names are ranked in memory, so that a longer page costs no further read. */
const nameLimitBounds: NumberBounds = { minimum: 1, maximum: 1_000, default: 20 };
const topBounds: NumberBounds = { minimum: 0, maximum: 50, default: 0 };

/** The bounds of the parameters that are numbers. */
export const numberBounds = z.registry<NumberBounds>();

/** Longer than any cursor that this function gives out, in characters. */
const MAX_CURSOR_LENGTH = 4_000;

function numberParameter(bounds: NumberBounds) {
  const { minimum, maximum } = bounds;
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .pipe(z.number().min(minimum, message).max(maximum, message))
    .prefault(String(bounds.default))
    .register(numberBounds, bounds);
}

const cursor = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_CURSOR_LENGTH, `must have at most ${grouped(MAX_CURSOR_LENGTH)} characters`);
const type = z.enum(entityTypes, `must be one of ${entityTypes.join(', ')}`);
const by = z.enum(measures, `must be one of ${measures.join(', ')}`);
const words = z
  .string()
  .max(MAX_ENTITY_TEXT_LENGTH, `must have at most ${MAX_ENTITY_TEXT_LENGTH} characters`)
  .refine((text) => text.isWellFormed(), 'must be valid Unicode')
  .refine((text) => searchedWords(text).length > 0, 'must have a letter or a digit')
  // The words in their normal form: searches that mean the same share one answer.
  .transform((text) => searchedWords(text).join('').trim());
/** A text that is looked up unchanged. */
const exact = (most: number) =>
  z
    .string()
    .max(most, `must have at most ${most} characters`)
    .refine((text) => text.trim() !== '', 'must not be blank')
    .refine((text) => text.isWellFormed(), 'must be valid Unicode');
/** More names cannot be told apart in one drawing. */
const MAX_COMPARED_NAMES = 5;
/** A parameter that is given several times. */
function several(one: z.ZodString, least: number, most: number) {
  const message = least === most ? `must be given ${most} times` : `must be given ${least} to ${most} times`;
  return z.array(one).min(least, message).max(most, message);
}

const day = z.iso.date('must be a day such as 2026-11-27');

const range = z.enum(rangeNames, `must be one of ${rangeNames.join(', ')}`);
const rangeFields = { range: range.optional(), from: day.optional(), to: day.optional() } as const;

interface RangeFields {
  readonly range?: unknown;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A range is given by name, or by its first and last day, and never both. */
function checkRange({ range: named, from, to }: RangeFields, context: z.RefinementCtx): void {
  if (named !== undefined && (from !== undefined || to !== undefined)) {
    context.addIssue({
      code: 'custom',
      path: ['range'],
      message: 'must not be given together with from or to',
    });
  }
  if (from !== undefined && to !== undefined && from > to) {
    context.addIssue({ code: 'custom', path: ['from'], message: 'must not be after to' });
  }
}

const page = { limit: numberParameter(limitBounds), cursor: cursor.optional() } as const;
const rankedFields = {
  ...page,
  limit: numberParameter(nameLimitBounds),
  ...rangeFields,
  by: by.default('articles'),
  type: type.optional(),
  q: words.optional(),
  trend: z.enum(['true', 'false'], 'must be true or false').optional(),
} as const;

/** The parameters of each query; anything else is refused by name. */
export const parameters = {
  publications: z
    .strictObject({
      ...page,
      limit: numberParameter(nameLimitBounds),
      ...rangeFields,
      by: by.default('articles'),
      top: numberParameter(topBounds),
      q: words.optional(),
      sort: z.enum(publicationOrders, `must be one of ${publicationOrders.join(', ')}`).default('articles'),
    })
    .refine(({ top, limit }) => top === 0 || limit <= limitBounds.maximum, {
      path: ['limit'],
      message: `must be at most ${limitBounds.maximum} with top`,
    })
    .superRefine(checkRange),
  publication: z.strictObject(rangeFields).superRefine(checkRange),
  publicationNames: z.strictObject(rankedFields).superRefine(checkRange),
  names: z.strictObject(rankedFields).superRefine(checkRange),
  name: z.strictObject({ ...page, ...rangeFields, by: by.default('articles') }).superRefine(checkRange),
  articles: z
    .strictObject({
      ...page,
      ...rangeFields,
      name: exact(MAX_ENTITY_TEXT_LENGTH).optional(),
      publication: exact(MAX_PUBLICATION_LENGTH * 3).optional(),
    })
    .superRefine(checkRange),
  nameArticles: z
    .strictObject({
      ...page,
      ...rangeFields,
      publication: exact(MAX_PUBLICATION_LENGTH * 3).optional(),
    })
    .superRefine(checkRange),
  series: z
    .strictObject({
      ...rangeFields,
      name: exact(MAX_ENTITY_TEXT_LENGTH).optional(),
      type: type.optional(),
      publication: exact(MAX_PUBLICATION_LENGTH * 3).optional(),
      step: z.enum(steps, `must be one of ${steps.join(', ')}`).optional(),
      split: z.enum(['publication'], 'must be publication').optional(),
    })
    .superRefine(checkRange)
    .refine(
      ({ split, name, publication }) =>
        split === undefined || (name !== undefined && publication === undefined),
      { path: ['split'], message: 'needs name, and must not be given with publication' },
    )
    .refine(({ name, type: given }) => given === undefined || name !== undefined, {
      path: ['type'],
      message: 'needs name',
    }),
  rising: z
    .strictObject({
      ...rangeFields,
      limit: page.limit,
      type: type.optional(),
      publication: exact(MAX_PUBLICATION_LENGTH * 3).optional(),
    })
    .superRefine(checkRange),
  together: z
    .strictObject({ ...rangeFields, limit: page.limit, type: type.optional() })
    .superRefine(checkRange),
  compare: z
    .strictObject({
      ...rangeFields,
      limit: page.limit,
      name: several(exact(MAX_ENTITY_TEXT_LENGTH), 2, MAX_COMPARED_NAMES).optional(),
      publication: several(exact(MAX_PUBLICATION_LENGTH * 3), 2, 2).optional(),
      step: z.enum(steps, `must be one of ${steps.join(', ')}`).optional(),
    })
    .superRefine(checkRange)
    .refine(({ name, publication }) => (name === undefined) !== (publication === undefined), {
      path: ['name'],
      message: `must be given two to ${MAX_COMPARED_NAMES} times, or publication twice`,
    }),
  none: z.strictObject({}),
} as const;

/** A name's type out of a path. */
export const NameTypeParameter = type;

/**
 * Reads a query.
 * @param query as sent, without its question mark
 * @throws ProblemError 400 that names every parameter at fault
 */
export function readQuery<Schema extends z.ZodType>(schema: Schema, query: string): z.infer<Schema> {
  const given = new URLSearchParams(query);
  const values = new Map<string, string | readonly string[]>();
  const repeated = new Set<string>();
  for (const name of given.keys()) {
    const all = given.getAll(name);
    const takesSeveral = takesSeveralValues(schema, name);
    if (all.length > 1 && !takesSeveral) repeated.add(name);
    values.set(name, takesSeveral ? all : (all.at(-1) ?? ''));
  }
  const result = schema.safeParse(Object.fromEntries(values));
  const faults = [
    ...[...repeated].map((path) => ({ path, message: 'must not be given more than once' })),
    ...(result.success ? [] : faultsOf(result.error, 'a parameter of this query')),
  ];
  if (result.success && faults.length === 0) return result.data;
  const sentence = faults.map(({ path, message }) => `${path} ${message}`).join('; ');
  const isUnknown = result.error?.issues.some(({ code }) => code === 'unrecognized_keys') ?? false;
  const known = isUnknown ? ` ${describeParameters(schema)}` : '';
  throw new ProblemError(400, `The query is wrong: ${sentence}.${known}`, { errors: faults });
}

function describeParameters(schema: z.ZodType): string {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return names.length === 0 ? 'It takes no parameters.' : `Its parameters are: ${names.join(', ')}.`;
}

function takesSeveralValues(schema: z.ZodType, name: string): boolean {
  const field =
    schema instanceof z.ZodObject && Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
  return field instanceof z.ZodOptional && field.unwrap() instanceof z.ZodArray;
}
