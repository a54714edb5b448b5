/** The schemas of the API's answers. The types in the code and the OpenAPI document both come from here. */
import { z } from 'zod';
import { entityTypes } from '../common/domain/post.ts';
import { steps } from './counting/range.ts';

const count = z.int().nonnegative();
const type = z.enum(entityTypes);
const text = z.string().describe('The name as it is shown to people.');
const key = z.string().describe('The normalised name that it is counted under.');
const articles = count.describe('Articles that name it.');
const mentions = count.describe('How often it is named.');
const nextCursor = z
  .string()
  .nullable()
  .describe('The value of the parameter `cursor` for the next page; null on the last page.');
const readAt = z.iso
  .datetime()
  .describe(
    'The moment of the counts. All pages of a listing share it, so they neither overlap nor miss items.',
  );
const countedAt = readAt.describe(
  'The moment of the counts. Counts of all publications come from roll-ups, which are made about every minute (of past months, every ten). All pages of a listing share the moment, so they neither overlap nor miss items.',
);
const cut = count.describe(
  'At least this many names are left out, because they rank below the last that is kept; 0 when none is.',
);
const offset = (of: string) => count.describe(`How many ${of} come before this page.`);
const total = (of: string) => count.describe(`How many ${of} there are on all pages.`);
const maximum = count.describe('The largest count of the whole listing, in the measure that ranks it.');
const days = z
  .object({
    from: z.iso.date().nullable().describe('The first day; null for no limit.'),
    to: z.iso.date().nullable().describe('The last day; null for no limit.'),
  })
  .describe('The first and the last day that are counted, in UTC.');

const alsoCounted = z
  .array(z.string())
  .optional()
  .describe(
    'Names that a person merged into this one (`npm run names`). An article that has several of them is then counted once for each.',
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
    .describe('When one of these articles was last counted or corrected; null if unknown.'),
} as const;

const trend = z
  .array(count)
  .optional()
  .describe('Articles that name it, one count for each of `trendDays`; only with the parameter `trend`.');
const trendDays = z
  .object({ from: z.iso.date(), to: z.iso.date() })
  .optional()
  .describe(
    'The first and the last day of the trends, in UTC: the counted days, if they are 7 to 92, else the 30 days that end with them.',
  );

export const Publication = z.object({
  ...publicationFields,
  changed: count.describe(
    'How many articles were submitted again with other content; the first version stays counted.',
  ),
  otherLanguage: count.describe(
    'How many of the articles are in a language that is not searched for names (EXTRACT_LANGUAGES); they have no names.',
  ),
  days,
  readAt,
});
export type Publication = Readonly<z.infer<typeof Publication>>;

const lastDay = z.iso.date().describe('The last day of which it has articles, in UTC.');
const expected = z
  .number()
  .describe(
    'How many articles were expected since then, by its last four weeks, day of the week by day of the week.',
  );

export const PublicationList = z.object({
  publications: z.array(
    z.object({
      ...publicationFields,
      topNames: z
        .array(CountedName)
        .optional()
        .describe('Its most frequent names; only with the parameter `top`.'),
      silence: z
        .object({ lastDay, expected })
        .optional()
        .describe('Only if it has gone silent, as in /api/silent.'),
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
    .describe('Whether articles of the last minutes may be missing, because too many arrived at once.'),
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
  maximum: count.describe('The largest count in one publication, in the measure that ranks them.'),
  nextCursor,
  readAt: countedAt,
});
export type NameInPublications = z.infer<typeof NameInPublications>;

const keptSince = z.iso
  .date()
  .describe(
    'The first day, in UTC, of which all articles are on record. A record is kept for ARTICLE_TTL_DAYS after acceptance, so of earlier days some articles may be counted, but not listed.',
  );

export const ArticleList = z.object({
  articles: z.array(
    z.object({
      id: z.string().describe('Its id, given by its sender or derived.'),
      publication: z.object({ id: z.string(), name: z.string() }),
      at: z.iso
        .datetime()
        .describe(
          'The moment under which it is counted: when it was published; or when it was accepted, if there is no such date, or one before 1800 or more than one day after acceptance.',
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
    'How many publications are left out: without `name` and `publication`, only the 300 publications with the most articles of these days are listed.',
  ),
  offset: offset('articles'),
  total: count.describe(
    'How many articles there are on all pages, at most 10,000. Some that were forgotten may be among them.',
  ),
  isTotalExact: z.boolean().describe('Whether `total` is the exact number; if not, there are more.'),
  nextCursor,
  readAt,
});
export type ArticleList = z.infer<typeof ArticleList>;

const pointCounts = z.array(count).describe('A count for each of `points`.');

export const Series = z.object({
  name: z
    .object({ type, text, key })
    .optional()
    .describe('The name that is counted; only if one was asked for and found.'),
  publication: z
    .object({ id: z.string(), name: z.string() })
    .optional()
    .describe('The publication that is counted; absent if all are.'),
  step: z.enum(steps).describe('The length of a point.'),
  points: z
    .array(
      z.object({
        at: z.string().describe('A day such as 2026-11-27, or a month such as 2026-11, in UTC.'),
        articles: count.describe('Articles of this day or month; with a name, only those that have it.'),
        mentions: count.optional().describe('How often they name it; only with a name.'),
      }),
    )
    .describe('All days or months of the range, in order; those without articles are 0.'),
  publications: z
    .array(z.object({ id: z.string(), name: z.string(), articles: pointCounts, mentions: pointCounts }))
    .optional()
    .describe('The five publications that name it in the most articles; only with the parameter `split`.'),
  others: z
    .object({ publications: count, articles: pointCounts, mentions: pointCounts })
    .optional()
    .describe('The other publications that name it, together; only with the parameter `split`.'),
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
    .describe('The name itself; only if one of the articles that were read has it.'),
  names: z
    .array(
      z.object({
        type,
        text,
        key,
        articles: count.describe('How many of the articles that were read have it.'),
        mentions,
      }),
    )
    .describe('The other names of these articles, the most frequent first.'),
  namesTotal: total('names'),
  looked: count.describe('How many articles were read: the newest, at most 200.'),
  total: count.describe('How many articles on record name it, at most 10,000.'),
  isTotalExact: z.boolean().describe('Whether `total` is the exact number; if not, there are more.'),
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
        share: shareOfAll.describe('The share of all articles of these days that name it, 0 to 1.'),
        points: z.array(
          z.object({
            at: z.string().describe('A day such as 2026-11-27, or a month such as 2026-11, in UTC.'),
            articles: count,
            mentions: count,
          }),
        ),
      }),
    )
    .describe('In the order of the query; a name that no article has is without a type.'),
  articles: count.describe('All articles of these days.'),
  step: z.enum(steps).describe('The length of a point.'),
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
        articles: pairOf(count).describe('Articles of each publication that name it.'),
        shares: pairOf(shareOfAll).describe(
          'The share of the articles of each publication that name it, 0 to 1.',
        ),
        score: z
          .number()
          .nonnegative()
          .describe('How certain the difference of the shares is: the log-likelihood ratio G².'),
      }),
    )
    .describe('Names that both publications have, the most certain difference first.'),
  namesTotal: total('names that both have'),
  only: pairOf(z.array(CountedName)).describe(
    'Names that only the first publication has, and names that only the second has.',
  ),
  onlyTotals: pairOf(count).describe('How many names only the first has, and how many only the second.'),
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
        isNew: z.boolean().describe('Whether no counted article before these days names it.'),
        score: z
          .number()
          .nonnegative()
          .describe(
            'How certain the rise is: the log-likelihood ratio G² of the shares of articles that name it.',
          ),
      }),
    )
    .describe(
      'The most certain first. Names with fewer than 3 articles, or whose rise may be chance (G² below 6.63), are left out.',
    ),
  total: total('names that rise'),
  articles: count.describe('All articles of these days.'),
  articlesBefore: count.describe('All articles of the days before.'),
  days: span.describe('The first and the last day, in UTC.'),
  daysBefore: span.describe('The first and the last of as many days before them.'),
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
    .describe('Those with the most expected articles first.'),
  watched: count.describe('How many publications have articles in the last ten weeks.'),
  readAt: countedAt,
});
export type Silent = z.infer<typeof Silent>;

export const Stats = z.object({
  articles: count.describe('Articles counted.'),
  publications: count,
  names: count.describe('Names of all publications; a name that several publications have counts once.'),
  cut,
  changed: count.describe(
    'How many articles were submitted again with other content; the first version stays counted.',
  ),
  otherLanguage: count.describe(
    'How many of the articles are in a language that is not searched for names (EXTRACT_LANGUAGES); they have no names.',
  ),
  readAt: countedAt,
});
export type Stats = Readonly<z.infer<typeof Stats>>;
