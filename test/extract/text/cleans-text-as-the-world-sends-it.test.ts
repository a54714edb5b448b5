import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../functions/extract/text/clean.ts';

describe('cleaning a text repairs or removes', () => {
  test.each([
    ['tags', '<p>Angela <b class="x">Merkel</b> left.</p>', '\nAngela Merkel left.\n'],
    ['line breaks', 'Paris.<br>London.<br/>Rome', 'Paris.\nLondon.\nRome'],
    ['cells', '<tr><td>London</td><td>Paris</td></tr>', '\n\nLondon\n\nParis\n\n'],
    ['links that touch', '<a href="/a">London</a><a href="/b">Paris</a>', 'London\nParis'],
    ['line ends within paragraphs of HTML', '<p>Angela\nMerkel</p>', '\nAngela Merkel\n'],
    [
      'comments, scripts and styles',
      'a <!-- London --><script>var b = "<p>Paris";</script><style>p {}</style> c',
      'a \n\n c',
    ],
    [
      'unknown elements that are closed',
      '<person>Angela Merkel</person> <o:p></o:p>left',
      'Angela Merkel left',
    ],
    ['a doctype', '<!DOCTYPE html>Paris', 'Paris'],
    ['references', 'AT&amp;T&#8217;s &#x27;Paris&rsquo; &eacute;', "AT&T’s 'Paris’ é"],
    ['references that were escaped twice', 'Trump&amp;rsquo;s &amp;amp; co', 'Trump’s & co'],
    ['references with spaces', 'Trinidad & amp; Tobago', 'Trinidad & Tobago'],
    ['escaped tags', '&lt;p&gt;London&lt;/p&gt;', '\nLondon\n'],
    [
      'glued sentences',
      'He said so.Boris left.“Yes.”Theresa May won!NATO, too',
      'He said so. Boris left. “Yes.” Theresa May won! NATO, too',
    ],
    ['glued initials', 'The U.S.Senate and J.K.Rowling', 'The U.S. Senate and J.K. Rowling'],
    ['tabs', 'LeBron James\tCleveland Cavaliers\t32', 'LeBron James\nCleveland Cavaliers\n32'],
    ['bars', '| Angela Merkel | Theresa May |', '\nAngela Merkel\nTheresa May\n'],
    ['runs of spaces', 'Ann Bell     London  Leeds', 'Ann Bell\nLondon\nLeeds'],
    ['bullets', '• London\n▪ Paris', '\n London\n\n Paris'],
    ['zero-width spaces between letters', 'Barack\u200bObama', 'Barack Obama'],
    ['other zero-width characters', 'Angela\u200b Mer\u00adkel, Lon\u200ddon\ufeff', 'Angela Merkel, London'],
    ['ligatures and full-width letters', 'She\ufb03eld Ｐａｒｉｓ', 'Sheffield Paris'],
    ['decomposed accents', 'Pele\u0301 Sa\u0303o', 'Pelé São'],
    [
      'mojibake',
      'Merkelâ€™s FranÃ§ois â€œYesâ€ ErdoÄŸan WaÅ‚Ä™sa â€” Ã‰douard',
      'Merkel’s François “Yes” Erdoğan Wałęsa — Édouard',
    ],
    ['lost apostrophes', 'Angela Merkel\ufffds plan', 'Angela Merkel’s plan'],
    ['escaped line ends', 'London\\nTheresa May left.\\r\\n\\nParis', 'London\nTheresa May left.\n\nParis'],
    [
      'capitals in addresses',
      'www.Example.com/Obama, bit.ly/NASA and Ann.Bell@Example.org',
      'www.example.com/obama, bit.ly/nasa and ann.bell@example.org',
    ],
  ])('%s', (_, content, text) => {
    expect(cleanText(content).text).toBe(text);
  });
});

test.each([
  'if a<b then London > Paris, and 3 < 4',
  '<Angela Merkel> wrote to <London>',
  'an unclosed <b',
  'AT&T, R&D, Q&A',
  'CAFÉ’S of Paris, “MAÇÔ',
  'Amazon.com and Booking.com sell version 1.5 of Node.JS',
  'Two blanks.  Between sentences',
  'C:\\new\\names and a.m. and Ph.D. and P.T.A and',
  'Mogul·la',
])('cleaning keeps %s', (content) => {
  expect(cleanText(content).text).toBe(content);
});

const pieces = fc.constantFrom(
  ...[
    '<p>',
    '</p>',
    '<b x="y">',
    '<',
    '>',
    '&amp;',
    '&',
    ';',
    'Ann Bell',
    'London',
    '. ',
    '.',
    '\u200b',
    '\u00ad',
    'e\u0301',
    'â€™',
    'Ã©',
  ],
  ...[
    '\ufffds',
    '\\n',
    '\t',
    ' | ',
    '   ',
    '• ',
    '\ufb03',
    'bit.ly/NASA',
    '<!--',
    '-->',
    '<script>',
    '</script>',
    '😀',
    '\ud800',
    '\n',
  ],
);

test('a replaced part of an address maps to that part alone', () => {
  const content = 'Mr-http://a.b/C-Kato-KAMPALA';
  const { text, spanInSource } = cleanText(content);
  expect(text).toBe('Mr-http://a.b/c-kato-kampala');
  const sourceOf = (part: string): string => {
    const start = text.indexOf(part);
    const span = spanInSource({ start, end: start + part.length });
    return content.slice(span.start, span.end);
  };
  expect(['kato', 'kampala'].map(sourceOf)).toEqual(['Kato', 'KAMPALA']);
});

test('each part of the cleaned text maps to a part of the content, in the same order', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const content = parts.join('');
      const { text, spanInSource } = cleanText(content);
      let last = 0;
      for (let at = 0; at < text.length; at++) {
        const { start, end } = spanInSource({ start: at, end: at + 1 });
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(content.length);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(start).toBeGreaterThanOrEqual(last);
        last = start;
      }
      expect(cleanText(content).text).toBe(text);
    }),
    // A space that is inserted where a tag was cut out.
    { numRuns: 500, examples: [[['\ufffds', '.', '<b x="y">', 'London']]] },
  );
});

test.each([
  '<b x ',
  '<b ">',
  '<p>',
  '&amp;',
  '<!--',
  '</',
  '<a href="',
  '<script>',
  '&#',
  '<x>',
  'Ã',
  'â€',
  '\u200b',
  'a.B',
  '.A',
  '\\n',
  '   a',
  '| ',
  'a.b/',
  'x@',
  'e\u0301',
])('300 kB of %j are cleaned', (unit) => {
  const text = unit.repeat(Math.ceil(300_000 / unit.length));
  const { text: cleaned, spanInSource } = cleanText(text);
  if (cleaned === '') return;
  expect(spanInSource({ start: 0, end: cleaned.length }).end).toBeLessThanOrEqual(text.length);
});
