/** The schemas of the API's answers. The types in the code and the OpenAPI document both come from here. */
import { z } from 'zod';
import { entityTypes } from '../common/domain/post.ts';
import { steps } from './counting/range.ts';

const count = z.int().nonnegative();
const type = z.enum(entityTypes);
const text = z.string().describe('The name as people are shown it.');
const key = z.string().describe('The normalised name that it is counted under.');
const articles = count.describe('Articles that name it.');
const mentions = count.describe('How often it is named.');
const nextCursor = z
  .string()
  .nullable()
  .describe('Asks for the next page, as the parameter `cursor`; null on the last page.');
const readAt = z.iso
  .datetime()
  .describe('The moment that the counts are of. All pages of one walk share it, so none overlaps another.');
const countedAt = readAt.describe(
  'The moment that the counts are of; answers for all publications come from roll-ups, which are made about every minute, and of months that are over every ten. All pages of one walk share it, so none overlaps another.',
);
const cut = count.describe(
  'How many names, at least, are left out because they are below the last rank that is kept; 0 when all are there.',
);
const offset = (of: string) => count.describe(`How many ${of} come before this page.`);
const total = (of: string) => count.describe(`How many ${of} there are on all pages.`);
const maximum = count.describe('The largest count of the whole listing, of the measure it is ranked by.');
const days = z
  .object({
    from: z.iso.date().nullable().describe('The first day; null for all days there are.'),
    to: z.iso.date().nullable().describe('The last day; null for all days there are.'),
  })
  .describe('The days that are counted, in UTC, both included.');

const alsoCounted = z
  .array(z.string())
  .optional()
  .describe(
    'Names that a person merged into this one (`npm run names`). Its articles are then at most this number: one that names several of them counts once for each.',
  );

export const CountedName = z.object({ type, text, key, articles, mentions, alsoCounted });
export type CountedName = Readonly<z.infer<typeof CountedName>>;

const publicationFields = {
  id: z.string(),
  name: z.string(),
  articles: count.describe('Its articles of these days.'),
  updatedAt: z.iso
    .datetime()
    .nullable()
    .describe('When one of these articles was last counted or corrected; null when that is not known.'),
} as const;

const trend = z
  .array(count)
  .optional()
  .describe('Articles that name it, one count for each of `trendDays`; there only when `trend` asks for it.');
const trendDays = z
  .object({ from: z.iso.date(), to: z.iso.date() })
  .optional()
  .describe(
    'The days of the trends, in UTC, both included: those that are counted, if they are 7 to 92, else the 30 that end with them.',
  );

export const Publication = z.object({
  ...publicationFields,
  changed: count.describe(
    'How many articles came again with another content; the first version stays counted.',
  ),
  otherLanguage: count.describe(
    'How many of the articles are in a language that names are not looked for in (EXTRACT_LANGUAGES); they have no names.',
  ),
  days,
  readAt,
});
export type Publication = Readonly<z.infer<typeof Publication>>;

const lastDay = z.iso.date().describe('The last day that it has articles of, in UTC.');
const expected = z
  .number()
  .describe(
    'How many articles were to be expected since, by its habit of four weeks and each day of the week.',
  );

export const PublicationList = z.object({
  publications: z.array(
    z.object({
      ...publicationFields,
      topNames: z
        .array(CountedName)
        .optional()
        .describe('The names that lead in it; there only when `top` asks for them.'),
      silence: z
        .object({ lastDay, expected })
        .optional()
        .describe('There only when it has gone silent against its own habit, as /api/silent lists it.'),
    }),
  ),
  days,
  offset: offset('publications'),
  total: total('publications'),
  nextCursor,
  readAt: countedAt,
});
export type PublicationList = z.infer<typeof PublicationList>;

export const PublicationNames = z.object({
  publication: z.object(publicationFields),
  names: z.array(CountedName.extend({ trend })),
  trendDays,
  days,
  offset: offset('names'),
  total: total('names'),
  maximum,
  cut,
  isBehind: z
    .boolean()
    .describe('Whether articles of the last minutes may be missing, because very many came in at once.'),
  nextCursor,
  readAt,
});
export type PublicationNames = z.infer<typeof PublicationNames>;

export const NameList = z.object({
  names: z.array(
    CountedName.extend({ publications: count.describe('How many publications name it.'), trend }),
  ),
  trendDays,
  days,
  offset: offset('names'),
  total: total('names'),
  maximum,
  cut,
  nextCursor,
  readAt: countedAt,
});
export type NameList = z.infer<typeof NameList>;

export const NameInPublications = CountedName.extend({
  publicationCount: count.describe('How many publications name it.'),
  publications: z.array(z.object({ id: z.string(), name: z.string(), articles, mentions })),
  days,
  offset: offset('publications'),
  maximum: count.describe('The largest count in one publication, of the measure they are ranked by.'),
  nextCursor,
  readAt: countedAt,
});
export type NameInPublications = z.infer<typeof NameInPublications>;

const keptSince = z.iso
  .date()
  .describe(
    'The first day, in UTC, of which all articles are kept (ARTICLE_TTL_DAYS); those of earlier days are counted still, and not listed.',
  );

export const ArticleList = z.object({
  articles: z.array(
    z.object({
      id: z.string().describe('The id it was submitted with.'),
      publication: z.object({ id: z.string(), name: z.string() }),
      at: z.iso
        .datetime()
        .describe(
          'The moment it is counted for: when it was published, where that is believable, else when it came in.',
        ),
      title: z.string().optional(),
      url: z.string().optional(),
      author: z.string().optional(),
      language: z.string().optional(),
      names: z.array(z.object({ type, text, mentions })),
    }),
  ),
  days,
  keptSince,
  publicationsLeftOut: count.describe(
    'Of how many publications no article is listed: without a name or a publication, a list has the 300 publications with the most articles of these days.',
  ),
  offset: offset('articles'),
  total: count.describe(
    'How many articles there are on all pages; each once, whatever it names. It ends at 10,000, and counts some that were taken back out.',
  ),
  isTotalExact: z.boolean().describe('Whether there are not more than `total`.'),
  nextCursor,
  readAt,
});
export type ArticleList = z.infer<typeof ArticleList>;

const pointCounts = z.array(count).describe('A count for each of `points`.');

export const Series = z.object({
  name: z
    .object({ type, text, key })
    .optional()
    .describe('The name whose counts these are; there only when one was asked for and is found.'),
  publication: z
    .object({ id: z.string(), name: z.string() })
    .optional()
    .describe('The publication whose counts these are; without it they are those of all.'),
  step: z.enum(steps).describe('What a point stands for.'),
  points: z
    .array(
      z.object({
        at: z.string().describe('A day such as 2026-11-27, or a month such as 2026-11, in UTC.'),
        articles: count.describe('Articles of it; those that name the name, where one was asked for.'),
        mentions: count.optional().describe('How often they name it; there only with a name.'),
      }),
    )
    .describe('All days or months of the range, in their order; those without articles have 0.'),
  publications: z
    .array(z.object({ id: z.string(), name: z.string(), articles: pointCounts, mentions: pointCounts }))
    .optional()
    .describe(
      'The five publications that name it in the most articles; there only when `split` asks for it.',
    ),
  others: z
    .object({ publications: count, articles: pointCounts, mentions: pointCounts })
    .optional()
    .describe('The other publications that name it, together; there only when `split` asks for it.'),
  cut,
  days,
  readAt: countedAt,
});
export type Series = z.infer<typeof Series>;

const shareOfAll = z.number().min(0).max(1);

export const NamedTogether = z.object({
  name: z
    .object({ type, text, key })
    .optional()
    .describe('The name itself; there only when an article that was looked at names it.'),
  names: z
    .array(
      z.object({
        type,
        text,
        key,
        articles: count.describe('Of the articles looked at, those that name it.'),
        mentions,
      }),
    )
    .describe('What these articles name beside it, the most frequent first.'),
  namesTotal: total('names'),
  looked: count.describe('How many articles were looked at: the newest, at most 200.'),
  total: count.describe('How many articles name it, as far as they are kept. It ends at 10,000.'),
  isTotalExact: z.boolean().describe('Whether there are not more than `total`.'),
  days,
  keptSince,
  readAt,
});
export type NamedTogether = z.infer<typeof NamedTogether>;

export const ComparedNames = z.object({
  of: z.literal('names'),
  names: z
    .array(
      z.object({
        type: type.optional(),
        text,
        key,
        articles,
        mentions,
        share: shareOfAll.describe('The part of all articles of these days that name it, 0 to 1.'),
        points: z.array(
          z.object({
            at: z.string().describe('A day such as 2026-11-27, or a month such as 2026-11, in UTC.'),
            articles: count,
            mentions: count,
          }),
        ),
      }),
    )
    .describe('In the order asked for; a name that nobody names has no type.'),
  articles: count.describe('All articles of these days.'),
  step: z.enum(steps).describe('What a point stands for.'),
  cut,
  days,
  readAt: countedAt,
});
export type ComparedNames = z.infer<typeof ComparedNames>;

const pairOf = <Item extends z.ZodType>(item: Item) => z.array(item).length(2);

export const ComparedPublications = z.object({
  of: z.literal('publications'),
  publications: pairOf(
    z.object({ id: z.string(), name: z.string(), articles: count.describe('Its articles of these days.') }),
  ),
  names: z
    .array(
      z.object({
        type,
        text,
        key,
        articles: pairOf(count).describe('Articles of each that name it.'),
        shares: pairOf(shareOfAll).describe('The part of the articles of each that name it, 0 to 1.'),
        score: z
          .number()
          .nonnegative()
          .describe('How sure the difference of the shares is: the log-likelihood ratio G².'),
      }),
    )
    .describe('What both name, the surest difference first.'),
  namesTotal: total('names that both have'),
  only: pairOf(z.array(CountedName)).describe('What only the first names, and what only the second.'),
  onlyTotals: pairOf(count).describe('How many names only one of them has.'),
  cut,
  days,
  readAt,
});
export type ComparedPublications = z.infer<typeof ComparedPublications>;

const span = z.object({ from: z.iso.date(), to: z.iso.date() });

export const Rising = z.object({
  names: z
    .array(
      z.object({
        type,
        text,
        key,
        articles: count.describe('Articles of these days that name it.'),
        articlesBefore: count.describe('Articles of the days before that name it.'),
        isNew: z
          .boolean()
          .describe('Whether no article before these days names it, as far as articles are counted.'),
        score: z
          .number()
          .nonnegative()
          .describe(
            'How sure the rise is: the log-likelihood ratio G² of the shares of articles that name it.',
          ),
      }),
    )
    .describe(
      'The surest first. A name is left out with fewer than 3 articles, or where its rise may well be chance (G² below 6.63).',
    ),
  total: total('names that rise'),
  articles: count.describe('All articles of these days.'),
  articlesBefore: count.describe('All articles of the days before.'),
  days: span.describe('The days, in UTC, both included.'),
  daysBefore: span.describe('As many days before them.'),
  cut,
  readAt: countedAt,
});
export type Rising = z.infer<typeof Rising>;

export const Silent = z.object({
  publications: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        lastDay,
        expected,
      }),
    )
    .describe('Those first that are missed most.'),
  watched: count.describe('How many publications have articles of the last ten weeks.'),
  readAt: countedAt,
});
export type Silent = z.infer<typeof Silent>;

export const Stats = z.object({
  articles: count.describe('Articles counted.'),
  publications: count,
  names: count.describe('Names of all publications; one that several publications name counts once.'),
  cut,
  changed: count.describe(
    'How many articles came again with another content; the first version stays counted.',
  ),
  otherLanguage: count.describe(
    'How many of the articles are in a language that names are not looked for in (EXTRACT_LANGUAGES); they have no names.',
  ),
  readAt: countedAt,
});
export type Stats = Readonly<z.infer<typeof Stats>>;
