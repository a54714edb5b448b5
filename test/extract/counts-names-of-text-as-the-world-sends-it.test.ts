import { expect, test } from 'vitest';
import { finderNamed } from '../../functions/extract/extract.ts';
import { readNames } from '../../functions/extract/read-names.ts';
import { countedNames } from '../support/extract/counted-names.ts';

test.each([
  [
    'abbreviations with and without full stops',
    'The U.S. and the US met. The U.N. and the UN agreed, and so did the U.K. and the EU.',
    [
      'place United States 2',
      'organization United Nations 2',
      'place United Kingdom 1',
      'organization European Union 1',
    ],
  ],
  [
    'compounds of a country',
    'The U.S.-led coalition bombed Mosul. U.N.-backed talks began. A China-led group and a US-based firm left.',
    ['place United States 2', 'place Mosul 1', 'organization United Nations 1', 'place China 1'],
  ],
  [
    'tags and references of HTML',
    '<p>Barack Obama flew to <b>Berlin</b>.</p><p>Barack&nbsp;Obama met Angela Merkel&rsquo;s aides.<br/>Vladimir Putin stayed in Moscow.</p>',
    [
      'person Barack Obama 2',
      'place Berlin 1',
      'person Angela Merkel 1',
      'person Vladimir Putin 1',
      'place Moscow 1',
    ],
  ],
  [
    'sentences without a space between them',
    'Barack Obama spoke in Berlin.Vladimir Putin did not.François Hollande left for Paris.',
    [
      'person Barack Obama 1',
      'place Berlin 1',
      'person Vladimir Putin 1',
      'person François Hollande 1',
      'place Paris 1',
    ],
  ],
  [
    'hyphenated given names',
    'President Park Geun-hye met Ban Ki-moon in Seoul. Park Geun-hye later flew to Tokyo to meet Tsai Ing-wen.',
    [
      'person Park Geun-hye 2',
      'person Ban Ki-moon 1',
      'place Seoul 1',
      'place Tokyo 1',
      'person Tsai Ing-wen 1',
    ],
  ],
  [
    'cells',
    'Roger Federer\tNew York, United States\t6400\nRafael Nadal\tSpain\t5200',
    [
      'person Roger Federer 1',
      'place New York 1',
      'place United States 1',
      'person Rafael Nadal 1',
      'place Spain 1',
    ],
  ],
  [
    'invisible characters',
    'Barack\u200bObama met Fran\u00adçois Hollande in Pa\u00adris, and Barack Obama left Bogota\u0301.',
    ['person Barack Obama 2', 'person François Hollande 1', 'place Paris 1', 'place Bogotá 1'],
  ],
  [
    'mojibake',
    'Barack Obamaâ€™s aide met FranÃ§ois Hollande in Paris.',
    ['person Barack Obama 1', 'person François Hollande 1', 'place Paris 1'],
  ],
  ['addresses', 'More at www.Obama.com/Berlin and t.co/Paris or nytimes.com/London-Bridge today.', []],
  [
    'The Hague, which keeps its article',
    'Judges in The Hague heard the case. She flew to The Hague on Monday.',
    ['place The Hague 2'],
  ],
  [
    'companies whose name is a possessive',
    "McDonald's and Macy's raised prices, Standard & Poor's said on Monday. Moody's agreed.",
    [
      "organization McDonald's 1",
      "organization Macy's 1",
      "organization Standard & Poor's 1",
      "organization Moody's 1",
    ],
  ],
  [
    'a headline in capitals',
    'OBAMA MEETS MERKEL IN BERLIN\n\nBarack Obama met Angela Merkel in Berlin on Tuesday.',
    ['person Barack Obama 2', 'person Angela Merkel 2', 'place Berlin 2'],
  ],
])('%s', (_, content, names) => {
  expect(countedNames(content)).toEqual(names);
});

test('mentions give the text, the offsets in the content and the key of their name', () => {
  const content = '<b>AT&amp;T</b> left New&nbsp;York for Lon\u00addon.';
  const { mentions } = readNames(finderNamed('tagger'), content);
  for (const { text, start, end } of mentions) expect(content.slice(start, end)).toBe(text);
  expect(mentions.map(({ text, key }) => [text, key])).toEqual([
    ['AT&amp;T', 'at&t'],
    ['New&nbsp;York', 'new york'],
    ['Lon\u00addon', 'london'],
  ]);
});
