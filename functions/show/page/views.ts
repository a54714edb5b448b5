/// <reference lib="dom" />
/**
 * The table of views: each with the kind of data that it reads and how it is drawn. When it is read again is
 * left to the store.
 */
import type { TemplateResult } from 'lit-html';
import type {
  ArticleList,
  ComparedNames,
  ComparedPublications,
  NameInPublications,
  NameList,
  PublicationList,
  PublicationNames,
  Stats,
} from '../responses.ts';
import type { View } from './addresses.ts';
import type { Beside } from './beside.ts';
import { createAnswers, type ReadResult } from './read-api.ts';
import { articlesView } from './views/articles.ts';
import { compareView } from './views/compare.ts';
import { nameView } from './views/name.ts';
import { namesView } from './views/names.ts';
import { overview } from './views/overview.ts';
import { publicationView } from './views/publication.ts';
import { publicationsView } from './views/publications.ts';

export interface Drawing {
  /** Empty for the page's own title. */
  readonly title: string;
  readonly content: TemplateResult;
}

/** The data that a view is drawn from. */
interface Scene<Data> {
  readonly url: URL;
  /** Undefined until it has arrived. */
  readonly data: Data | undefined;
  /** The data before the last change, to show what has moved. */
  readonly before: Data | undefined;
  readonly stats: Stats | undefined;
  readonly beside: Beside;
}

/** A view at one address, with the data that has arrived. */
export interface Sight {
  /** The data that is shown; undefined until it has arrived. */
  readonly data: unknown;
  /** Draws it; undefined while there is nothing to draw. */
  readonly draw: (stats: Stats | undefined, beside: Beside) => Drawing | undefined;
}

export interface LiveView {
  /** Reads a path of its data again. */
  readonly read: (path: string) => Promise<ReadResult>;
  readonly hasRead: (path: string) => boolean;
  /**
   * The view at an address.
   * @param path the path of its data, where it has any
   * @param isLoading whether that data is on its way: until it comes, the data of another part of the same
   *   view is shown
   */
  readonly at: (url: URL, path: string | undefined, isLoading: boolean) => Sight;
  /** Called when the address changes: what moved before is not shown as moved any more. */
  readonly forgetChange: () => void;
}

/** The views by name; one that is missing has no data. */
export type Views = Readonly<Record<Exclude<View['name'], 'missing'>, LiveView>>;

/** Makes the table. */
export function createViews(): Views {
  return {
    overview: createLiveView<PublicationList>(
      ({ url, data, ...known }) => data && { title: '', content: overview(url, data, known) },
    ),
    publication: createLiveView<PublicationNames>(
      ({ url, data, before, beside }) =>
        data && {
          title: data.publication.name,
          content: publicationView(url, data, { before, ...beside }),
        },
    ),
    name: createLiveView<NameInPublications>(
      ({ url, data, before, beside }) =>
        data && { title: data.text, content: nameView(url, data, { before, ...beside }) },
    ),
    // Its head is there before an answer is.
    names: createLiveView<NameList>(({ url, data, before, beside }) => ({
      title: 'Names',
      content: namesView(url, data, { before, ...beside }),
    })),
    // People choose there what to compare, before there is an answer.
    compare: createLiveView<ComparedNames | ComparedPublications>(({ url, data, beside }) => ({
      title: 'Compare',
      content: compareView(url, data, beside),
    })),
    publications: createLiveView<PublicationList>(
      ({ url, data }) => data && { title: 'Publications', content: publicationsView(url, data) },
    ),
    articles: createLiveView<ArticleList>(
      ({ url, data, beside }) => data && { title: 'Articles', content: articlesView(url, data, beside) },
    ),
  };
}

function createLiveView<Data>(draw: (scene: Scene<Data>) => Drawing | undefined): LiveView {
  const answers = createAnswers<Data>();
  let shown: { readonly pathname: string; readonly data: Data } | undefined;
  return {
    read: answers.read,
    hasRead: (path) => answers.dataOf(path) !== undefined,
    forgetChange: answers.forgetChange,
    at(url, path, isLoading) {
      if (path === undefined) {
        return {
          data: undefined,
          draw: (stats, beside) => draw({ url, data: undefined, before: undefined, stats, beside }),
        };
      }
      const own = answers.dataOf(path);
      if (own !== undefined) shown = { pathname: url.pathname, data: own };
      const data = own ?? (isLoading && shown?.pathname === url.pathname ? shown.data : undefined);
      return {
        data,
        draw: (stats, beside) => draw({ url, data, before: answers.before(path), stats, beside }),
      };
    },
  };
}
