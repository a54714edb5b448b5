import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { afterEach, expect, test, vi } from 'vitest';
import { openFirestore } from '../../../functions/common/cloud/firestore.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';

const SERVICE = 'google.firestore.v1.Firestore';

/** A server that refuses every read and counts the requests. */
async function refusing(): Promise<
  AsyncDisposable & { readonly host: string; readonly asked: () => number }
> {
  let asked = 0;
  const server = new Server();
  const same = (bytes: Buffer): Buffer => bytes;
  for (const name of ['RunQuery', 'BatchGetDocuments']) {
    server.addService(
      {
        [name]: {
          path: `/${SERVICE}/${name}`,
          requestStream: false,
          responseStream: true,
          requestSerialize: same,
          requestDeserialize: same,
          responseSerialize: same,
          responseDeserialize: same,
        },
      },
      {
        [name]: (call: { readonly emit: (event: 'error', error: object) => void }) => {
          asked += 1;
          call.emit('error', { code: status.FAILED_PRECONDITION, details: 'The read time is too old.' });
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    host: `127.0.0.1:${port}`,
    asked: () => asked,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

afterEach(() => vi.unstubAllEnvs());

test.each(['a query', 'a read of documents'])('%s that is refused permanently is sent once', async (what) => {
  await using server = await refusing();
  // The client reads this variable by itself.
  vi.stubEnv('FIRESTORE_EMULATOR_HOST', server.host);
  await using firestore = openFirestore(
    {
      GOOGLE_CLOUD_PROJECT: 'demo-refused',
      FIRESTORE_DATABASE: '(default)',
      FIRESTORE_EMULATOR_HOST: server.host,
    },
    systemRuntime.clock,
  );
  const posts = firestore.collection('posts');
  const asking = what === 'a query' ? posts.limit(1).get() : firestore.getAll(posts.doc('one'));
  await expect(asking).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
  expect(server.asked()).toBe(1);
});
