import { expect, test } from 'vitest';
import { MAX_ENTITIES_PER_POST, ProcessedPost } from '../../functions/common/domain/post.ts';
import { contentHash } from '../../functions/common/domain/store/ids.ts';
import { type MessageOutcome, processMessage } from '../../functions/extract/process-message.ts';
import type { Find } from '../../functions/extract/read-names.ts';

const post = {
  id: 'a1',
  publication: 'Example Times',
  content: 'Ada Lovelace met Charles Babbage.',
  acceptedAt: '2026-01-01T00:00:00.000Z',
  url: 'https://example.org/a1',
  sender: 'desk',
};
const findAda: Find = (text) => {
  const start = text.indexOf('Ada Lovelace');
  return start < 0 ? [] : [{ type: 'person', text: 'Ada Lovelace', start, end: start + 12, score: 0.9 }];
};

function outcomeOf(message: string | Uint8Array, find = findAda, titles = false): Promise<MessageOutcome> {
  return processMessage(find, Buffer.from(message), { minScore: 0, languages: ['en'], titles });
}

test('a result has every field of the post, with a hash instead of the content', async () => {
  const outcome = await outcomeOf(JSON.stringify(post));
  expect(outcome).toMatchObject({ postId: 'a1', publication: 'Example Times', outcome: 'extracted' });
  const { id: postId, content, ...about } = post;
  const result = 'result' in outcome ? JSON.parse(outcome.result) : undefined;
  expect(result).toEqual({
    postId,
    ...about,
    contentHash: contentHash(content),
    entities: [{ type: 'person', text: 'Ada Lovelace', count: 1 }],
  });
  expect(ProcessedPost.safeParse(result).success).toBe(true);
});

test('a post in another language gives a result without names', async () => {
  const outcome = await outcomeOf(JSON.stringify({ ...post, language: 'de' }));
  expect(outcome).toMatchObject({ outcome: 'other-language' });
  expect('result' in outcome && JSON.parse(outcome.result)).toMatchObject({
    otherLanguage: 'de',
    entities: [],
  });
});

test.each([
  ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not-json'],
  ['no JSON', '{"id": ', 'not-json'],
  ['no post', '{"id": "a1"}', 'not-a-post'],
])('a message that is %s is rejected with its reason', async (_, message, reason) => {
  expect(await outcomeOf(message)).toMatchObject({ rejection: { reason } });
});

test('a post with more names than the limit is rejected with their number', async () => {
  const names = Array.from({ length: MAX_ENTITIES_PER_POST + 1 }, (_, n) => `Name${n}`);
  const content = names.join(', ');
  const findAll: Find = (text) =>
    names.map((name) => {
      const start = text.indexOf(`${name},`) < 0 ? text.lastIndexOf(name) : text.indexOf(`${name},`);
      return { type: 'person', text: name, start, end: start + name.length, score: 1 };
    });
  expect(await outcomeOf(JSON.stringify({ ...post, content }), findAll)).toMatchObject({
    rejection: { reason: 'too-many-names', error: expect.stringContaining(`${names.length}`) },
  });
});

test('names of the title count only where the setting asks for them', async () => {
  const titled = JSON.stringify({ ...post, title: 'Ada Lovelace at home', content: 'A visit.' });
  const entitiesOf = (outcome: MessageOutcome) => 'result' in outcome && JSON.parse(outcome.result).entities;
  expect(entitiesOf(await outcomeOf(titled))).toEqual([]);
  expect(entitiesOf(await outcomeOf(titled, findAda, true))).toEqual([
    { type: 'person', text: 'Ada Lovelace', count: 1 },
  ]);
});
