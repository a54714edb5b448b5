/** The settings with which `npm start` takes free ports. */
export const anyPorts = {
  PUBSUB_EMULATOR_PORT: '0',
  FIRESTORE_EMULATOR_PORT: '0',
  SHOW_PORT: '0',
  SUBMIT_PORT: '0',
  EXTRACT_PORT: '0',
  SAVE_PORT: '0',
} as const;
