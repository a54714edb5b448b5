/**
 * The files that the page loads: one script, one style sheet, fonts, an icon, and the licences of their
 * content. From source they are built at the first request; a built function finds them ready in the folder
 * beside it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createRepresentation, type Representation } from './representation.ts';

export interface Assets {
  /** By file name. */
  readonly files: ReadonlyMap<string, Representation>;
  readonly script: string;
  readonly style: string;
  readonly icon: string;
  /** The licences of the content of the others. */
  readonly licences: string;
  /**
   * The fonts that text in English needs, so that the browser need not find them out from the style sheet.
   */
  readonly fonts: readonly string[];
}

export interface AssetFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/** The folder of built assets, beside this module or the bundle that holds it. */
export const BUILT_FOLDER = 'show-page';

const contentTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
};

/** Loads the built assets where there are any, else builds them. */
export async function loadAssets(): Promise<Assets> {
  const folder = new URL(`./${BUILT_FOLDER}/`, import.meta.url);
  const names = await readdir(folder).catch(() => undefined);
  if (names !== undefined) {
    const files = names.map(async (name) => ({ name, contents: await readFile(new URL(name, folder)) }));
    return assetsOf(await Promise.all(files));
  }
  const { buildAssets } = await import('./build-assets.ts');
  return assetsOf(await buildAssets());
}

function assetsOf(files: readonly AssetFile[]): Assets {
  const one = (pattern: RegExp): string => {
    const found = files.find(({ name }) => pattern.test(name));
    if (found === undefined) throw new Error(`the page's files hold none like ${pattern}`);
    return found.name;
  };
  const answers = files.map(({ name, contents }): [string, Representation] => {
    const type = contentTypes[name.slice(name.lastIndexOf('.') + 1)];
    if (type === undefined) throw new Error(`the page's file ${name} is of no known type`);
    // Names carry a hash of the contents, so a name never means anything else.
    const cacheControl = 'public, max-age=31536000, immutable';
    return [
      name,
      createRepresentation(Buffer.from(contents), { contentType: type, cacheControl, forEver: true }),
    ];
  });
  return {
    files: new Map(answers),
    script: one(/\.js$/),
    style: one(/\.css$/),
    icon: one(/\.svg$/),
    licences: one(/\.txt$/),
    fonts: [one(/^newsreader-latin-wght-normal-.*\.woff2$/)],
  };
}
