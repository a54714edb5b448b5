/** Finds the Firebase CLI, which fetches and runs both emulators itself. */
import type { Environment } from '../functions/common/process/settings.ts';
import { findJava } from './find-java.ts';
import { heapBounds } from './heap.ts';
import { onPath, type System } from './system.ts';
import { type EmulatorName, FETCHES_FIRST_MS, type Search } from './ways.ts';

const INSTALL = 'run `npm install --global firebase-tools`, and install Java: https://adoptium.net';

export async function findFirebase(
  wanted: readonly EmulatorName[],
  environment: Environment,
  system: System,
): Promise<Search> {
  const missing = (problem: string): Search => ({ name: 'Firebase CLI', problem, install: INSTALL });
  const firebase = await onPath('firebase', environment, system);
  if (firebase === undefined) return missing('no `firebase` on the PATH');
  const java = await findJava(environment, system);
  if ('problem' in java) return missing(`${firebase} is installed, but ${java.problem}`);
  const bounds = heapBounds(environment);
  return {
    way: {
      source: `Firebase CLI ${firebase}`,
      launches: (ports, projectId) => {
        const emulator = (name: EmulatorName) => [name, { host: '127.0.0.1', port: ports[name] }] as const;
        const config = {
          emulators: {
            ...Object.fromEntries(wanted.map(emulator)),
            ui: { enabled: false },
            // Documents of any project may be read: the project id is a setting of the pipeline.
            singleProjectMode: false,
          },
        };
        return [
          {
            name: 'firebase',
            serves: wanted,
            command: firebase,
            args: ['emulators:start', `--only=${wanted.join(',')}`, `--project=${projectId}`],
            // One heap bound for both: the command line has no separate ones.
            env: { JAVA_TOOL_OPTIONS: bounds.pubsub.join(' ') },
            ready: /All emulators ready/,
            files: { 'firebase.json': `${JSON.stringify(config, undefined, 2)}\n` },
            startTimeoutMs: FETCHES_FIRST_MS,
            endsItsOwn: true,
          },
        ];
      },
    },
  };
}
