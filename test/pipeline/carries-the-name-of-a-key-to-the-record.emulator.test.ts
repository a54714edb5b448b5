import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openRun } from '../support/pipeline/run.ts';
import { sharedEmulators } from '../support/shared.ts';

const emulators = sharedEmulators();
const KEY = 'a key that nobody may read in a log';

test('the records of posts name the key that submitted them, and its daily quota counts those records', async () => {
  const digest = createHash('sha256').update(KEY).digest('hex');
  await using run = await openRun(emulators, 'keys', {
    SUBMIT_API_KEYS: `desk:${digest}`,
    SUBMIT_KEY_POSTS_PER_DAY: '3',
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'json',
  });
  const submit = await run.start('submit');
  const extract = await run.start('extract');
  const save = await run.start('save');
  const send = (url: string): Promise<Response> =>
    fetch(`${url}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': KEY },
      body: JSON.stringify([1, 2, 3].map((n) => ({ publication: 'P', content: `Ada Lovelace, part ${n}.` }))),
    });
  expect((await send(submit.url)).status).toBe(202);
  await run.untilSaved(3);
  const records = (await run.firestore.collection('posts').get()).docs.map((record) => record.data());
  expect(records.map(({ sender }) => sender)).toEqual(['desk', 'desk', 'desk']);
  // A second instance knows only the records.
  const another = await run.start('submit');
  for (const { url } of [submit, another]) {
    const refused = await send(url);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ status: 429, detail: expect.stringContaining('desk') });
  }
  expect(submit.stderr()).toMatch(/"sender":"desk".*"202 POST \/posts"/);
  expect(submit.stderr()).toMatch(/"sender":"desk".*"429 POST \/posts"/);
  for (const stage of [submit, another, extract, save]) {
    expect(stage.stderr()).not.toContain(KEY);
    expect(stage.stderr()).not.toContain(digest);
  }
});
