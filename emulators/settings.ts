/** What the emulators, and the whole pipeline on this machine, read from the environment. */
import { commonSettings, port, projectIdRule, text } from '../functions/common/process/settings.ts';
import { extractSettings } from '../functions/extract/settings.ts';
import { saveSettings } from '../functions/save/settings.ts';
import { showSettings } from '../functions/show/settings.ts';
import { submitSettings } from '../functions/submit/settings.ts';
import { heapSettings } from './heap.ts';

export const emulatorSettings = {
  ...commonSettings,
  ...heapSettings,
  // A project id that begins with demo- is one that no cloud has.
  GOOGLE_CLOUD_PROJECT: text({ ...projectIdRule, default: 'demo-entity-pipeline' }),
  PUBSUB_EMULATOR_PORT: port(8085),
  FIRESTORE_EMULATOR_PORT: port(8086),
} as const;

/** The stages are started with the same environment; a fault in what they read should be told before anything is started. */
export const startSettings = {
  ...submitSettings,
  ...extractSettings,
  ...saveSettings,
  ...showSettings,
  ...emulatorSettings,
  SHOW_PORT: port(8080),
  SUBMIT_PORT: port(8081),
  EXTRACT_PORT: port(8091),
  SAVE_PORT: port(8092),
} as const;
