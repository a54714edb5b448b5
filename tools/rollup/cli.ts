/**
 * `npm run rollup`: brings the roll-ups up to now, in the emulator that the environment names or in the
 * cloud. Save daemons do so by themselves.
 */
import { checkCredentials } from '../../functions/common/cloud/credentials.ts';
import { explaining } from '../../functions/common/cloud/explain.ts';
import { type FirestoreSettings, openFirestore } from '../../functions/common/cloud/firestore.ts';
import { counted } from '../../functions/common/domain/quantities.ts';
import { runCommand } from '../../functions/common/process/command.ts';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
} from '../../functions/common/process/command-line.ts';
import { ExitCode } from '../../functions/common/process/exit-codes.ts';
import { commonSettings, firestoreSettings } from '../../functions/common/process/settings.ts';
import { seeLease } from '../../functions/save/rollup/lease.ts';
import type { PassResult } from '../../functions/save/rollup/pass.ts';
import { passUnderLease } from '../../functions/save/rollup/runner.ts';

interface Given {
  readonly isRebuilt: boolean;
  readonly json: boolean;
}

const DRAIN_TIMEOUT_MS = 30_000;
/** The longest that Firestore may take for its first answer. */
const FIRST_ANSWER_MS = 10_000;
/** A daemon that rolls up holds the lease for a pass; this command waits for it. */
const LEASE_WAIT_MS = 5_000;

const frame = {
  read: readCommandLine,
  settings: { ...commonSettings, ...firestoreSettings },
  drainTimeoutMs: DRAIN_TIMEOUT_MS,
} as const;

await runCommand(frame, async ({ given, config, log, runtime, parts, stopping }) => {
  const { clock } = runtime;
  const settings: FirestoreSettings = config;
  await checkCredentials(settings, [settings.FIRESTORE_EMULATOR_HOST]);
  const firestore = parts.use(openFirestore(settings, clock));
  const service = { name: 'Firestore', emulatorHost: settings.FIRESTORE_EMULATOR_HOST } as const;
  await explaining(service, seeLease(firestore), { clock, deadlineMs: FIRST_ANSWER_MS });
  const kind = { isForced: true, isRebuilt: given.isRebuilt, withMonths: true, quietMs: 0 };
  let result: PassResult | undefined;
  while (result === undefined && !stopping.aborted) {
    // Two runners at once do no harm. So this waits briefly for one that is working, and not for an idle one.
    const seen = await seeLease(firestore);
    result = await explaining(
      service,
      passUnderLease({ firestore, runtime, log, intervalMs: 0 }, seen, kind, stopping),
    );
    if (result === undefined) await clock.sleep(LEASE_WAIT_MS, stopping);
  }
  if (result === undefined || stopping.aborted) return ExitCode.interrupted;
  const { documents, replaced, conflicts, failures, moment } = result;
  const outcome = { documents, replaced, conflicts, failures, readAt: moment.toDate().toISOString() };
  process.stdout.write(`${given.json ? JSON.stringify(outcome) : inWords(outcome)}\n`);
  return failures > 0 ? ExitCode.data : ExitCode.ok;
});

function inWords({
  documents,
  replaced,
  conflicts,
  failures,
  readAt,
}: Omit<PassResult, 'moment'> & { readAt: string }): string {
  const left =
    conflicts === 0
      ? ''
      : ` ${counted(conflicts, 'roll-up')} changed meanwhile; the next run brings them up to date.`;
  const failed = failures === 0 ? '' : ` ${counted(failures, 'roll-up')} failed; the log says why.`;
  return `Read ${counted(documents, 'document')} of days, replaced ${counted(replaced, 'roll-up')} as of ${readAt}.${left}${failed}`;
}

function readCommandLine(argv: readonly string[]): Given {
  const name = 'entity-pipeline rollup';
  const program = defineCommand(name)
    .description(
      'Bring the roll-ups up to date: the sums by day, by month and of all time. Save daemons do so by themselves, at set intervals.',
    )
    .option('--rebuild', 'rebuild all of them from the counts of the days, whatever they contain')
    .option(...commonOptions.json)
    .addHelpText(
      'after',
      exampleText([[`${name} --rebuild`, 'after a restore, or when a roll-up is damaged']]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' });
  const options = program.opts<{ readonly rebuild?: true; readonly json?: true }>();
  return { isRebuilt: options.rebuild ?? false, json: options.json ?? false };
}
