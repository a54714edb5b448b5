/** The submit function as a separate process, started as in the cloud or as a stage. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

export interface SubmitProcess extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** All its standard output and standard error. */
  readonly output: () => string;
  /** Sends a signal and resolves to the exit code once the process has ended. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** A Pub/Sub host without a server. */
export const NOBODY = '127.0.0.1:9';

const stage = [
  '--input-type=module',
  '-e',
  "await (await import('./functions/submit/stage.ts')).stage.main()",
];
const framework = [
  'node_modules/@google-cloud/functions-framework/build/src/main.js',
  '--target=submit',
  '--source=functions/submit/function.ts',
];

/**
 * Starts the function and waits until it listens.
 * @param env changes to the default environment, whose Pub/Sub host has no server
 * @param how as a stage, or by functions-framework's own executable
 */
export async function startSubmit(
  env: Readonly<Record<string, string>>,
  how: 'stage' | 'framework' = 'stage',
): Promise<SubmitProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, how === 'stage' ? stage : framework, {
    env: {
      PATH: process.env.PATH,
      GOOGLE_CLOUD_PROJECT: 'demo-entity-pipeline',
      PUBSUB_EMULATOR_HOST: NOBODY,
      METADATA_SERVER_DETECTION: 'none',
      ...env,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = once(child, 'exit').then(() => child.exitCode);
  const url = `http://127.0.0.1:${port}`;
  while (!/posts are accepted at|Serving function/.test(output)) {
    if (child.exitCode !== null) throw new Error(`the function did not start:\n${output}`);
    await Promise.race([ended, once(child.stdout, 'data'), once(child.stderr, 'data')]);
  }
  const end = (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return {
    url,
    port,
    process: child,
    output: () => output,
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
