/**
 * Finds the emulators of an installed Google Cloud SDK. Java is started directly, because `gcloud`'s wrapper
 * leaves it running when the wrapper ends.
 */
import { dirname, join } from 'node:path';
import type { Environment } from '../functions/common/process/settings.ts';
import { findJava } from './find-java.ts';
import { heapBounds } from './heap.ts';
import { onPath, type System } from './system.ts';
import { type EmulatorName, type Launch, type Search, STARTS_AT_ONCE_MS } from './ways.ts';

const INSTALL =
  'install https://cloud.google.com/sdk/docs/install, then run `gcloud components install pubsub-emulator ' +
  'cloud-firestore-emulator` (with Debian packages: `sudo apt-get install google-cloud-cli-pubsub-emulator ' +
  'google-cloud-cli-firestore-emulator`), and Java: https://adoptium.net';

/** The file by which the root of an SDK is recognised. */
const MARK = join('bin', 'gcloud');

export async function findSdk(
  wanted: readonly EmulatorName[],
  environment: Environment,
  system: System,
): Promise<Search> {
  const missing = (problem: string): Search => ({ name: 'Google Cloud SDK', problem, install: INSTALL });
  const bounds = heapBounds(environment);
  const roots = await sdkRoots(environment, system);
  if (roots.length === 0)
    return missing('not in CLOUDSDK_ROOT_DIR, no `gcloud` on the PATH, nor in the usual folders');
  const lacking: string[] = [];
  for (const root of roots) {
    const jars = { pubsub: await pubsubJar(root, system), firestore: await firestoreJar(root, system) };
    const without = wanted.filter((name) => jars[name] === undefined);
    if (without.length > 0) {
      lacking.push(`the one in ${root} has no ${without.join(' and no ')} emulator`);
      continue;
    }
    const found = await findJava(environment, system);
    if ('problem' in found) return missing(`the one in ${root} has the emulators, but ${found.problem}`);
    return {
      way: {
        source: `Google Cloud SDK in ${root}`,
        launches: (ports) =>
          wanted.map((name) =>
            launch(name, { java: found.java, heap: bounds[name], jar: jars[name] ?? '', port: ports[name] }),
          ),
      },
    };
  }
  return missing(lacking.join('; '));
}

/** All roots there are, those a person named first. */
async function sdkRoots(environment: Environment, system: System): Promise<readonly string[]> {
  const gcloud = await onPath('gcloud', environment, system);
  const resolved = gcloud === undefined ? undefined : await system.resolve(gcloud);
  const { home } = system;
  const candidates: readonly (string | undefined)[] = [
    environment.CLOUDSDK_ROOT_DIR,
    environment.GOOGLE_CLOUD_SDK,
    resolved === undefined ? undefined : dirname(dirname(resolved)),
    '/usr/lib/google-cloud-sdk',
    '/usr/lib64/google-cloud-sdk',
    '/usr/share/google-cloud-sdk',
    '/usr/local/google-cloud-sdk',
    '/opt/google-cloud-sdk',
    '/opt/google-cloud-cli',
    '/snap/google-cloud-cli/current',
    '/snap/google-cloud-sdk/current',
    join(home, 'google-cloud-sdk'),
    join(home, 'Downloads', 'google-cloud-sdk'),
    '/opt/homebrew/share/google-cloud-sdk',
    '/usr/local/share/google-cloud-sdk',
    '/opt/homebrew/Caskroom/gcloud-cli/latest/google-cloud-sdk',
    '/opt/homebrew/Caskroom/google-cloud-sdk/latest/google-cloud-sdk',
    '/usr/local/Caskroom/google-cloud-sdk/latest/google-cloud-sdk',
    environment.LOCALAPPDATA && join(environment.LOCALAPPDATA, 'Google', 'Cloud SDK', 'google-cloud-sdk'),
  ];
  const roots: string[] = [];
  for (const root of new Set(candidates)) {
    if (root === undefined || root === '') continue;
    const isRoot =
      (await system.isFile(join(root, MARK))) || (await system.list(join(root, 'platform'))).length > 0;
    if (isRoot) roots.push(root);
  }
  return roots;
}

async function pubsubJar(root: string, system: System): Promise<string | undefined> {
  const folder = join(root, 'platform', 'pubsub-emulator', 'lib');
  const name = (await system.list(folder)).find((file) => /^cloud-pubsub-emulator-.*\.jar$/.test(file));
  return name === undefined ? undefined : join(folder, name);
}

async function firestoreJar(root: string, system: System): Promise<string | undefined> {
  const path = join(root, 'platform', 'cloud-firestore-emulator', 'cloud-firestore-emulator.jar');
  return (await system.isFile(path)) ? path : undefined;
}

interface JavaOptions {
  readonly java: string;
  readonly heap: readonly string[];
  readonly jar: string;
  readonly port: number;
}

function launch(name: EmulatorName, { java, heap, jar, port }: JavaOptions): Launch {
  const common = { name, serves: [name], command: java, env: {}, startTimeoutMs: STARTS_AT_ONCE_MS };
  return name === 'pubsub'
    ? {
        ...common,
        args: [...heap, '-jar', jar, '--host=127.0.0.1', `--port=${port}`],
        ready: /Server started, listening on/,
      }
    : {
        ...common,
        args: [
          ...heap,
          // Its messages exist in English only.
          '-Duser.language=en',
          '-cp',
          jar,
          'com.google.cloud.datastore.emulator.firestore.CloudFirestore',
          'start',
          '--host=127.0.0.1',
          `--port=${port}`,
        ],
        ready: /Dev App Server is now running/,
      };
}
