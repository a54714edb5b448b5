/**
 * Resources that the tests of one file share. Each function is called at the top level of a test file,
 * registers hooks, and disposes of its resources in reverse order. Benchmarks and fault scenarios run without
 * vitest and open their own.
 */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startTestEmulators, type TestEmulators } from './emulators.ts';
import { type Folder, temporaryFolder } from './folder.ts';

/**
 * Opens resources before the first test of a file. Those that `open` adds to `parts` are disposed of after
 * the last test.
 */
export function beforeTests(open: (parts: AsyncDisposableStack) => Promise<void>, timeoutMs?: number): void {
  const parts = new AsyncDisposableStack();
  beforeAll(() => open(parts), timeoutMs);
  afterAll(() => parts.disposeAsync());
}

/**
 * One resource for the tests of a file.
 * @returns a function that returns the resource to a test or a hook; before the first test it throws
 */
export function shared<Part extends AsyncDisposable>(open: () => Promise<Part>): () => Part {
  let part: Part | undefined;
  beforeTests(async (parts) => {
    part = parts.use(await open());
  });
  return () => opened(part);
}

/**
 * Fresh emulators for the tests of a file, with the topology created.
 * @returns the emulators; reading a property before the first test began is an error
 */
export function sharedEmulators(): TestEmulators {
  const started = shared(startTestEmulators);
  return {
    get projectId() {
      return started().projectId;
    },
    get env() {
      return started().env;
    },
    get pubsub() {
      return started().pubsub;
    },
    get firestore() {
      return started().firestore;
    },
    get daemonClient() {
      return started().daemonClient;
    },
    [Symbol.asyncDispose]: () => started()[Symbol.asyncDispose](),
  };
}

/**
 * An empty folder for each test of a file.
 * @returns the folder of the test that runs; reading a property outside a test is an error
 */
export function folderForEachTest(): Folder {
  let folder: Folder | undefined;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder?.[Symbol.asyncDispose]());
  const current = (): Folder => opened(folder);
  return {
    get path() {
      return current().path;
    },
    file: (name) => current().file(name),
    [Symbol.asyncDispose]: () => current()[Symbol.asyncDispose](),
  };
}

function opened<Part>(part: Part | undefined): Part {
  if (part === undefined)
    throw new Error('This is opened only when the tests run: use it inside a test or a hook.');
  return part;
}
