import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { documents } from '../support/documents/commands.ts';

/** A heading's anchor as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

const withoutBlocks = (document: string): string =>
  readFileSync(document, 'utf8').replaceAll(/^ *```.*?^ *```/gms, '');

/** The anchors of a document: a repeated heading gets a number. */
function anchorsOf(document: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = [...withoutBlocks(document).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => {
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return new Set(anchors);
}

/** The documents that a document links to, with the anchors. */
function linksOf(document: string): readonly { readonly target: string; readonly anchor: string }[] {
  const links = [...withoutBlocks(document).matchAll(/\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g)];
  return links
    .filter(([, path = '']) => !/^[a-z]+:/.test(path))
    .map(([, path = '', anchor = '']) => ({
      target: path === '' ? document : normalize(join(dirname(document), path)),
      anchor,
    }));
}

test('every link to a heading leads to a heading', () => {
  const broken = documents.flatMap((document) =>
    linksOf(document)
      .filter(
        ({ target, anchor }) => anchor !== '' && target.endsWith('.md') && !anchorsOf(target).has(anchor),
      )
      .map(({ target, anchor }) => `${document}: ${target}#${anchor}`),
  );
  expect(broken).toEqual([]);
});

test('the index has every document once', () => {
  const listed = linksOf('docs/README.md').map(({ target }) => target);
  expect(listed.toSorted()).toEqual(
    documents.filter((name) => name !== 'README.md' && name !== 'docs/README.md').toSorted(),
  );
});

test('the README has at most 70 lines and leads to the index', () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(70);
  expect(linksOf('README.md').map(({ target }) => target)).toContain('docs/README.md');
});

test('an anchor is made as GitHub makes it', () => {
  expect(anchorOf('GET /api/names/{type}/{key}')).toBe('get-apinamestypekey');
  expect(anchorOf('Processes or threads?')).toBe('processes-or-threads');
});

test('every decision has its date', () => {
  const entries = readFileSync('docs/decisions.md', 'utf8').split(/^### /m).slice(1);
  const undated = entries.filter((entry) => !/_\d{4}-\d\d-\d\d\._$/m.test(entry.trimEnd()));
  expect(entries.length).toBeGreaterThan(100);
  expect(undated.map((entry) => entry.split('\n')[0])).toEqual([]);
});
