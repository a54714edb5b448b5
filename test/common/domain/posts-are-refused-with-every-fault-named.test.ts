import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  Entity,
  type Fault,
  faultsOf,
  MAX_CONTENT_BYTES,
  Mention,
  Post,
  PostRecord,
  ProcessedPost,
  SubmittedPost,
} from '../../../functions/common/domain/post.ts';

const good = { content: 'Kofi Annan spoke in Accra.', publication: 'The Daily Ledger' };

function faults(
  value: unknown,
  schema: { safeParse: typeof SubmittedPost.safeParse } = SubmittedPost,
): Fault[] {
  const { error } = schema.safeParse(value);
  return error === undefined ? [] : faultsOf(error);
}

describe('content', () => {
  test('may have up to 1,000,000 bytes in UTF-8', () => {
    expect(MAX_CONTENT_BYTES).toBe(1_000_000);
    const tooLong = [{ path: 'content', message: 'must have at most 1,000,000 bytes in UTF-8' }];
    expect(faults({ ...good, content: 'x'.repeat(1_000_000) })).toEqual([]);
    expect(faults({ ...good, content: 'x'.repeat(1_000_001) })).toEqual(tooLong);
    expect(faults({ ...good, content: 'é'.repeat(500_000) })).toEqual([]);
    expect(faults({ ...good, content: `${'é'.repeat(500_000)}x` })).toEqual(tooLong);
    expect(faults({ ...good, content: '😀'.repeat(250_000) })).toEqual([]);
    expect(faults({ ...good, content: `${'😀'.repeat(249_999)}€é` })).toEqual(tooLong);
  });

  test('that is empty or white space is refused with one error, not two', () => {
    expect(faults({ ...good, content: '' })).toEqual([{ path: 'content', message: 'must not be empty' }]);
    expect(faults({ ...good, content: ' \n\t\u00a0\u3000' })).toEqual([
      { path: 'content', message: 'must not be blank' },
    ]);
    expect(faults({ ...good, content: '.' })).toEqual([]);
  });

  test('with a lone surrogate is accepted with U+FFFD in its place, so that offsets stay the same', () => {
    const post = SubmittedPost.parse({ content: 'a\ud83d b', publication: 'A\udc00' });
    expect(post).toEqual({ content: 'a\ufffd b', publication: 'A\ufffd' });
    const whole = { content: '😀', publication: '😀' };
    expect(SubmittedPost.parse(whole)).toEqual(whole);
  });
});

describe('publication', () => {
  test('may have 1 to 200 characters, not all white space', () => {
    expect(faults({ ...good, publication: 'é'.repeat(200) })).toEqual([]);
    expect(faults({ ...good, publication: 'x'.repeat(201) })).toEqual([
      { path: 'publication', message: 'must have at most 200 characters' },
    ]);
    expect(faults({ ...good, publication: '' })).toEqual([
      { path: 'publication', message: 'must not be empty' },
    ]);
    expect(faults({ ...good, publication: '\t' })).toEqual([
      {
        path: 'publication',
        message: 'must have at least one visible character',
      },
    ]);
  });
});

describe('id', () => {
  test.each(['a', 'A-Z.0_9:x', '..', '__x__', 'x'.repeat(128)])('may be %j', (id) => {
    expect(faults({ ...good, id })).toEqual([]);
  });

  test.each([
    ['', 'must not be empty'],
    ['x'.repeat(129), 'must have at most 128 characters'],
    ['a b', 'may have only letters A-Z and a-z, digits, and the characters . _ : -'],
    ['a/b', 'may have only letters A-Z and a-z, digits, and the characters . _ : -'],
    ['é', 'may have only letters A-Z and a-z, digits, and the characters . _ : -'],
    ['a\n', 'may have only letters A-Z and a-z, digits, and the characters . _ : -'],
  ])('must not be %j', (id, message) => {
    expect(faults({ ...good, id })).toEqual([{ path: 'id', message }]);
  });
});

describe('url', () => {
  test.each([
    'https://example.org/2026/11/27/a?b=c#d',
    'HTTP://EXAMPLE.ORG',
    'http://[::1]:8080/',
    'https://例え.jp/ニュース',
    `https://example.org/${'x'.repeat(1_980)}`,
  ])('may be %s', (url) => {
    expect(faults({ ...good, url })).toEqual([]);
    expect(SubmittedPost.parse({ ...good, url }).url).toBe(url);
  });

  const message =
    'must be an http or https address without spaces, user name or password, for example https://example.org/a';
  test.each([
    '',
    'example.org/a',
    '//example.org/a',
    '/a',
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'ftp://example.org/a',
    'data:text/html,x',
    'https:example.org',
    'https://',
    'https://user@example.org/',
    'https://user:secret@example.org/',
    ' https://example.org/',
    'https://example.org/a b',
    'https://example.org/\u202egpj',
    'https://example.org/"onclick="x',
    'https://example.org/\ud800',
    'https://example.org\\@example.com/',
  ])('must not be %j', (url) => {
    expect(faults({ ...good, url })).toEqual([{ path: 'url', message }]);
  });

  test('may have 2,000 characters and no more', () => {
    expect(faults({ ...good, url: `https://example.org/${'x'.repeat(1_981)}` })).toEqual([
      { path: 'url', message: 'must have at most 2,000 characters' },
    ]);
  });
});

describe('title and author', () => {
  test('may have 1 to 500 and 1 to 200 characters, not all white space', () => {
    expect(faults({ ...good, title: 'é'.repeat(500), author: 'é'.repeat(200) })).toEqual([]);
    expect(faults({ ...good, title: 'x'.repeat(501), author: 'x'.repeat(201) })).toEqual([
      { path: 'title', message: 'must have at most 500 characters' },
      { path: 'author', message: 'must have at most 200 characters' },
    ]);
    expect(faults({ ...good, title: ' ', author: '' })).toEqual([
      { path: 'title', message: 'must not be blank' },
      { path: 'author', message: 'must not be empty' },
    ]);
    expect(SubmittedPost.parse({ ...good, title: 'a\ud83d' }).title).toBe('a\ufffd');
  });
});

describe('language', () => {
  test.each(['en', 'pt-BR', 'zh-Hant-TW', 'yue', 'EN'])('may be %s', (language) => {
    expect(faults({ ...good, language })).toEqual([]);
  });

  test.each(['', 'e', 'english', 'en_GB', 'en-', 'en GB'])('must not be %j', (language) => {
    expect(faults({ ...good, language })).toEqual([
      { path: 'language', message: 'must be a language tag, for example en or pt-BR' },
    ]);
  });
});

describe('fields', () => {
  test('that are missing, of a wrong type or unknown are each named', () => {
    expect(faults({ id: 7, publishedAt: null, titel: 'x', 'a.b': 1 })).toEqual([
      { path: 'content', message: 'is required' },
      { path: 'publication', message: 'is required' },
      { path: 'id', message: 'must be a string' },
      { path: 'publishedAt', message: 'must be a string' },
      { path: 'titel', message: 'is not a field of a post' },
      { path: 'a.b', message: 'is not a field of a post' },
    ]);
  });

  test('named __proto__ are refused like any other unknown field', () => {
    const value: unknown = JSON.parse('{"content":"x","publication":"y","__proto__":{"id":"z"}}');
    expect(faults(value)).toEqual([{ path: '__proto__', message: 'is not a field of a post' }]);
  });

  test.each([[[]], ['text'], [null], [7]])('cannot be read from %j', (value) => {
    expect(faults(value)).toEqual([{ path: '', message: 'must be an object' }]);
  });

  test('that are unknown are ignored in records of a file and in messages', () => {
    expect(PostRecord.parse({ ...good, section: 'x' })).toEqual(good);
    const accepted = { ...good, id: '1', acceptedAt: '2026-11-20T12:00:00.000Z' };
    expect(Post.parse({ ...accepted, section: 'x' })).toEqual(accepted);
    expect(Post.safeParse(good).success).toBe(false);
    expect(Post.safeParse({ ...good, id: '1' }).success).toBe(false);
  });
});

test('a record of a file is accepted without a url, title, author or language that is null or invalid', () => {
  const about = { url: 'https://example.org/a', title: 'T', author: 'A', language: 'en' };
  expect(PostRecord.parse({ ...good, ...about })).toEqual({ ...good, ...about });
  const nothing = { url: null, title: null, author: null, language: null };
  expect(PostRecord.parse({ ...good, ...nothing })).toEqual(good);
  const wrong = { url: '/a', title: ' ', author: 7, language: 'english' };
  expect(PostRecord.parse({ ...good, ...wrong })).toEqual(good);
  expect(faults({ ...good, ...nothing })).toHaveLength(4);
});

describe('results', () => {
  test('have counts that are positive whole numbers, and names that are not empty', () => {
    const entity = { type: 'person', text: 'Pelé', count: 1 };
    expect(Entity.safeParse(entity).success).toBe(true);
    for (const fault of [
      { count: 0 },
      { count: 1.5 },
      { text: '' },
      { text: 'x'.repeat(201) },
      { type: 'date' },
    ])
      expect(Entity.safeParse({ ...entity, ...fault }).success).toBe(false);
    const post = { postId: '1', publication: 'A', acceptedAt: '2026-11-20T12:00:00.000Z', contentHash: 'x' };
    expect(ProcessedPost.parse({ ...post, entities: [{ ...entity, text: 'P\ud800' }] })).toEqual({
      ...post,
      entities: [{ ...entity, text: 'P\ufffd' }],
    });
    const { error } = ProcessedPost.safeParse({ ...post, entities: [entity, { type: 'place' }] });
    expect(error && faultsOf(error).map(({ path }) => path)).toEqual(['entities.1.text', 'entities.1.count']);
  });

  test('have mentions whose offsets fit their length and whose score is from 0 to 1', () => {
    const isMention = (start: number, end: number, score = 0.9): boolean =>
      Mention.safeParse({ type: 'place', text: 'Accra', start, end, score }).success;
    expect(isMention(3, 8)).toBe(true);
    expect(isMention(3, 9)).toBe(false);
    expect(isMention(-1, 4)).toBe(false);
    expect(isMention(3, 8, 1.1)).toBe(false);
  });
});

test('the list of errors is limited, however many fields are invalid', () => {
  let read = 0;
  const keys = new Proxy(
    Array.from({ length: 100_000 }, (_, n) => `field ${n}`),
    {
      get(target, property, receiver) {
        if (/^\d+$/.test(String(property))) read += 1;
        return Reflect.get(target, property, receiver);
      },
    },
  );
  const error = new z.ZodError([{ code: 'unrecognized_keys', keys, path: [], message: '', input: {} }]);
  expect(faultsOf(error)).toHaveLength(20);
  expect(read).toBe(20);
});

describe('a publication', () => {
  test.each(['\0', 'A\u0007B', 'A\u001b[31m', 'A\u007f', 'A\u0085B', 'A\u009b31m'])(
    'may not be %j',
    (publication) => {
      expect(faults({ ...good, publication })).toEqual([
        { path: 'publication', message: 'must not have control characters' },
      ]);
    },
  );

  test.each(['\u200b', ' \u2060\ufe0f ', '\u00ad', '\u{e0041}\u{e007f}', '\u202e\u2066\u2069', '\u3164'])(
    'must have a visible character, unlike %j',
    (publication) => {
      expect(faults({ ...good, publication })).toEqual([
        {
          path: 'publication',
          message: 'must have at least one visible character',
        },
      ]);
    },
  );

  test('may contain white space of all kinds', () => {
    expect(faults({ ...good, publication: ' The\tDaily\r\nLedger\u00a0' })).toEqual([]);
  });
});
