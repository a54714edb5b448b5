import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { extract } from '../../../functions/extract/extract.ts';
import { evaluate, format } from '../../../tools/evaluate/evaluate.ts';
import { readMarkedSentences } from '../../support/extract/marked-sentences.ts';

const sentences = readMarkedSentences(readFileSync(new URL('./sentences.txt', import.meta.url), 'utf8'));
const required = sentences.flatMap(({ content, required: names }) =>
  names.map((name) => ({ ...name, content })),
);

test('the sample has 100 marked sentences, and 60 names that newcomers try first', () => {
  expect(sentences).toHaveLength(100);
  expect(required.length).toBeGreaterThanOrEqual(60);
  for (const { start, end, text, content } of required) expect(content.slice(start, end)).toBe(text);
});

test.each(required)('$type: $text, in "$content"', ({ type, start, end, content }) => {
  const found = extract(content)
    .filter((mention) => mention.start < end && mention.end > start)
    .map((mention) => `${mention.type} ${mention.text}`);
  expect(found).toEqual(type === 'none' ? [] : [`${type} ${content.slice(start, end)}`]);
});

test('F1 over all names does not fall', () => {
  const evaluation = evaluate(sentences, extract, 20);
  process.stdout.write(format(evaluation, 'tagger'));
  expect(evaluation.micro.f1).toBeGreaterThanOrEqual(88);
});
