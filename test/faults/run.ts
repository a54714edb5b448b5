/** Emulators that several scenarios use one after the other, each in its own project. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestEmulators } from '../support/emulators.ts';
import { REMOVE_ALL } from '../support/folder.ts';
import { openGrpcProxy } from '../support/proxies/grpc-proxy.ts';
import { seededRandom } from '../support/random.ts';
import { scenarioPosts } from './posts.ts';
import type { ScenarioOutcome, ScenarioSetting } from './scenario.ts';
import { scenarios } from './scenarios.ts';

export interface ScenarioRun extends AsyncDisposable {
  readonly scenario: (
    name: string,
    options: {
      readonly seed: number;
      readonly count: number;
      readonly isLong: boolean;
      readonly pullApi: ScenarioSetting['pullApi'];
      readonly say: (line: string) => void;
    },
  ) => Promise<ScenarioOutcome>;
}

export async function openRun(): Promise<ScenarioRun> {
  await using parts = new AsyncDisposableStack();
  const emulators = parts.use(await startTestEmulators());
  const { PUBSUB_EMULATOR_HOST: pubsubHost = '', FIRESTORE_EMULATOR_HOST: firestoreHost = '' } =
    emulators.env;
  // The emulator does not notice a broken stream. It continues to deliver to it in turn with the live ones,
  // and those messages wait until their leases expire. Google's front end ends such a stream, and this proxy
  // does too.
  const frontEnd = parts.use(await openGrpcProxy(pubsubHost));
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  let faulty = 0;
  const opened = parts.move();
  return {
    async scenario(name, { seed, count, isLong, pullApi, say }) {
      const scenario = scenarios[name];
      if (scenario === undefined) throw new RangeError(`there is no scenario ${name}`);
      const logFolder = join(folder, name);
      say(`logs in ${logFolder}`);
      faulty += 1;
      const outcome = await scenario({
        name,
        seed,
        posts: scenarioPosts({ seed, count, real: isLong }),
        random: seededRandom(seed),
        pubsubHost: pullApi === 'streaming' ? frontEnd.host : pubsubHost,
        firestoreHost,
        logFolder,
        pullApi,
        isLong,
        say,
      });
      if (outcome.problems.length === 0) faulty -= 1;
      return outcome;
    },
    async [Symbol.asyncDispose]() {
      await opened.disposeAsync();
      // The logs are useful only after a failure.
      if (faulty === 0) rmSync(folder, REMOVE_ALL);
    },
  };
}
