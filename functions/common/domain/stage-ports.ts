/**
 * The default ports of the programs; all of them together fit on one machine. `cdktf/machine/ops-agent.yaml`
 * repeats those of the daemons, because YAML cannot import them; a test compares.
 */
export const stagePorts = {
  show: 8080,
  submit: 8081,
  pubsubEmulator: 8085,
  firestoreEmulator: 8086,
  /** The health of a machine with daemons. */
  health: 8090,
  extract: 8091,
  save: 8092,
} as const;

/** Where submit listens on this machine. */
export const LOCAL_SUBMIT_URL = `http://127.0.0.1:${stagePorts.submit}`;
