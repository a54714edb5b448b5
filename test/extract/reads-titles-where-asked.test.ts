import { expect, test } from 'vitest';
import { finderNamed } from '../../functions/extract/extract.ts';
import { readNamesInLanguages } from '../../functions/extract/read-names.ts';

const find = finderNamed('tagger');
const options = { minScore: 0, languages: ['en'] };
const title = 'Merkel visits Macron';
const content =
  'Chancellor Angela Merkel met President Emmanuel Macron in Paris on Tuesday. Merkel said that France and Germany would act together.';

test('mentions in the title have offsets in the title, mentions in the content have offsets in the content', async () => {
  const { mentions } = await readNamesInLanguages(find, content, { ...options, title });
  expect(mentions.length).toBeGreaterThan(5);
  for (const { field, text, start, end } of mentions)
    expect((field === 'title' ? title : content).slice(start, end)).toBe(text);
  expect(mentions.filter(({ field }) => field === 'title').map(({ text }) => text)).toEqual([
    'Merkel',
    'Macron',
  ]);
});

test('a name in the title and in the content counts as one name', async () => {
  const without = await readNamesInLanguages(find, content, options);
  const { entities } = await readNamesInLanguages(find, content, { ...options, title });
  const countOf = (some: typeof entities, name: string) => some.find(({ text }) => text === name)?.count;
  expect(countOf(without.entities, 'Angela Merkel')).toBe(2);
  expect(countOf(entities, 'Angela Merkel')).toBe(3);
  expect(countOf(entities, 'Emmanuel Macron')).toBe(2);
  expect(without.mentions.every(({ field }) => field === undefined)).toBe(true);
});
