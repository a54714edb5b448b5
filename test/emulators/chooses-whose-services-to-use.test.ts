import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { EmulatorOptions } from '../../emulators/emulators.ts';
import { fakeMachine, startOn } from '../support/fakes/fake-emulators.ts';

/** The chosen source, and the line that names it with the reason. */
async function chosen(programs: Parameters<typeof fakeMachine>[0], given: Partial<EmulatorOptions> = {}) {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line).msg) });
  await using machine = await fakeMachine(programs);
  await using emulators = await startOn(machine, { log, ...given });
  return { source: emulators.source, isLocal: emulators.isLocal, lines };
}

test("Google's emulators are chosen where they are installed", async () => {
  const { source, isLocal, lines } = await chosen(['sdk']);
  expect({ source, isLocal }).toEqual({
    source: expect.stringMatching(/^Google Cloud SDK in /),
    isLocal: false,
  });
  expect(lines).toEqual([
    expect.stringMatching(
      /^Pub\/Sub and Firestore: Google's emulators \(.*\), because they are on this machine$/,
    ),
  ]);
});

test('the local engine is chosen otherwise', async () => {
  const { source, isLocal, lines } = await chosen([]);
  expect({ source, isLocal }).toEqual({ source: 'local engine, in memory', isLocal: true });
  expect(lines).toEqual([
    "Pub/Sub and Firestore: the local engine, in memory, because Google's emulators are not on this machine",
  ]);
});

test('the services that --engine names are chosen, whatever is installed', async () => {
  expect((await chosen(['sdk'], { engine: 'local' })).lines).toEqual([
    'Pub/Sub and Firestore: the local engine, in memory, because of --engine',
  ]);
  await expect(chosen([], { engine: 'google' })).rejects.toThrow(
    /Nothing on this machine can run.*--engine local/s,
  );
});

test('running services that the environment names are chosen, unless --engine names others', async () => {
  await using machine = await fakeMachine([]);
  await using running = await startOn(machine, { engine: 'local' });
  const environment = {
    ...machine.environment,
    PUBSUB_EMULATOR_HOST: running.pubsubHost,
    FIRESTORE_EMULATOR_HOST: running.firestoreHost,
  };
  await using second = await startOn(machine, { environment });
  expect(second.pubsubHost).toBe(running.pubsubHost);
  expect(second.firestoreHost).toBe(running.firestoreHost);
  await using third = await startOn(machine, { environment, engine: 'local' });
  expect(third.pubsubHost).not.toBe(running.pubsubHost);
});

test("a folder to keep data in selects the local engine, because Google's emulators keep none", async () => {
  await using machine = await fakeMachine(['sdk']);
  await expect(startOn(machine, { engine: 'google', keep: machine.folder })).rejects.toMatchObject({
    exitCode: 2,
  });
  await using emulators = await startOn(machine, { keep: `${machine.folder}/kept` });
  expect(emulators.isLocal).toBe(true);
});
