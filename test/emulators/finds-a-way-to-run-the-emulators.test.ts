import { expect, test } from 'vitest';
import { findWay } from '../../emulators/find.ts';
import { javaVersion } from '../../emulators/find-java.ts';
import type { CommandResult, System } from '../../emulators/system.ts';
import { ExplainedError } from '../../functions/common/process/exit-codes.ts';

interface InstalledPrograms {
  readonly files?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  readonly commands?: Readonly<Record<string, CommandResult>>;
}

function systemWith(machine: InstalledPrograms): System {
  const files = machine.files ?? [];
  return {
    platform: 'linux',
    home: '/home/ada',
    isFile: async (path) => files.includes(path) || machine.links?.[path] !== undefined,
    list: async (folder) => [
      ...new Set(
        files
          .filter((file) => file.startsWith(`${folder}/`))
          .map((file) => file.slice(folder.length + 1).split('/')[0] ?? ''),
      ),
    ],
    resolve: async (path) => machine.links?.[path] ?? path,
    run: async (command) => machine.commands?.[command],
  };
}

const both = ['pubsub', 'firestore'] as const;
const ports = { pubsub: 8085, firestore: 8086 };
const PATH = '/usr/local/bin:/usr/bin';
const java17 = { exitCode: 0, output: 'openjdk version "17.0.2" 2022-01-18' };
const engine = { exitCode: 0, output: '27.0.0\n' };
const sdkIn = (root: string): string[] => [
  `${root}/platform/pubsub-emulator/lib/cloud-pubsub-emulator-0.8.20-all.jar`,
  `${root}/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar`,
];

async function find(
  machine: InstalledPrograms,
  environment: Record<string, string> = {},
  wanted = [...both] as ('pubsub' | 'firestore')[],
) {
  return findWay(wanted, { PATH, ...environment }, systemWith(machine));
}

async function failure(
  machine: InstalledPrograms,
  environment: Record<string, string> = {},
): Promise<string> {
  const error = await find(machine, environment).catch((thrown: unknown) => thrown);
  if (!(error instanceof ExplainedError)) throw new Error('it should have failed with an explanation');
  expect(error.exitCode).toBe(69);
  return error.message;
}

test.each([
  ['the variable CLOUDSDK_ROOT_DIR', '/tools/sdk', { CLOUDSDK_ROOT_DIR: '/tools/sdk' }, {}],
  ['gcloud on the PATH, through links', '/odd/place', {}, { '/usr/bin/gcloud': '/odd/place/bin/gcloud' }],
  ['the folder of the Debian package', '/usr/lib/google-cloud-sdk', {}, {}],
  ['the home folder', '/home/ada/google-cloud-sdk', {}, {}],
  ['Homebrew', '/opt/homebrew/share/google-cloud-sdk', {}, {}],
  ['snap', '/snap/google-cloud-cli/current', {}, {}],
])('finds the Google Cloud SDK through %s', async (_, root, environment, links) => {
  const way = await find(
    { files: [...sdkIn(root), '/usr/bin/java'], links, commands: { '/usr/bin/java': java17 } },
    environment,
  );
  expect(way.source).toBe(`Google Cloud SDK in ${root}`);
  const [pubsub, firestore] = way.launches(ports, 'demo-test');
  expect(pubsub).toMatchObject({ command: '/usr/bin/java', serves: ['pubsub'] });
  expect(pubsub?.args).toEqual([
    '-Xmx1024m',
    '-XX:+ExitOnOutOfMemoryError',
    '-jar',
    sdkIn(root)[0],
    '--host=127.0.0.1',
    '--port=8085',
  ]);
  expect(firestore?.args).toContain(sdkIn(root)[1]);
  expect(firestore?.args).toContain('--port=8086');
  expect(firestore?.args[0]).toMatch(/^-Xmx\d+m$/);
});

test('limits the heap of each emulator as the environment says', async () => {
  const files = [...sdkIn('/opt/google-cloud-sdk'), '/usr/bin/java'];
  const heaps = { PUBSUB_EMULATOR_HEAP_MB: '4096', FIRESTORE_EMULATOR_HEAP_MB: '2048' };
  const way = await find({ files, commands: { '/usr/bin/java': java17 } }, heaps);
  expect(way.launches(ports, 'demo-test').map(({ args }) => args[0])).toEqual(['-Xmx4096m', '-Xmx2048m']);
  await expect(find({ files }, { PUBSUB_EMULATOR_HEAP_MB: '4g' })).rejects.toThrow(
    'PUBSUB_EMULATOR_HEAP_MB is "4g"; it must be a whole number of megabytes from 128 to 1048576',
  );
});

test('prefers the Java of JAVA_HOME to the one on the PATH', async () => {
  const files = [...sdkIn('/opt/google-cloud-sdk'), '/usr/bin/java', '/jdk/bin/java'];
  const way = await find({ files, commands: { '/jdk/bin/java': java17 } }, { JAVA_HOME: '/jdk' });
  expect(way.launches(ports, 'demo-test')[0]?.command).toBe('/jdk/bin/java');
});

test('continues to an SDK with emulators when the first has none', async () => {
  const files = ['/tools/sdk/bin/gcloud', ...sdkIn('/opt/google-cloud-sdk'), '/usr/bin/java'];
  const way = await find(
    { files, commands: { '/usr/bin/java': java17 } },
    { CLOUDSDK_ROOT_DIR: '/tools/sdk' },
  );
  expect(way.source).toBe('Google Cloud SDK in /opt/google-cloud-sdk');
});

test('starts only the requested emulator', async () => {
  const files = [sdkIn('/opt/google-cloud-sdk')[1] ?? '', '/usr/bin/java'];
  const way = await find({ files, commands: { '/usr/bin/java': java17 } }, {}, ['firestore']);
  expect(way.launches(ports, 'demo-test').map((launch) => launch.serves)).toEqual([['firestore']]);
});

test('uses Docker without an SDK: containers that remove themselves, on the loopback address only', async () => {
  const way = await find({ files: ['/usr/bin/docker'], commands: { '/usr/bin/docker': engine } });
  expect(way.source).toMatch(/^Docker image gcr\.io\/google\.com\/cloudsdktool\/google-cloud-cli:emulators/);
  const launches = way.launches(ports, 'demo-test');
  expect(launches.map((launch) => launch.command)).toEqual(['/usr/bin/docker', '/usr/bin/docker']);
  expect(launches[0]?.args).toEqual(
    expect.arrayContaining([
      'run',
      '--rm',
      '--publish=127.0.0.1:8085:8085',
      '--env=JAVA_TOOL_OPTIONS=-Xmx1024m -XX:+ExitOnOutOfMemoryError',
    ]),
  );
  expect(launches[0]?.args).toContain(`--name=${launches[0]?.container?.name}`);
  expect(launches[0]?.container?.name).not.toBe(launches[1]?.container?.name);
});

test('uses Docker when the SDK has no Java to run with', async () => {
  const files = [...sdkIn('/opt/google-cloud-sdk'), '/usr/bin/docker'];
  const way = await find({ files, commands: { '/usr/bin/docker': engine } });
  expect(way.source).toMatch(/^Docker/);
});

test('uses the Firebase CLI without SDK and Docker, with a separate configuration', async () => {
  const files = ['/usr/bin/firebase', '/usr/bin/java', '/usr/bin/docker'];
  const noEngine = { exitCode: 1, output: 'Cannot connect to the Docker daemon\n' };
  const way = await find({ files, commands: { '/usr/bin/java': java17, '/usr/bin/docker': noEngine } });
  expect(way.source).toBe('Firebase CLI /usr/bin/firebase');
  const [launch, ...others] = way.launches(ports, 'demo-test');
  expect(others).toEqual([]);
  expect(launch?.serves).toEqual(['pubsub', 'firestore']);
  expect(launch?.args).toEqual(['emulators:start', '--only=pubsub,firestore', '--project=demo-test']);
  expect(JSON.parse(launch?.files?.['firebase.json'] ?? '')).toMatchObject({
    emulators: { pubsub: { host: '127.0.0.1', port: 8085 }, firestore: { host: '127.0.0.1', port: 8086 } },
  });
});

test('lists all it looked for, and how to install it, when there is nothing', async () => {
  const message = await failure({});
  expect(message).toContain('Or set PUBSUB_EMULATOR_HOST and FIRESTORE_EMULATOR_HOST to');
  expect(message).toMatch(/Google Cloud SDK: .*PATH/);
  expect(message).toContain('gcloud components install pubsub-emulator cloud-firestore-emulator');
  expect(message).toContain(
    'apt-get install google-cloud-cli-pubsub-emulator google-cloud-cli-firestore-emulator',
  );
  expect(message).toMatch(/Docker: no `docker` on the PATH/);
  expect(message).toContain('https://docs.docker.com/get-docker/');
  expect(message).toMatch(/Firebase CLI: no `firebase` on the PATH/);
  expect(message).toContain('npm install --global firebase-tools');
});

test('says which emulator an SDK lacks', async () => {
  const files = [sdkIn('/opt/google-cloud-sdk')[0] ?? ''];
  expect(await failure({ files })).toContain('the one in /opt/google-cloud-sdk has no firestore emulator');
});

test('says that Java is missing', async () => {
  const message = await failure({ files: sdkIn('/opt/google-cloud-sdk') });
  expect(message).toMatch(/has the emulators, but there is no Java .*it needs Java 11 or newer/);
});

test('says that Java is too old, and its version', async () => {
  const message = await failure({
    files: [...sdkIn('/opt/google-cloud-sdk'), '/usr/bin/java'],
    commands: { '/usr/bin/java': { exitCode: 0, output: 'java version "1.8.0_302"' } },
  });
  expect(message).toContain('/usr/bin/java is Java 8; it needs Java 11 or newer');
});

test('says that Java does not run', async () => {
  const files = [...sdkIn('/opt/google-cloud-sdk'), '/usr/bin/java'];
  const message = await failure({
    files,
    commands: { '/usr/bin/java': { exitCode: 1, output: 'no runtime' } },
  });
  expect(message).toContain('/usr/bin/java does not run');
});

test('says that the Docker daemon does not answer, with its error', async () => {
  const message = await failure({
    files: ['/usr/bin/docker'],
    commands: { '/usr/bin/docker': { exitCode: 1, output: 'Cannot connect to the Docker daemon\n' } },
  });
  expect(message).toContain('its engine does not answer (Cannot connect to the Docker daemon)');
});

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_302"', 8],
  ['openjdk version "25" 2025-09-16', 25],
  ['The operation could not be completed', undefined],
])('reads the version of Java in %j', (output, version) => {
  expect(javaVersion(output)).toBe(version);
});
