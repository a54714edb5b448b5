import { expect, test } from 'vitest';
import { startTestEmulators } from '../support/emulators.ts';
import { seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const SHOW_CURSOR_KEY = 'k'.repeat(32);

test('a cursor from before a restart of the emulator is answered as expired by every listing', async () => {
  const posts = ['One', 'Two', 'Three'].map((name) =>
    postNaming(name, [
      { type: 'place', text: name, count: 1 },
      { type: 'place', text: 'Oslo', count: 1 },
    ]),
  );
  const listings = [
    '/api/publications?limit=1',
    '/api/names?limit=1',
    '/api/articles?name=oslo&limit=1',
    '/api/names/place/oslo?limit=1',
    '/api/publications/two/names?limit=1',
  ];
  const cursors: string[] = [];
  {
    await using before = await startTestEmulators();
    await seed(before, posts);
    await using show = await serveShow({ ...before.env, SHOW_CURSOR_KEY });
    for (const path of listings) cursors.push((await (await fetch(`${show.url}${path}`)).json()).nextCursor);
  }
  // A Firestore client prefers this variable to its options.
  delete process.env.FIRESTORE_EMULATOR_HOST;
  await using after = await startTestEmulators();
  await seed(after, posts.slice(0, 1));
  await using show = await serveShow({ ...after.env, SHOW_CURSOR_KEY });
  for (const [index, path] of listings.entries()) {
    const answer = await fetch(`${show.url}${path}&cursor=${cursors[index]}`);
    expect([answer.status, (await answer.json()).detail], path).toEqual([
      400,
      expect.stringContaining('has expired'),
    ]);
  }
});
