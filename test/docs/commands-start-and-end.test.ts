/** Runs all other starts of the documents on the local engine, and ends each with Ctrl-C. */
import { expect, test } from 'vitest';
import { writeNewspaper } from '../support/documents/newspaper.ts';
import { onEngine, terminal } from '../support/documents/place.ts';
import { putWords } from '../support/documents/run-step.ts';
import { linkedClone, startShell } from '../support/documents/shell.ts';
import { emulatorsAlone, otherStarts, stageAlone } from './steps.ts';

test.each(otherStarts)(
  '$command',
  { timeout: 120_000 },
  async ({ command, prints, endsByItself = false }) => {
    await using folder = await linkedClone();
    await writeNewspaper(folder);
    await using shell = startShell(onEngine(command), terminal, folder.path);
    await shell.printed(prints);
    if (!endsByItself) shell.interrupt();
    const code = await shell.ended;
    if (endsByItself) expect(code, shell.output()).toBe(0);
    else expect(shell.output()).toContain('SIGINT: finishing the work in flight');
  },
);

test('one stage runs beside emulators in another terminal', { timeout: 120_000 }, async () => {
  await using emulators = startShell(onEngine(emulatorsAlone.command), terminal, '.');
  const [, pubsub = '', firestore = ''] = await emulators.printed(emulatorsAlone.prints);
  const words = { '127.0.0.1:8085': pubsub, '127.0.0.1:8086': firestore };
  await using stage = startShell(
    putWords(stageAlone.commands.join('\n'), words),
    { ...terminal, PORT: '0' },
    '.',
  );
  await stage.printed(stageAlone.prints);
  for (const shell of [stage, emulators]) {
    shell.interrupt();
    await shell.ended;
    expect(shell.output()).toContain('SIGINT: finishing the work in flight');
  }
});
