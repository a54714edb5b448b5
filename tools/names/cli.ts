/**
 * `npm run names -- merge|split|hide|retype|undo|list`: corrects how names are shown, in the emulator that
 * the environment names or in the cloud.
 */

import type { Firestore } from '@google-cloud/firestore';
import { checkCredentials } from '../../functions/common/cloud/credentials.ts';
import { type CloudService, explaining } from '../../functions/common/cloud/explain.ts';
import { type FirestoreSettings, openFirestore } from '../../functions/common/cloud/firestore.ts';
import type { CurationChange } from '../../functions/common/domain/store/curation.ts';
import { runCommand } from '../../functions/common/process/command.ts';
import type { Log } from '../../functions/common/process/log.ts';
import { ownCommand } from '../../functions/common/process/own-command.ts';
import { printable } from '../../functions/common/process/printable.ts';
import { commonSettings, firestoreSettings } from '../../functions/common/process/settings.ts';
import { parseNames } from './command-line.ts';
import { withoutChange, withWish } from './decide.ts';
import { inWords, jsonOf, lineOf } from './print.ts';
import { keysWithoutArticle, makeChange, readChanges, undoChange } from './store.ts';

/** The longest that Firestore may take to answer. */
const ANSWER_MS = 30_000;
const ID_DIGITS = 8;

const frame = {
  read: parseNames,
  settings: { ...commonSettings, ...firestoreSettings },
} as const;

await runCommand(frame, async ({ given: { job, json }, config, log, parts, runtime }) => {
  const { clock, chance } = runtime;
  const settings: FirestoreSettings = config;
  await checkCredentials(settings, [settings.FIRESTORE_EMULATOR_HOST]);
  const firestore = parts.use(openFirestore(settings, clock));
  const service: CloudService = { name: 'Firestore', emulatorHost: settings.FIRESTORE_EMULATOR_HOST };
  const explained = <Result>(work: Promise<Result>): Promise<Result> =>
    explaining(service, work, { clock, deadlineMs: ANSWER_MS });
  const print = (line: string): void => {
    process.stdout.write(`${printable(line)}\n`);
  };
  if (job.action === 'list') {
    const made = await explained(readChanges(firestore));
    const listed = made.filter(({ undone }) => job.withUndone || undone === undefined);
    for (const one of listed) process.stdout.write(`${json ? jsonOf(one) : lineOf(one)}\n`);
    if (listed.length === 0) log.info('No change of names is in force.');
    return;
  }
  const deed = { by: job.by, why: job.why, at: clock.now() };
  const { dryRun } = job;
  if (job.action === 'undo') {
    const decide = (changes: readonly CurationChange[]): readonly CurationChange[] =>
      withoutChange(changes, job.id);
    await explained(undoChange(firestore, job.id, decide, deed, dryRun));
    print(
      json
        ? JSON.stringify({ id: job.id, undone: !dryRun, dryRun })
        : `${job.id} ${dryRun ? 'would be' : 'was'} undone`,
    );
    return;
  }
  const { wish } = job;
  const id = chance.hex(ID_DIGITS);
  const change = await explained(
    makeChange(firestore, (changes) => withWish(changes, wish, id), deed, dryRun),
  );
  await explained(warnOfUnknown(firestore, change, log));
  // The next command makes an id of its own, so that of a dry run names nothing.
  const named = dryRun ? { ...change, id: undefined } : change;
  if (json) print(JSON.stringify({ ...named, by: job.by, why: job.why, dryRun }));
  else print(dryRun ? `would ${inWords(change)}` : `${change.id}: ${inWords(change)}`);
  if (!dryRun && !json) log.info(`To undo this change: ${ownCommand('names', `undo ${change.id}`)}`);
});

/** Warns of a name that no article has. It may be misspelt, but its articles may also have expired. */
async function warnOfUnknown(firestore: Firestore, change: CurationChange, log: Log): Promise<void> {
  const names = change.kind === 'merge' ? change.parts : [change.name];
  const unknown = await keysWithoutArticle(
    firestore,
    names.map(({ key }) => key),
  );
  for (const { key, text } of names)
    if (unknown.includes(key)) log.warn(`no article on record names "${text}"; check the spelling`);
}
