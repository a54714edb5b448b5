import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { folderForEachTest } from '../../support/shared.ts';
import { type ReadPosts, readPosts } from '../../support/submit/read-posts.ts';

const folder = folderForEachTest();

async function read(name: string, content: Buffer, ...args: readonly string[]): Promise<ReadPosts> {
  await writeFile(folder.file(name), content);
  return readPosts([folder.file(name)], args);
}

const text = 'publication,content\r\nDie Zeitung,"Größe in Köln – „gut“, 👍"\r\nGazeta,Łódź\r\n';
const posts = [
  { publication: 'Die Zeitung', content: 'Größe in Köln – „gut“, 👍' },
  { publication: 'Gazeta', content: 'Łódź' },
];
const bigEndian = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le')],
  ['big-endian UTF-16 with a byte order mark', bigEndian(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ['big-endian UTF-16 without a byte order mark', bigEndian(Buffer.from(text, 'utf16le'))],
])('%s is read', async (_what, content) => {
  const result = await read('a.csv', content);
  expect(result.faults).toEqual([]);
  expect(result.posts).toEqual(posts);
  const rest = await readPosts([folder.file('a.csv')], [], result.positions[0]);
  expect(rest.posts).toEqual(posts.slice(1));
});

test('JSON in UTF-16 is read', async () => {
  const lines = '{"publication":"P","content":"Größe"}\r\n{"publication":"P","content":"Łódź"}\r\n';
  const result = await read('a.jsonl', Buffer.from(`\ufeff${lines}`, 'utf16le'));
  expect(result.posts.map(({ content }) => content)).toEqual(['Größe', 'Łódź']);
});

describe('text in an older encoding', () => {
  // "Größe – 5 €" in Windows-1252.
  const windows = Buffer.from('publication,content\nP,Gr\xf6\xdfe \x96 5 \x80\nP,plain\n', 'latin1');

  test('is reported with the place, the likely encoding and the option, and none of it is read', async () => {
    const result = await read('a.csv', windows);
    expect(result.posts).toEqual([]);
    expect(result.faults).toEqual([
      expect.stringMatching(/a\.csv:2 is not UTF-8 \(byte 0xf6 after "P,Gr"\).*--encoding windows-1252/),
    ]);
  });

  test.each(['windows-1252', 'cp1252', 'Windows-1252'])('is read with --encoding %s', async (encoding) => {
    const result = await read('a.csv', windows, '--encoding', encoding);
    expect(result.posts.map(({ content }) => content)).toEqual(['Größe – 5 €', 'plain']);
  });

  test.each([
    ['iso-8859-2', 'a3f364bc', 'Łódź'],
    ['shift_jis', '938c8b9e', '東京'],
    ['gb18030', 'b1b1bea9', '北京'],
    ['koi8-r', 'edcfd3cbd7c1', 'Москва'],
  ])('%s', async (encoding, hex, expected) => {
    const content = Buffer.concat([Buffer.from('publication,content\nP,'), Buffer.from(hex, 'hex')]);
    const result = await read('a.csv', content, '--encoding', encoding);
    expect(result.posts.map((post) => post.content)).toEqual([expected]);
  });

  test('is refused with an unknown name of an encoding', async () => {
    await expect(read('a.csv', windows, '--encoding', 'ansi-latin')).rejects.toThrow(/name of an encoding/);
  });

  test('in one file of a folder does not stop the others', async () => {
    await writeFile(folder.file('a.csv'), windows);
    await writeFile(folder.file('b.csv'), text);
    const result = await readPosts([folder.path]);
    expect(result.posts).toEqual(posts);
    expect(result.faults).toHaveLength(1);
  });
});

test('a few invalid bytes in a text of valid UTF-8 reject only their rows', async () => {
  const good = Array.from({ length: 50 }, (_, n) => `P,Größe ${n}\n`).join('');
  const content = Buffer.concat([
    Buffer.from(`publication,content\n${good}`),
    Buffer.from('P,caf\xe9\n', 'latin1'),
  ]);
  const result = await read('a.csv', content);
  expect(result.posts).toHaveLength(50);
  expect(result.rejected).toEqual(['a.csv:52: content is not UTF-8']);
});
