/**
 * `npm run emulators`: starts Google's emulators or the local engine, creates the topology, and prints the
 * two lines that make a shell use them. It ends after a signal, or when an emulator ends.
 */

import { topology } from '../functions/common/domain/topology.ts';
import { runCommand } from '../functions/common/process/command.ts';
import { defineCommand, exampleText } from '../functions/common/process/command-line.ts';
import { aborted } from '../functions/common/process/lifecycle.ts';
import { openEmulatorClients } from './clients.ts';
import { createTopology } from './create-topology.ts';
import { startEmulators } from './emulators.ts';
import { type EngineChoice, engineOption, keepOption } from './engine-option.ts';
import { emulatorSettings } from './settings.ts';

const frame = { read: readCommandLine, settings: emulatorSettings, drainTimeoutMs: 10_000 } as const;

await runCommand(frame, async ({ given, config, log, stopping, parts }) => {
  const projectId = config.GOOGLE_CLOUD_PROJECT;
  const emulators = await startEmulators({
    ...given,
    environment: process.env,
    projectId,
    pubsubPort: config.PUBSUB_EMULATOR_PORT,
    firestorePort: config.FIRESTORE_EMULATOR_PORT,
    log,
    signal: stopping,
  });
  parts.use(emulators);
  {
    await using clients = openEmulatorClients({ projectId, ...emulators });
    await createTopology(clients.pubsub, topology(config.NAME_PREFIX), emulators.isLocal);
  }

  process.stdout.write(
    `export PUBSUB_EMULATOR_HOST=${emulators.pubsubHost}\nexport FIRESTORE_EMULATOR_HOST=${emulators.firestoreHost}\n`,
  );
  log.info(
    `the emulators (${emulators.source}) are ready for GOOGLE_CLOUD_PROJECT=${projectId}, topics and subscriptions included; Ctrl-C ends them`,
  );
  const failure = await Promise.race([aborted(stopping), emulators.failed]);
  if (failure !== undefined) throw failure;
});

function readCommandLine(argv: readonly string[]): EngineChoice {
  const program = defineCommand('entity-pipeline emulators')
    .description(
      "Start Pub/Sub and Firestore for the pipeline, by Google's emulators or the local engine, and keep them running until Ctrl-C.",
    )
    .addOption(engineOption())
    .option(...keepOption)
    .addHelpText(
      'after',
      exampleText([
        ['entity-pipeline emulators', 'start them and print the export lines for a shell'],
        ['entity-pipeline emulators --engine local --keep data', 'keep everything in the folder data'],
        ['PUBSUB_EMULATOR_PORT=0 entity-pipeline emulators', 'use any free port for Pub/Sub'],
      ]),
    )
    .parse([...argv], { from: 'user' });
  return program.opts<EngineChoice>();
}
