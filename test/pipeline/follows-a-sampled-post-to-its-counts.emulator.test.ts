import { expect, test } from 'vitest';
import { openRun } from '../support/pipeline/run.ts';
import { sharedEmulators } from '../support/shared.ts';

const emulators = sharedEmulators();

test('each stage logs a post with a sampled trace under the trace of its request, and no other post', async () => {
  await using run = await openRun(emulators, 'traced', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' });
  const submit = await run.start('submit');
  const extract = await run.start('extract');
  const save = await run.start('save');
  const post = async (id: string, flags: string): Promise<string> => {
    const traceId = id.padEnd(32, '0');
    const response = await fetch(`${submit.url}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-00f067aa0ba902b7-${flags}` },
      body: JSON.stringify({
        id,
        publication: 'Example Times',
        content: 'Ada Lovelace met Charles Babbage in London.',
      }),
    });
    expect(response.status).toBe(202);
    return traceId;
  };
  const sampled = await post('a1', '01');
  const other = await post('b2', '00');
  await run.untilSaved(2);
  const entriesOf = (log: string, traceId: string): string[] =>
    log
      .split('\n')
      .filter((line) =>
        line.includes(`"logging.googleapis.com/trace":"projects/${emulators.projectId}/traces/${traceId}"`),
      )
      .map((line) => String(JSON.parse(line).postId));
  for (const stage of [extract, save]) {
    await expect.poll(() => entriesOf(stage.stderr(), sampled)).toEqual(['a1']);
    expect(entriesOf(stage.stderr(), other)).toEqual([]);
  }
});
