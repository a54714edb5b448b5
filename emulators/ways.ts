/**
 * The types for finding and starting emulators. A way is one means of running them; a launch is one process
 * that a way needs.
 */

export type EmulatorName = 'pubsub' | 'firestore';

export type Ports = Readonly<Record<EmulatorName, number>>;

/** One process that serves one emulator or both. */
export interface Launch {
  /** Names its log file. */
  readonly name: string;
  readonly serves: readonly EmulatorName[];
  readonly command: string;
  readonly args: readonly string[];
  /** Environment variables beside those of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Matches the line that the process prints once it listens. No other process can have printed it. */
  readonly ready: RegExp;
  /** How long it may take until it answers, in milliseconds; longer where something is fetched first. */
  readonly startTimeoutMs: number;
  /** Files it needs in its working directory, text by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** The Docker container it runs in, which outlives the `docker` command. */
  readonly container?: { readonly docker: string; readonly name: string };
  /**
   * Whether it has processes in other groups and ends them when asked. Otherwise the group is killed at once.
   */
  readonly endsItsOwn?: boolean;
}

/** A means of running the emulators that was found on this machine. */
export interface Way {
  /** For people: what runs the emulators, and where it was found. */
  readonly source: string;
  readonly launches: (ports: Ports, projectId: string) => readonly Launch[];
}

/** The result of a search for one way: the way, or a problem and how to install the missing program. */
export type Search =
  | { readonly way: Way }
  | { readonly name: string; readonly problem: string; readonly install: string };

/**
 * For Java and emulators that are on the disk: 1 to 8 s measured, and much more on a busy machine.
 */
export const STARTS_AT_ONCE_MS = 60_000;
/** An image or a download of some hundred megabytes comes first. */
export const FETCHES_FIRST_MS = 600_000;
