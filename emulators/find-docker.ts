/** Finds Docker, which runs the emulators from Google's image. */
import type { Environment } from '../functions/common/process/settings.ts';
import { heapBounds } from './heap.ts';
import { onPath, type System } from './system.ts';
import { type EmulatorName, FETCHES_FIRST_MS, type Launch, type Search } from './ways.ts';

/** Google's image with all emulators and a Java for them. */
const IMAGE = 'gcr.io/google.com/cloudsdktool/google-cloud-cli:emulators';

/** Every container carries it, so that `docker ps --filter label=…` shows our containers. */
const CONTAINER_LABEL = 'entity-pipeline.emulator';

const INSTALL = 'install https://docs.docker.com/get-docker/ and start it; the first start fetches the image';

export async function findDocker(
  wanted: readonly EmulatorName[],
  environment: Environment,
  system: System,
): Promise<Search> {
  const missing = (problem: string): Search => ({ name: 'Docker', problem, install: INSTALL });
  const docker = await onPath('docker', environment, system);
  if (docker === undefined) return missing('no `docker` on the PATH');
  // The command is often there without an engine that answers.
  const engine = await system.run(docker, ['version', '--format', '{{.Server.Version}}']);
  if (engine?.exitCode !== 0) {
    const said = engine?.output.trim().split('\n').at(-1);
    return missing(`${docker} is installed, but its engine does not answer${said ? ` (${said})` : ''}`);
  }
  const bounds = heapBounds(environment);
  return {
    way: {
      source: `Docker image ${IMAGE}`,
      launches: (ports, projectId) =>
        wanted.map((name) => launch(name, { docker, heap: bounds[name], port: ports[name], projectId })),
    },
  };
}

interface ContainerOptions {
  readonly docker: string;
  readonly heap: readonly string[];
  readonly port: number;
  readonly projectId: string;
}

function launch(name: EmulatorName, { docker, heap, port, projectId }: ContainerOptions): Launch {
  const container = `entity-pipeline-${name}-${process.pid}-${port}`;
  // gcloud's own flag wants an address: inside the container all of them, outside the loopback alone.
  const inside = `0.0.0.0:${port}`;
  return {
    name,
    serves: [name],
    command: docker,
    args: [
      'run',
      '--rm',
      '--init',
      `--name=${container}`,
      `--label=${CONTAINER_LABEL}=${name}`,
      `--publish=127.0.0.1:${port}:${port}`,
      `--env=JAVA_TOOL_OPTIONS=${heap.join(' ')}`,
      IMAGE,
      'gcloud',
      ...(name === 'pubsub' ? ['beta'] : []),
      'emulators',
      name,
      'start',
      `--host-port=${inside}`,
      `--project=${projectId}`,
    ],
    env: {},
    ready: name === 'pubsub' ? /Server started, listening on/ : /Dev App Server is now running/,
    startTimeoutMs: FETCHES_FIRST_MS,
    container: { docker, name: container },
  };
}
