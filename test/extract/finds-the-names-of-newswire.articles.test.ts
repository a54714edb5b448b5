import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { extractorNamed } from '../../functions/extract/extract.ts';
import { extractWithTagger } from '../../functions/extract/tagger/tagger.ts';
import { AnnotatedArticle, evaluate } from '../../tools/evaluate/evaluate.ts';
import { readArticles } from '../../tools/evaluate/read-articles.ts';
import { sharedData } from '../support/posts/articles.ts';

const articles = readFileSync(join(sharedData, 'newswire/articles.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => AnnotatedArticle.parse(JSON.parse(line)));

test('the tagger reaches F1 87.5 over all types, and no type falls behind', () => {
  const { micro, byType } = evaluate(articles, extractWithTagger, 0);
  expect(micro.f1).toBeGreaterThanOrEqual(87.5);
  expect(byType.person.f1).toBeGreaterThanOrEqual(91.5);
  expect(byType.place.f1).toBeGreaterThanOrEqual(87);
  expect(byType.organization.f1).toBeGreaterThanOrEqual(82);
});

test('the extractor reaches F1 81 on the news of PUD', () => {
  const sentences = readArticles(join(sharedData, 'ner-dev/pud-news.conll'));
  expect(evaluate(sentences, extractorNamed('tagger'), 0).micro.f1).toBeGreaterThanOrEqual(81);
});

test('of the mentions scored 0.9 and more, at least 93 % are right, and they are at least 70 % of all', () => {
  const [surest] = evaluate(articles, extractorNamed('tagger'), 0).bands;
  expect(surest?.precision).toBeGreaterThanOrEqual(93);
  expect(surest?.share).toBeGreaterThanOrEqual(70);
});

test.each(['tagger', 'compromise'] as const)('%s gives exact offsets on every article', (name) => {
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
