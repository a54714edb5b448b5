/** Finds a Java that can run the emulators. */
import { join } from 'node:path';
import type { Environment } from '../functions/common/process/settings.ts';
import { onPath, type System } from './system.ts';

/**
 * The oldest Java for both: the classes of the Firestore emulator are compiled for 11 (class file version
 * 55), those of Pub/Sub for 8. A release that needs more says so when it starts, see `explainFailure`.
 */
export const OLDEST_JAVA = 11;

export type JavaSearch = { readonly java: string } | { readonly problem: string };

/** Looks at JAVA_HOME, then at the PATH. */
export async function findJava(environment: Environment, system: System): Promise<JavaSearch> {
  const inHome = environment.JAVA_HOME
    ? join(environment.JAVA_HOME, 'bin', system.platform === 'win32' ? 'java.exe' : 'java')
    : undefined;
  const java =
    inHome !== undefined && (await system.isFile(inHome))
      ? inHome
      : await onPath('java', environment, system);
  if (java === undefined)
    return {
      problem: `there is no Java (neither in JAVA_HOME nor on the PATH); it needs Java ${OLDEST_JAVA} or newer`,
    };
  const result = await system.run(java, ['-version']);
  const version = result?.exitCode === 0 ? javaVersion(result.output) : undefined;
  if (version === undefined)
    // macOS has a /usr/bin/java that only says where to download Java.
    return { problem: `${java} does not run; it needs Java ${OLDEST_JAVA} or newer` };
  if (version < OLDEST_JAVA)
    return {
      problem: `${java} is Java ${version}; it needs Java ${OLDEST_JAVA} or newer (set JAVA_HOME to one)`,
    };
  return { java };
}

/** The feature release in what `java -version` prints: 8 for "1.8.0_302", 17 for "17.0.2". */
export function javaVersion(output: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? [];
  if (first === undefined) return undefined;
  return first === '1' && second !== undefined ? Number(second) : Number(first);
}
