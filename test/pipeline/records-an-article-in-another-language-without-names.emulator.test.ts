import { expect, test } from 'vitest';
import { openRun } from '../support/pipeline/run.ts';
import { sharedEmulators } from '../support/shared.ts';

const emulators = sharedEmulators();

const GERMAN =
  'Die Bundeskanzlerin Angela Merkel hat am Dienstag in Berlin den französischen Präsidenten Emmanuel Macron empfangen. Bei dem ' +
  'Gespräch ging es vor allem um die Zukunft der Europäischen Union und um die Sicherheit in der Ukraine. Beide betonten, dass sie ' +
  'weiter eng zusammenarbeiten wollen, und kündigten ein weiteres Treffen im kommenden Monat an.';

test('a long German article becomes a record without names, and each stage counts it as another language', async () => {
  await using run = await openRun(emulators, 'german');
  const submit = await run.start('submit');
  const extract = await run.start('extract');
  await run.start('save');
  const response = await fetch(`${submit.url}/posts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'g1', publication: 'Der Bote', content: GERMAN }),
  });
  expect(response.status).toBe(202);
  await run.untilSaved(1);
  const [record] = (await run.firestore.collection('posts').get()).docs;
  expect(record?.data()).toMatchObject({ id: 'g1', otherLanguage: 'de', names: '[]', keys: [] });
  const [day] = (await run.firestore.collection('days').get()).docs;
  expect(day?.data()).toMatchObject({ articles: 1, otherLanguage: 1 });
  const metrics = await (await fetch(`${extract.url}/metrics`)).text();
  expect(metrics).toMatch(/^pipeline_posts_total\{[^}]*outcome="other-language"[^}]*\} 1$/m);
});
