/** What the API answers, as schemas: the types in the code and the OpenAPI document both come from here. */
import { z } from 'zod';
import { entityTypes } from '../common/domain/post.ts';

const count = z.int().nonnegative();
const type = z.enum(entityTypes);
const text = z.string().describe('The name as people are shown it.');
const key = z.string().describe('The normalised name that it is counted under.');
const nextCursor = z
  .string()
  .nullable()
  .describe('Asks for the next page, as the parameter `cursor`; null on the last page.');
const readAt = z.iso
  .datetime()
  .describe('The moment that the counts are of. All pages of one walk share it, so none overlaps another.');

const RankedEntity = z.object({ type, text, key, count });
export type RankedEntity = Readonly<z.infer<typeof RankedEntity>>;

const publicationFields = {
  id: z.string(),
  name: z.string(),
  articleCount: count,
  updatedAt: z.iso.datetime().describe('When a post of it was last counted.'),
} as const;

export const Publication = z.object(publicationFields);
export type Publication = Readonly<z.infer<typeof Publication>>;

export const PublicationList = z.object({
  publications: z.array(
    z.object({
      ...publicationFields,
      topEntities: z
        .array(RankedEntity)
        .optional()
        .describe('Its most frequent entities; there only when `top` asks for them.'),
    }),
  ),
  offset: count.describe('How many publications come before this page.'),
  nextCursor,
  readAt,
});
export type PublicationList = z.infer<typeof PublicationList>;

export const PublicationEntities = z.object({
  publication: Publication,
  entities: z.array(RankedEntity),
  offset: count.describe('How many entities come before this page.'),
  maximum: count.describe('The largest count of the whole listing.'),
  nextCursor,
  readAt,
});
export type PublicationEntities = z.infer<typeof PublicationEntities>;

export const EntityInPublications = z.object({
  type,
  text,
  key,
  count: count.describe('How often it is named, in all publications.'),
  publicationCount: count.describe('How many publications name it.'),
  publications: z.array(z.object({ id: z.string(), name: z.string(), count })),
  offset: count.describe('How many publications come before this page.'),
  maximum: count.describe('The largest count in one publication.'),
  nextCursor,
  readAt,
});
export type EntityInPublications = z.infer<typeof EntityInPublications>;

export const EntitySearch = z.object({
  entities: z.array(
    z.object({
      type,
      text,
      key,
      count: count.describe('How often it is named, in all publications.'),
      publicationCount: count.describe('How many publications name it.'),
    }),
  ),
  offset: count.describe('How many entities come before this page.'),
  nextCursor,
  readAt,
});
export type EntitySearch = z.infer<typeof EntitySearch>;

export const Stats = z.object({
  posts: count.describe('Articles counted.'),
  publications: count,
  entities: count.describe(
    'Entities by publication: one named in two publications counts twice. Refreshed less often than the rest when there are many.',
  ),
});
export type Stats = Readonly<z.infer<typeof Stats>>;
