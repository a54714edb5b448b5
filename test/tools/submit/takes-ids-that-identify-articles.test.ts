import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { derivedPostId } from '../../../functions/common/domain/keys.ts';
import { SubmittedPost } from '../../../functions/common/domain/post.ts';
import { createSeenIds } from '../../../tools/submit/posts/seen-ids.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { type ReadPosts, readPosts } from '../../support/submit/read-posts.ts';

const folder = folderForEachTest();

async function write(name: string, ids: readonly unknown[], text = 'text'): Promise<string> {
  const lines = ids.map((id, n) => JSON.stringify({ id, publication: 'P', content: `${text} ${n}` }));
  await writeFile(folder.file(name), lines.join('\n'));
  return folder.file(name);
}

const idsOf = ({ posts }: ReadPosts): (string | undefined)[] => posts.map(({ id }) => id);

test('ids in JSON and in tables are used', async () => {
  const ids = ['a-1', '0b91f3e2-93a5-4b2a-b5ce-91b1c7d8aa11', '9_x:y.z'];
  expect(idsOf(await readPosts([await write('a.jsonl', ids)]))).toEqual(ids);
  await writeFile(
    folder.file('a.csv'),
    `ID,source,text\n${ids.map((id, n) => `${id},P,text ${n}`).join('\n')}`,
  );
  expect(idsOf(await readPosts([folder.file('a.csv')]))).toEqual(ids);
  const without = await readPosts([folder.file('a.csv')], ['--no-ids']);
  expect(idsOf(without)).toEqual([undefined, undefined, undefined]);
  expect(without.notes[0]).toContain('ID is not used');
});

test('values that are no valid ids are hashed into one, always the same', async () => {
  const values = ['https://example.org/a?b=1', 'x'.repeat(200), 'Größe', { $oid: '5f' }];
  const first = await readPosts([await write('a.jsonl', values)]);
  const again = await readPosts([await write('b.jsonl', values, 'other text')]);
  expect(new Set(idsOf(first)).size).toBe(4);
  expect(idsOf(again)).toEqual(idsOf(first));
  for (const post of first.posts) expect(SubmittedPost.safeParse(post).success).toBe(true);
});

test('ascending numbers are row numbers: two files that both start at 1 lose no article', async () => {
  const files = [await write('a.jsonl', [1, 2, 3]), await write('b.jsonl', ['1', '2', '3'], 'other')];
  const both = await readPosts(files);
  expect(new Set(idsOf(both)).size).toBe(6);
  expect(both.said).toEqual([
    expect.stringMatching(/^6 ids were hashed with the content, because the ids of the file count up/),
  ]);
  const apart = [await readPosts([files[0] ?? '']), await readPosts([files[1] ?? ''])].flatMap(idsOf);
  expect(apart).toEqual(idsOf(both));
  // Sent again the ids are the same, so that nothing counts twice.
  expect(idsOf(await readPosts(files))).toEqual(idsOf(both));
});

test.each([
  ['alone in a file', [1]],
  ['with gaps', [3, 4, 8, 9, 120]],
  ['that restart in the middle', [...Array(50).keys(), ...Array(50).keys()]],
  ['as pandas writes them where some are missing', ['0.0', '1.0', '2.0']],
])('row numbers %s', async (_what, ids) => {
  const { posts } = await readPosts([await write('a.jsonl', ids)]);
  expect(new Set(posts.map(({ id }) => id)).size).toBe(ids.length);
  for (const { id } of posts) expect(id).toMatch(/^hash:[\w-]{43}$/);
});

test('numbers in no order are ids, and so are those in a field that was named', async () => {
  expect(idsOf(await readPosts([await write('a.jsonl', [90210, 17, 4711, 2])]))).toEqual([
    '90210',
    '17',
    '4711',
    '2',
  ]);
  const named = await readPosts([await write('b.jsonl', [1, 2, 3])], ['--id-field', 'id']);
  expect(idsOf(named)).toEqual(['1', '2', '3']);
});

test('a repeated id is hashed with the content when that differs, and kept when it is the same', async () => {
  const path = folder.file('a.jsonl');
  const post = (id: string, content: string): string => JSON.stringify({ id, publication: 'P', content });
  await writeFile(
    path,
    [post('x', 'one'), post('x', 'two'), post('x', 'one\r\n'), post('y', 'one')].join('\n'),
  );
  const { posts, said } = await readPosts([path]);
  expect(posts.map(({ id }) => id)).toEqual(['x', expect.stringMatching(/^hash:[\w-]{43}$/), 'x', 'y']);
  expect(said).toEqual([expect.stringMatching(/^1 id was hashed with the content, because an earlier post/)]);
});

test('an article without an id is the same with other line ends, outer white space or normal form', () => {
  const id = derivedPostId('P', 'Zoë spoke.\nIn Köln.');
  for (const same of [
    'Zoë spoke.\r\nIn Köln.',
    'Zoë spoke.\rIn Köln.\n',
    '\n  Zoë spoke.\nIn Köln. ',
    'Zoe\u0308 spoke.\nIn Ko\u0308ln.',
  ])
    expect(derivedPostId('P', same)).toBe(id);
  for (const other of ['Zoë spoke. In Köln.', 'Zoë spoke.\n\nIn Köln.'])
    expect(derivedPostId('P', other)).not.toBe(id);
});

test('ids are remembered in limited memory, and the newest always', () => {
  const seen = createSeenIds();
  const ids = 300_000;
  for (let n = 0; n < ids; n++) expect(seen.hasOther(`id-${n}`, 'a')).toBe(false);
  for (let n = 0; n < ids; n += 1_000) {
    expect(seen.hasOther(`id-${n}`, 'a')).toBe(false);
    expect(seen.hasOther(`id-${n}`, 'b')).toBe(true);
  }
});
