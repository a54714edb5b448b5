import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { entityTypes } from '../../functions/common/domain/post.ts';
import { faces, SANS } from '../../functions/show/page/cloud-layout.ts';

const css = readFileSync('functions/show/page/page.css', 'utf8').replace(/\/\*.*?\*\//gs, '');

/** The declarations of the first rule that has all of the selectors. */
function ruleOf(...selectors: readonly string[]): string {
  for (const [, heads = '', body = ''] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const own = heads.split(',').map((head) => head.trim());
    if (selectors.every((selector) => own.includes(selector))) return body;
  }
  throw new Error(`page.css has no rule for ${selectors.join(', ')}.`);
}

test.each(entityTypes)('the style sheet colours marks, bars and words of type %s, in all themes', (type) => {
  expect(ruleOf(`.mark.${type}`, `.bar.${type}`, `text.${type}`)).toContain(`var(--${type})`);
  const colours = css.match(new RegExp(`--${type}: #`, 'g')) ?? [];
  expect(colours.length).toBe(css.match(/--person: #/g)?.length);
});

test.each(entityTypes)('words of type %s are drawn with the letters that they are measured with', (type) => {
  const { family, style, weight } = faces[type];
  // A person's letters are those of every text without a rule for its type.
  const rule =
    type === 'person' ? ruleOf('text', `.legend .${type}`) : ruleOf(`text.${type}`, `.legend .${type}`);
  expect(rule).toContain(`font-family: var(--${family === SANS ? 'sans' : 'serif'})`);
  expect(rule).toContain(`font-weight: ${weight}`);
  expect(/font-style: (\w+)/.exec(rule)?.[1] ?? 'normal').toBe(style);
});
