import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { folderForEachTest } from '../../support/shared.ts';
import { type ReadPosts, readPosts } from '../../support/submit/read-posts.ts';

const folder = folderForEachTest();

async function read(content: string | Buffer, name = 'feed.xml'): Promise<ReadPosts> {
  await writeFile(folder.file(name), content);
  return readPosts([folder.file(name)], ['--format', 'feed']);
}

const rss = (...items: readonly string[]): string =>
  `<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Morning &amp; Evening Post</title><link>https://example.org/</link><language>en-gb</language>
${items.map((item) => `<item>${item}</item>`).join('\n')}
</channel></rss>`;

test('RSS gives full text, title, link, date, author, language and id', async () => {
  const { posts, notes } = await read(
    rss(
      `<title><![CDATA[2017]]></title><link> https://example.org/1 </link><guid isPermaLink="false">0012</guid>
       <pubDate>Mon, 06 Sep 2021 10:00:00 BST</pubDate><description>A teaser.</description>
       <content:encoded><![CDATA[<p>Ada <b>Lovelace</b> met AT&amp;T&rsquo;s Alan<br>Turing: 5 &lt; 6.</p><p>In&nbsp;London.</p>]]></content:encoded>
       <media:content url="https://example.org/x.jpg"><media:title>A picture</media:title></media:content><dc:creator>Jo</dc:creator>`,
    ),
  );
  expect(posts).toEqual([
    {
      id: '0012',
      publication: 'Morning & Evening Post',
      content: 'Ada Lovelace met AT&T’s Alan\nTuring: 5 < 6.\n\nIn London.',
      title: '2017',
      url: 'https://example.org/1',
      publishedAt: '2021-09-06T10:00:00+01:00',
      author: 'Jo',
      language: 'en-gb',
    },
  ]);
  expect(notes).toEqual([expect.stringMatching(/feed\.xml: feed$/)]);
});

test('missing fields of an item come from its other fields', async () => {
  const { posts } = await read(
    rss(
      '<title>Escaped</title><description>&lt;p&gt;Standard &amp;amp; Poor&amp;#39;s&lt;/p&gt;</description><guid>https://example.org/2</guid>',
      '<title>Only a title</title>',
      '<description>Plain text, no markup.</description>',
    ),
  );
  expect(posts).toMatchObject([
    { content: "Standard & Poor's", title: 'Escaped', url: 'https://example.org/2' },
    { content: 'Only a title', title: 'Only a title' },
    { content: 'Plain text, no markup.' },
  ]);
});

test.each([
  ['Mon, 06 Sep 2021 10:00:00 BST', '2021-09-06T10:00:00+01:00'],
  ['Mon, 06 Sep 2021 10:00:00 CEST', '2021-09-06T10:00:00+02:00'],
  ['Mon, 06 Sep 2021 10:00:00 CET', '2021-09-06T10:00:00+01:00'],
  ['Mon, 06 Sep 2021 10:00:00 AEST', '2021-09-06T10:00:00+10:00'],
  ['Mon, 06 Sep 2021 10:00:00 EDT', '2021-09-06T10:00:00-04:00'],
  ['Mon, 06 Sep 2021 10:00:00 GMT', '2021-09-06T10:00:00Z'],
  ['6 Sep 21 10:00 +0530', '2021-09-06T10:00:00+05:30'],
  ['2021-09-06T10:00:00+02:00', '2021-09-06T10:00:00+02:00'],
])('the date %s', async (date, expected) => {
  const { posts } = await read(rss(`<title>t</title><pubDate>${date}</pubDate>`));
  expect(posts[0]?.publishedAt).toBe(expected);
});

test('Atom gives XHTML in the written order, relative links, and HTML in titles', async () => {
  const { posts } =
    await read(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/news/" xml:lang="en">
    <title type="html">The &lt;b&gt;Star&lt;/b&gt;</title>
    <entry><title>One</title><id>urn:uuid:1</id><link rel="self" href="/feed"/><link rel="alternate" href="a?b=1&amp;c=2"/>
      <published>2021-09-06T10:00:00Z</published><updated>2021-09-07T10:00:00Z</updated><author><name>Jo</name></author>
      <summary>Short.</summary>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ada <b>Lovelace</b> met <i>Alan</i> Turing &amp; Co.</p><ul><li>London</li><li>Paris</li></ul></div></content></entry>
    <entry><title>Two</title><id>urn:uuid:2</id><updated>2021-09-07T10:00:00Z</updated><content type="text">5 &lt; 6 &amp; more</content></entry>
  </feed>`);
  expect(posts).toEqual([
    {
      id: 'urn:uuid:1',
      publication: 'The Star',
      content: 'Ada Lovelace met Alan Turing & Co.\n\nLondon\n\nParis',
      title: 'One',
      url: 'https://example.org/news/a?b=1&c=2',
      publishedAt: '2021-09-06T10:00:00Z',
      author: 'Jo',
      language: 'en',
    },
    {
      id: 'urn:uuid:2',
      publication: 'The Star',
      content: '5 < 6 & more',
      title: 'Two',
      publishedAt: '2021-09-07T10:00:00Z',
      language: 'en',
    },
  ]);
});

test('RSS 1.0, whose items are beside the channel, is read', async () => {
  const { posts } =
    await read(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://example.org/"><title>Star</title></channel>
    <item rdf:about="https://example.org/1"><title>One</title><link>https://example.org/1</link><description>Text.</description><dc:date>2021-09-06</dc:date></item>
  </rdf:RDF>`);
  expect(posts).toMatchObject([
    {
      publication: 'Star',
      content: 'Text.',
      url: 'https://example.org/1',
      publishedAt: '2021-09-06T00:00:00Z',
    },
  ]);
});

test('JSON Feed is read, and detected by its content', async () => {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Star',
    language: 'en',
    items: [
      {
        id: 'a',
        url: 'https://example.org/a',
        title: 'One',
        content_html: '<p>Ada &amp; Alan</p>',
        date_published: '2021-09-06T10:00:00Z',
        authors: [{ name: 'Jo' }, { name: 'Al' }],
      },
      { id: 2, content_text: 'Plain <text>' },
      7,
    ],
  };
  await writeFile(folder.file('feed.json'), JSON.stringify(feed, undefined, 2));
  const { posts } = await readPosts([folder.file('feed.json')]);
  expect(posts).toEqual([
    {
      id: 'a',
      publication: 'Star',
      content: 'Ada & Alan',
      title: 'One',
      url: 'https://example.org/a',
      publishedAt: '2021-09-06T10:00:00Z',
      author: 'Jo, Al',
      language: 'en',
    },
    { id: '2', publication: 'Star', content: 'Plain <text>', language: 'en' },
  ]);
});

describe('a feed', () => {
  test('gives the same ids when it is read again, also after items were added', async () => {
    const items = [
      '<title>a</title><guid>1</guid>',
      '<title>b</title><guid>https://example.org/b?x=1</guid>',
      '<title>c</title>',
    ];
    const first = await read(rss(...items));
    const again = await read(rss('<title>new</title><guid>2</guid>', ...items));
    expect(again.posts.slice(1).map(({ id }) => id)).toEqual(first.posts.map(({ id }) => id));
    expect(first.posts[0]?.id).toBe('1');
  });

  test('is read in the encoding that its declaration names', async () => {
    const text = rss('<title>Caf\xe9 \x96 5 \x80</title>').replace('?>', ' encoding="ISO-8859-1"?>');
    expect((await read(Buffer.from(text, 'latin1'))).posts[0]?.title).toBe('Café – 5 €');
    const utf16 = rss('<title>Café</title>').replace('?>', ' encoding="UTF-16"?>');
    expect((await read(Buffer.from(`\ufeff${utf16}`, 'utf16le'))).posts[0]?.title).toBe('Café');
  });

  test('that is not well-formed is read as far as possible', async () => {
    const { posts } = await read(
      rss('<title>R&D & more &nbsp; x</title><description>a < b</description>', '<title>next</title>'),
    );
    expect(posts.map(({ title }) => title)).toEqual(['R&D & more x', 'next']);
  });

  test('that is truncated gives its complete items, and is reported', async () => {
    const text = rss('<title>one</title>', '<title>two, and more of it</title>');
    const { posts, faults } = await read(text.slice(0, text.indexOf('more of it')));
    expect(posts.map(({ title }) => title)).toEqual(['one']);
    expect(faults).toEqual([expect.stringMatching(/is cut off/)]);
  });

  test.each([
    ['a page', '<!doctype html><html><body>Not found</body></html>', /is not a feed/],
    ['other XML', '<?xml version="1.0"?><sitemap><url/></sitemap>', /is not a feed/],
    ['an empty feed', rss(), /holds no posts/],
  ])('that is %s is an error', async (_what, text, message) => {
    const { posts, faults } = await read(text);
    expect(posts).toEqual([]);
    expect(faults).toEqual([expect.stringMatching(message)]);
  });

  test('names its publication, unless another is given', async () => {
    await writeFile(folder.file('a.rss'), rss('<title>one</title>'));
    const { posts } = await readPosts([folder.file('a.rss')], ['--publication', 'Mine']);
    expect(posts[0]?.publication).toBe('Mine');
  });

  test('can be resumed after an item', async () => {
    const { positions } = await read(rss('<title>one</title>', '<title>two</title>', '<title>three</title>'));
    const rest = await readPosts([folder.file('feed.xml')], [], positions[0]);
    expect(rest.posts.map(({ title }) => title)).toEqual(['two', 'three']);
  });
});
