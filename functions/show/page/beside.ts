/// <reference lib="dom" />
/**
 * Reads the data beside a view's own, and keeps the answers of each kind. `data-paths.ts` decides which kinds
 * a view has.
 */
import type {
  ArticleList,
  NamedTogether,
  NameList,
  PublicationList,
  Rising,
  Series,
  Silent,
} from '../responses.ts';
import type { BesidePaths } from './data-paths.ts';
import { type Answers, createAnswers, type ReadResult } from './read-api.ts';

/** The answers that have arrived, of those that the view has. */
export interface Beside {
  readonly rising: Rising | undefined;
  readonly silent: Silent | undefined;
  readonly leading: NameList | undefined;
  readonly series: Series | undefined;
  readonly articles: ArticleList | undefined;
  readonly together: NamedTogether | undefined;
  readonly choices: PublicationList | undefined;
}

export interface BesideReader {
  /** Reads the paths again. */
  readonly read: (paths: BesidePaths) => Promise<readonly ReadResult[]>;
  /** The kept answers of the paths. */
  readonly at: (paths: BesidePaths) => Beside;
}

/** Makes the reader. */
export function createBeside(): BesideReader {
  const rising = createAnswers<Rising>();
  const silent = createAnswers<Silent>();
  const leading = createAnswers<NameList>();
  const series = createAnswers<Series>();
  const articles = createAnswers<ArticleList>();
  const together = createAnswers<NamedTogether>();
  const choices = createAnswers<PublicationList>();
  const kinds = { rising, silent, leading, series, articles, together, choices };
  return {
    read: (paths) =>
      Promise.all(
        Object.entries(kinds).flatMap(([kind, answers]) => {
          const path = Object.entries(paths).find(([name]) => name === kind)?.[1];
          return path === undefined ? [] : [answers.read(path)];
        }),
      ),
    at: (paths) => ({
      rising: dataOf(rising, paths.rising),
      silent: dataOf(silent, paths.silent),
      leading: dataOf(leading, paths.leading),
      series: dataOf(series, paths.series),
      articles: dataOf(articles, paths.articles),
      together: dataOf(together, paths.together),
      choices: dataOf(choices, paths.choices),
    }),
  };
}

function dataOf<Data>(answers: Answers<Data>, path: string | undefined): Data | undefined {
  return path === undefined ? undefined : answers.dataOf(path);
}
