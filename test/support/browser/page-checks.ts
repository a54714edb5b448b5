/** Checks that every view of the page must pass. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const Result = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
    }),
  ),
});

/** Opens a URL and waits until the data of its view is drawn. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await settled(page);
}

/** Waits until the view is drawn and no request is in flight. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main[aria-busy="false"] h1').first().waitFor();
}

/** The errors that axe-core rates serious or critical, each with its elements. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axePath, 'utf8'));
  const result = Result.parse(await page.evaluate('axe.run(document, { resultTypes: ["violations"] })'));
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
    );
}

/** The number of pixels by which the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** The text of each element that a selector finds. */
export async function textsOf(page: Page, selector: string): Promise<string[]> {
  const texts = await page.locator(selector).allTextContents();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}

/** Retries an expectation that may take a moment: a request on a busy machine, a round of refreshing. */
export function eventually<Value>(look: () => Value | Promise<Value>, timeout = 30_000) {
  return expect.poll(look, { timeout });
}

/** The rows of a ranking: name and count. */
export async function rowsOf(page: Page): Promise<[string, number][]> {
  const names = await textsOf(page, 'tbody th');
  const counts = await textsOf(page, 'tbody td.measure');
  return names.map((name, row) => [name, Number(counts[row]?.replaceAll(',', ''))]);
}

/** The cards of the overview: name and articles. */
export async function cardsOf(page: Page): Promise<[string, number][]> {
  const names = await textsOf(page, '.card h3');
  const counts = await textsOf(page, '.card .count');
  return names.map((name, card) => [name, Number.parseInt(counts[card]?.replaceAll(',', '') ?? '', 10)]);
}
