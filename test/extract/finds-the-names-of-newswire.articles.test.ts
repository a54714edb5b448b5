import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entityTypes } from '../../functions/common/domain/post.ts';
import { extractorNamed } from '../../functions/extract/extract.ts';
import { extractWithTagger } from '../../functions/extract/tagger/tagger.ts';
import { AnnotatedArticle, evaluate } from '../../tools/evaluate/evaluate.ts';
import { sharedData } from '../support/posts/articles.ts';

const articles = readFileSync(join(sharedData, 'newswire/articles.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => AnnotatedArticle.parse(JSON.parse(line)));

test('the tagger reaches F1 70 over all and 60 for each type', () => {
  const { micro, byType } = evaluate(articles, extractWithTagger, 0);
  expect(micro.f1).toBeGreaterThanOrEqual(70);
  for (const type of entityTypes) expect(byType[type].f1).toBeGreaterThanOrEqual(60);
});

test.each(['tagger', 'compromise'] as const)('%s holds its offsets on every article', (name) => {
  const extract = extractorNamed(name);
  for (const { content } of articles.slice(0, name === 'tagger' ? undefined : 60)) {
    let last = 0;
    for (const { text, start, end } of extract(content)) {
      expect(content.slice(start, end)).toBe(text);
      expect(start).toBeGreaterThanOrEqual(last);
      last = end;
    }
  }
});
