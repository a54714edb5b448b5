import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { EmulatorOptions } from '../../emulators/emulators.ts';
import { fakeMachine, startOn } from '../support/fakes/fake-emulators.ts';

/** The source, and the line that says which and why. */
async function chosen(programs: Parameters<typeof fakeMachine>[0], given: Partial<EmulatorOptions> = {}) {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line).msg) });
  await using machine = await fakeMachine(programs);
  await using emulators = await startOn(machine, { log, ...given });
  return { source: emulators.source, isLocal: emulators.isLocal, lines };
}

test("Google's emulators, where they are on the machine", async () => {
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

test('else the local engine', async () => {
  const { source, isLocal, lines } = await chosen([]);
  expect({ source, isLocal }).toEqual({ source: 'local engine, in memory', isLocal: true });
  expect(lines).toEqual([
    "Pub/Sub and Firestore: the local engine, in memory, because Google's emulators are not on this machine",
  ]);
});

test('the one that --engine names, whatever the machine has', async () => {
  expect((await chosen(['sdk'], { engine: 'local' })).lines).toEqual([
    'Pub/Sub and Firestore: the local engine, in memory, as --engine says',
  ]);
  await expect(chosen([], { engine: 'google' })).rejects.toThrow(
    /Nothing on this machine can run.*--engine local/s,
  );
});

test('running ones that the environment names, the local engine among them, and --engine before them', async () => {
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

test("to keep is for the local engine: Google's emulators keep nothing", async () => {
  await using machine = await fakeMachine(['sdk']);
  await expect(startOn(machine, { engine: 'google', keep: machine.folder })).rejects.toMatchObject({
    exitCode: 2,
  });
  await using emulators = await startOn(machine, { keep: `${machine.folder}/kept` });
  expect(emulators.isLocal).toBe(true);
});
