/** The parameters of the API's queries. */
import { z } from 'zod';
import { entityTypes, faultsOf, MAX_ENTITY_TEXT_LENGTH } from '../common/domain/post.ts';
import { grouped } from '../common/domain/quantities.ts';
import { ProblemError } from '../common/http/problem.ts';

interface NumberBounds {
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

const limitBounds: NumberBounds = { minimum: 1, maximum: 100, default: 20 };
const topBounds: NumberBounds = { minimum: 0, maximum: 50, default: 0 };

/** The bounds of the parameters that are numbers, by name. */
export const numberBounds: Readonly<Record<string, NumberBounds>> = { limit: limitBounds, top: topBounds };

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
    .prefault(String(bounds.default));
}

const limit = numberParameter(limitBounds);
const cursor = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_CURSOR_LENGTH, `must have at most ${grouped(MAX_CURSOR_LENGTH)} characters`);
const type = z.enum(entityTypes, `must be one of ${entityTypes.join(', ')}`);
const prefix = z
  .string()
  .max(MAX_ENTITY_TEXT_LENGTH, `must have at most ${MAX_ENTITY_TEXT_LENGTH} characters`)
  .refine((text) => text.trim() !== '', 'must hold something other than white space')
  .refine((text) => text.isWellFormed(), 'must be valid Unicode');

/** The parameters of each query; anything else is refused by name. */
export const parameters = {
  publications: z.strictObject({
    limit,
    cursor: cursor.optional(),
    top: numberParameter(topBounds),
  }),
  publicationEntities: z.strictObject({
    type: type.optional(),
    prefix: prefix.optional(),
    limit,
    cursor: cursor.optional(),
  }),
  entity: z.strictObject({ limit, cursor: cursor.optional() }),
  search: z.strictObject({ prefix, limit, cursor: cursor.optional() }),
  none: z.strictObject({}),
} as const;

/** An entity's type out of a path. */
export const EntityTypeParameter = type;

/**
 * Reads a query.
 * @param query as sent, without its question mark
 * @throws ProblemError 400 that names every parameter at fault
 */
export function readQuery<Schema extends z.ZodType>(schema: Schema, query: string): z.infer<Schema> {
  const given = new URLSearchParams(query);
  const repeated = [...new Set(given.keys())].filter((name) => given.getAll(name).length > 1);
  const result = schema.safeParse(Object.fromEntries(given));
  const faults = [
    ...repeated.map((path) => ({ path, message: 'must not be given more than once' })),
    ...(result.success ? [] : faultsOf(result.error, 'a parameter of this query')),
  ];
  if (result.success && faults.length === 0) return result.data;
  const sentence = faults.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new ProblemError(400, `The query is wrong: ${sentence}.`, { errors: faults });
}
