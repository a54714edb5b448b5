import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { publicationId } from '../../functions/common/domain/keys.ts';
import { openRun } from '../support/pipeline/run.ts';
import { folderForEachTest, sharedEmulators } from '../support/shared.ts';
import { runCli } from '../support/submit/run-cli.ts';

const emulators = sharedEmulators();
const folder = folderForEachTest();

test('two files with the same ids in different publications are counted completely', async () => {
  await using run = await openRun(emulators, 'ids');
  const submit = await run.start('submit');
  await run.start('extract');
  await run.start('save');
  const publications = ['The Daily Ledger', 'Evening Post'];
  for (const [index, publication] of publications.entries()) {
    const posts = [1, 2, 3].map((id) => ({
      id: String(id),
      publication,
      content: `Report ${id} of ${publication}.`,
    }));
    const file = folder.file(`${index}.jsonl`);
    await writeFile(file, posts.map((post) => JSON.stringify(post)).join('\n'));
    const sent = await runCli([file, '--id-field', 'id', '--url', `${submit.url}/posts`]);
    expect(sent.code, sent.stderr).toBe(0);
  }
  await run.untilSaved(6);
  const records = (await run.firestore.collection('posts').get()).docs.map((record) => record.data());
  for (const publication of publications) {
    const own = records.filter((record) => record.publication === publicationId(publication));
    expect(own.map((record) => record.id).sort()).toEqual(['1', '2', '3']);
  }
});
