/** The settings that the emulators, and the whole pipeline on this machine, read from the environment. */
import { stagePorts } from '../functions/common/domain/stage-ports.ts';
import { text } from '../functions/common/process/setting.ts';
import { commonSettings, port, projectIdRule } from '../functions/common/process/settings.ts';
import { extractSettings } from '../functions/extract/settings.ts';
import { saveSettings } from '../functions/save/settings.ts';
import { showSettings } from '../functions/show/settings.ts';
import { submitSettings } from '../functions/submit/settings.ts';
import { engineSettings } from './engine/settings.ts';
import { heapSettings } from './heap.ts';

export const emulatorSettings = {
  ...commonSettings,
  ...heapSettings,
  ...engineSettings,
  // No real project has an id that begins with demo-.
  GOOGLE_CLOUD_PROJECT: text({ ...projectIdRule, default: 'demo-entity-pipeline' }),
  PUBSUB_EMULATOR_PORT: port(stagePorts.pubsubEmulator, 'the Pub/Sub emulator listens on'),
  FIRESTORE_EMULATOR_PORT: port(stagePorts.firestoreEmulator, 'the Firestore emulator listens on'),
} as const;

const startPorts = {
  SHOW_PORT: port(stagePorts.show, 'show listens on'),
  SUBMIT_PORT: port(stagePorts.submit, 'submit listens on'),
  EXTRACT_PORT: port(stagePorts.extract, 'extract listens on'),
  SAVE_PORT: port(stagePorts.save, 'save listens on'),
} as const;

/**
 * The stages start with the same environment. A fault in their settings should be reported before anything
 * is started.
 */
export const startSettings = {
  ...submitSettings,
  ...extractSettings,
  ...saveSettings,
  ...showSettings,
  ...emulatorSettings,
  ...startPorts,
} as const;
