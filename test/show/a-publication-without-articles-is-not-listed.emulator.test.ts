import { expect, test } from 'vitest';
import { forgetting } from '../support/correct/corrections.ts';
import { startTestEmulators } from '../support/emulators.ts';
import { rollUp, seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

test('a publication whose only post is forgotten leaves the listings together with its name', async () => {
  await using emulators = await startTestEmulators();
  const oslo = { type: 'place', text: 'Oslo', count: 1 } as const;
  await seed(emulators, [
    postNaming('Stays', [oslo], { postId: '1' }),
    postNaming('Leaves', [oslo, { type: 'person', text: 'Ada Lovelace', count: 2 }], { postId: '1' }),
  ]);
  await using show = await serveShow({
    ...emulators.env,
    SHOW_CURSOR_KEY: 'k'.repeat(32),
    SHOW_CACHE_MS: '0',
  });
  const idsOf = async (): Promise<readonly string[]> => {
    const { publications } = await (await fetch(`${show.url}/api/publications`)).json();
    return publications.map(({ id }: { readonly id: string }) => id);
  };
  const textsOf = async (): Promise<readonly string[]> => {
    const { names } = await (await fetch(`${show.url}/api/names`)).json();
    return names.map(({ text }: { readonly text: string }) => text);
  };
  expect(await idsOf()).toEqual(expect.arrayContaining(['leaves', 'stays']));
  await forgetting(emulators.firestore, { publication: 'Leaves', id: '1' });
  await rollUp(emulators, true);
  expect(await idsOf()).toEqual(['stays']);
  expect(await textsOf()).toEqual(['Oslo']);
});
