/**
 * The page's HTML: a shell that names its files and the data of the view, so that the browser asks for all of
 * them at once.
 */

import type { Assets } from './assets.ts';
import { pageHeaders } from './headers.ts';
import { parametersOf, type View } from './page/addresses.ts';
import { besidePaths, dataPath, feedPath, STATS_PATH } from './page/data-paths.ts';
import { typeLabels } from './page/words.ts';
import { createRepresentation, type Representation } from './representation.ts';

export interface Shell {
  /**
   * The shell for a view.
   * @param query the parameters of its address, as sent
   */
  of(
    view: View,
    query: string,
  ): Promise<{ readonly html: Representation; readonly headers: Readonly<Record<string, string>> }>;
}

/** Sets the theme that was chosen here before, ahead of the first paint. */
const themeScript =
  "try{const t=localStorage.getItem('theme');if(t==='dark'||t==='light')document.documentElement.dataset.theme=t}catch{}";

/** "people, places and organizations", for search engines. */
const named = new Intl.ListFormat('en-GB').format(
  Object.values(typeLabels).map(({ many }) => many.toLowerCase()),
);

/** Makes the shell. */
export function createShell(options: {
  readonly assets: () => Promise<Assets>;
  /** Where posts are submitted, for people who have none yet. */
  readonly submitUrl: string;
}): Shell {
  const headers = pageHeaders(themeScript);
  return {
    async of(view, query) {
      const assets = await options.assets();
      const parameters = parametersOf(new URLSearchParams(query));
      const paths: (string | undefined)[] = [
        dataPath(view, parameters),
        STATS_PATH,
        ...Object.values(besidePaths(view, parameters)),
      ];
      const data = view.name === 'missing' ? [] : paths.filter((path) => path !== undefined);
      const html = markup(assets, data, { submitUrl: options.submitUrl, feed: feedPath(view) });
      return {
        html: createRepresentation(Buffer.from(html), {
          contentType: 'text/html; charset=utf-8',
          cacheControl: 'no-cache',
        }),
        headers,
      };
    },
  };
}

function markup(
  assets: Assets,
  data: readonly string[],
  { submitUrl, feed }: { readonly submitUrl: string; readonly feed: string | undefined },
): string {
  const fonts = assets.fonts.map(
    (font) => `<link rel="preload" href="/assets/${font}" as="font" type="font/woff2" crossorigin>`,
  );
  const preloads = data.map(
    (path) => `<link rel="preload" href="${escapeHtml(path)}" as="fetch" crossorigin="anonymous">`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="Who and what the news names: ${named}, counted as articles come in.">
<meta name="submit-url" content="${escapeHtml(submitUrl)}">
<title>Names in the news</title>
<script>${themeScript}</script>
<link rel="stylesheet" href="/assets/${assets.style}">
<link rel="icon" href="/assets/${assets.icon}" type="image/svg+xml">
<link rel="license" href="/assets/${assets.licences}">
${
  feed === undefined
    ? ''
    : `<link rel="alternate" type="application/atom+xml" href="${escapeHtml(feed)}">
`
}${[...fonts, ...preloads].join('\n')}
<script type="module" src="/assets/${assets.script}"></script>
</head>
<body>
<noscript><p class="notice">This page needs JavaScript to show its counts. They are also available as JSON at
<a href="/api/publications">/api/publications</a>.</p></noscript>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
