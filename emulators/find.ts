/**
 * Finds a way to run the emulators: an installed Google Cloud SDK, else Docker, else the Firebase CLI. The
 * machine and the environment are arguments, so that the decision can be tested on any machine.
 */

import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import type { Environment } from '../functions/common/process/settings.ts';
import { findDocker } from './find-docker.ts';
import { findFirebase } from './find-firebase.ts';
import { findSdk } from './find-sdk.ts';
import type { System } from './system.ts';
import type { EmulatorName, Search, Way } from './ways.ts';

/** The title of each emulator for people, and the variables that name a running one and set the port. */
export const emulatorNames: Readonly<
  Record<
    EmulatorName,
    { readonly title: string; readonly hostVariable: string; readonly portVariable: string }
  >
> = {
  pubsub: { title: 'Pub/Sub', hostVariable: 'PUBSUB_EMULATOR_HOST', portVariable: 'PUBSUB_EMULATOR_PORT' },
  firestore: {
    title: 'Firestore',
    hostVariable: 'FIRESTORE_EMULATOR_HOST',
    portVariable: 'FIRESTORE_EMULATOR_PORT',
  },
};

/**
 * The first way that can run all emulators wanted.
 * @throws ExplainedError with exit code 69 that names everything looked for, and how to install each
 */
export async function findWay(
  wanted: readonly EmulatorName[],
  environment: Environment,
  system: System,
): Promise<Way> {
  const found = await searchWays(wanted, environment, system);
  if ('way' in found) return found.way;
  const failures = found.failures.map(
    ({ name, problem, install }) => `  ${name}: ${problem}\n    To use it: ${install}`,
  );
  const titles = wanted.map((name) => emulatorNames[name].title).join(' and ');
  const variables = wanted.map((name) => emulatorNames[name].hostVariable).join(' and ');
  throw new ExplainedError(
    `Nothing on this machine can run Google's ${titles} emulator${wanted.length > 1 ? 's' : ''}:\n${failures.join('\n')}\n` +
      'Install one of these, or use `--engine local`, which needs none of them. ' +
      `Or set ${variables} to host:port of running emulators.`,
    ExitCode.unavailable,
  );
}

/** The first way that can run all emulators wanted, or why each way failed. */
export async function searchWays(
  wanted: readonly EmulatorName[],
  environment: Environment,
  system: System,
): Promise<{ readonly way: Way } | { readonly failures: readonly Exclude<Search, { readonly way: Way }>[] }> {
  const failures: Exclude<Search, { readonly way: Way }>[] = [];
  for (const search of [findSdk, findDocker, findFirebase]) {
    const result = await search(wanted, environment, system);
    if ('way' in result) return result;
    failures.push(result);
  }
  return { failures };
}
