import { expect, test } from 'vitest';
import { finderNamed } from '../../functions/extract/extract.ts';
import { readNamesInLanguages } from '../../functions/extract/read-names.ts';

const find = finderNamed('tagger');
const options = { minScore: 0, languages: ['en'] };
const title = 'Merkel visits Macron';
const content =
  'Chancellor Angela Merkel met President Emmanuel Macron in Paris on Tuesday. Merkel said that France and Germany would act together.';

test('the mentions of a title are placed in the title, those of the content in the content', async () => {
  const { mentions } = await readNamesInLanguages(find, content, { ...options, title });
  expect(mentions.length).toBeGreaterThan(5);
  for (const { field, text, start, end } of mentions)
    expect((field === 'title' ? title : content).slice(start, end)).toBe(text);
  expect(mentions.filter(({ field }) => field === 'title').map(({ text }) => text)).toEqual([
    'Merkel',
    'Macron',
  ]);
});

test('a name of the title is the one of the content, and counts with it', async () => {
  const without = await readNamesInLanguages(find, content, options);
  const { entities } = await readNamesInLanguages(find, content, { ...options, title });
  const countOf = (some: typeof entities, name: string) => some.find(({ text }) => text === name)?.count;
  expect(countOf(without.entities, 'Angela Merkel')).toBe(2);
  expect(countOf(entities, 'Angela Merkel')).toBe(3);
  expect(countOf(entities, 'Emmanuel Macron')).toBe(2);
  expect(without.mentions.every(({ field }) => field === undefined)).toBe(true);
});
