/**
 * `npm run emulators`: starts the emulators, creates the topology, prints the two lines that make a shell use them, and stays until a
 * signal comes or an emulator ends.
 */
import { PubSub } from '@google-cloud/pubsub';
import { commonSettings, port, text } from '../functions/common/config.ts';
import { aborted, runService } from '../functions/common/lifecycle.ts';
import { topology } from '../functions/common/topology.ts';
import { createTopology } from './create-topology.ts';
import { startEmulators } from './emulators.ts';

const settings = {
  ...commonSettings,
  GOOGLE_CLOUD_PROJECT: text({
    // A project id that begins with demo- is one that no cloud has.
    default: 'demo-entity-pipeline',
    allowed: 'a Google Cloud project id: 6 to 30 small letters, digits and hyphens, beginning with a letter',
    pattern: /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
  }),
  PUBSUB_EMULATOR_PORT: port(8085),
  FIRESTORE_EMULATOR_PORT: port(8086),
};

await runService('emulators', settings, async (config, log, { stopping, parts }) => {
  const projectId = config.GOOGLE_CLOUD_PROJECT;
  const emulators = await startEmulators({
    environment: process.env,
    projectId,
    pubsubPort: config.PUBSUB_EMULATOR_PORT,
    firestorePort: config.FIRESTORE_EMULATOR_PORT,
    log,
    signal: stopping,
  });
  parts.use(emulators);
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  const pubsub = new PubSub({ projectId, apiEndpoint: emulators.pubsubHost, emulatorMode: true });
  await createTopology(pubsub, topology(config.NAME_PREFIX));
  await pubsub.close();

  process.stdout.write(
    `export PUBSUB_EMULATOR_HOST=${emulators.pubsubHost}\nexport FIRESTORE_EMULATOR_HOST=${emulators.firestoreHost}\n`,
  );
  log.info(
    `the emulators (${emulators.source}) are up and have the topology, for GOOGLE_CLOUD_PROJECT=${projectId}; Ctrl-C ends them`,
  );
  const failure = await Promise.race([aborted(stopping), emulators.failed]);
  if (failure !== undefined) throw failure;
});
