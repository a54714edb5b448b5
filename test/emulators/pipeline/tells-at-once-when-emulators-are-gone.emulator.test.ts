import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { descendantsOf } from '../../../emulators/processes.ts';
import { testEngine } from '../../support/emulators.ts';
import { startEngineProcess } from '../../support/engine-process.ts';
import { type Child, startNode } from '../../support/processes/child.ts';
import { folderForEachTest } from '../../support/shared.ts';

const folder = folderForEachTest();
const ports = ['PUBSUB_EMULATOR', 'FIRESTORE_EMULATOR', 'SHOW', 'SUBMIT', 'EXTRACT', 'SAVE'];
const anyPorts = Object.fromEntries(ports.map((name) => [`${name}_PORT`, '0']));

/** Starts the pipeline without the sample. Resolves when it is ready. */
async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Child> {
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME, ...anyPorts, ...env };
  const child = startNode(['emulators/pipeline/cli.ts', '--empty', ...args], environment);
  await child.printed(/Ctrl-C ends it all/);
  return child;
}

function commandOf(pid: number): string {
  if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
}

/** The emulators that run as separate processes. The local engine runs inside the pipeline's process. */
const own = testEngine === 'google' ? ['pubsub', 'firestore'] : [];

test.each(own)(
  'the pipeline ends at once when its own %s emulator is killed, without a wait for its stages',
  async (name) => {
    await using child = await start(['--engine', 'google']);
    const java = descendantsOf(child.process.pid ?? 0).find((pid) => {
      const command = commandOf(pid);
      return /java$/.test(command.split(/[\0 ]/)[0] ?? '') && command.includes(name);
    });
    process.kill(java ?? 0, 'SIGKILL');
    // Far less than the 90 s that its stages may take to drain.
    const ended = await Promise.race([child.ended, new Promise((resolve) => setTimeout(resolve, 30_000))]);
    expect(ended).toBe(69);
    expect(child.stderr()).toMatch(/The (Pub\/Sub|Firestore) emulator was ended by the signal SIGKILL/);
  },
  120_000,
);

test('the loss of an emulator started elsewhere is reported at once, and its return too', {
  timeout: 120_000,
}, async () => {
  const engine = await startEngineProcess(folder.path);
  await using parts = new AsyncDisposableStack();
  parts.defer(() => engine[Symbol.asyncDispose]());
  const { pubsubHost, firestoreHost } = engine;
  await using child = await start([], {
    PUBSUB_EMULATOR_HOST: pubsubHost,
    FIRESTORE_EMULATOR_HOST: firestoreHost,
  });
  await engine.kill();
  await expect.poll(child.stderr).toContain(`the Pub/Sub emulator at ${pubsubHost}`);
  await expect.poll(child.stderr).toContain(`the Firestore emulator at ${firestoreHost}`);
  const portOf = (host: string) => Number(host.split(':')[1]);
  const again = await startEngineProcess(folder.path, {
    pubsub: portOf(pubsubHost),
    firestore: portOf(firestoreHost),
  });
  parts.defer(() => again[Symbol.asyncDispose]());
  await expect.poll(child.stderr, { timeout: 30_000 }).toMatch(/Pub\/Sub emulator at \S+ .* answers again/);
  // After that report the pipeline must accept and count posts again.
  const url = /http:\/\/127\.0\.0\.1:\d+\/posts/.exec(child.stdout())?.[0] ?? '';
  const page = /live counts: (http:\/\/127\.0\.0\.1:\d+)\//.exec(child.stderr())?.[1] ?? '';
  const submit = async (): Promise<number> => {
    const body = '{"publication": "Example Times", "content": "Ada Lovelace lived in London."}';
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  await expect.poll(submit, { timeout: 30_000, interval: 500 }).toBe(202);
  const counts = async (): Promise<unknown> => (await fetch(`${page}/api/stats`)).json();
  await expect.poll(counts, { timeout: 60_000 }).toMatchObject({ articles: 1, publications: 1 });
  child.process.kill('SIGINT');
  expect(await child.ended).toBe(0);
});
