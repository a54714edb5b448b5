import { expect, test } from 'vitest';
import { sharedEmulators } from '../support/shared.ts';
import { openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { processedPost } from '../support/store.ts';

const emulators = sharedEmulators();

test('before the first month is over, the series of all time is by day', async () => {
  const acceptedAt = new Date().toISOString();
  const today = acceptedAt.slice(0, 10);
  const posts = ['1', '2', '3'].map((postId) =>
    processedPost({
      postId,
      publication: 'Daily',
      publishedAt: acceptedAt,
      acceptedAt,
      entities: [{ type: 'place', text: 'Oslo', count: 1 }],
    }),
  );
  await save(emulators, posts);
  await rollUp(emulators);
  await using show = await serveShow(emulators.env);
  const api = await openApiClient(show.url);
  for (const query of ['range=all', 'range=all&name=Oslo', 'range=all&publication=daily']) {
    const { body } = await api.get(`/api/series?${query}`);
    expect([query, body.step, body.points]).toMatchObject([query, 'day', [{ at: today, articles: 3 }]]);
  }
});
