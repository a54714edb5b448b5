/**
 * The local engine: Pub/Sub and Firestore for the pipeline on one machine, in this process. It holds
 * everything in memory. With `keep` it also writes to disk, and answers a call only once its changes are
 * synced.
 *
 * This file puts the parts together. The cores are `pubsub/broker.ts` and `firestore/database.ts`, which use
 * no sockets.
 */
import type { Clock } from '../../functions/common/process/runtime.ts';
import { createDatabase, type DocumentDatabase } from './firestore/database.ts';
import type { TimeToLive } from './firestore/documents.ts';
import { firestoreFace } from './firestore/face.ts';
import { definitionsOf } from './grpc/definitions.ts';
import { serveGrpc } from './grpc/server.ts';
import { type Broker, createBroker } from './pubsub/broker.ts';
import { createDelivery } from './pubsub/delivery.ts';
import { publisherFace, subscriberFace } from './pubsub/face.ts';
import { brokerRecorder, databaseRecorder, loadBroker, loadDatabases } from './records.ts';
import type { KeptState } from './storage.ts';

export interface EngineOptions {
  /** 0 takes a free port. */
  readonly pubsubPort: number;
  /** 0 takes a free port. */
  readonly firestorePort: number;
  readonly clock: Clock;
  /** The most that it may hold, in bytes. */
  readonly most: { readonly messages: number; readonly documents: number; readonly history: number };
  readonly timeToLive: readonly TimeToLive[];
  /** Whether Firestore indexes the fields of a collection by itself. */
  readonly isIndexed: (collectionId: string) => boolean;
  /** Where everything is kept, and closed at the end; without it, memory only. */
  readonly storage?: KeptState | undefined;
}

export interface Engine extends AsyncDisposable {
  readonly pubsubPort: number;
  readonly firestorePort: number;
}

/** The interval at which retention and time to live are enforced. */
const EXPIRY_MS = 60_000;

/** Starts an engine at 127.0.0.1, and resolves when it answers. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { clock, most } = options;
  await using parts = new AsyncDisposableStack();
  const roots = {
    pubsub: definitionsOf('@google-cloud/pubsub'),
    firestore: definitionsOf('@google-cloud/firestore'),
  };
  const storage = parts.use(options.storage);
  const settled = () => storage?.settled();

  const delivery = parts.use(createDelivery(() => broker, clock));
  const broker: Broker = createBroker({
    now: clock.now,
    messagesBytes: most.messages,
    ...(storage && { recorder: brokerRecorder(storage, roots.pubsub) }),
    onReady: delivery.ready,
  });
  const databases = new Map<string, DocumentDatabase>();
  const databaseOf = (root: string): DocumentDatabase => {
    const known = databases.get(root);
    if (known !== undefined) return known;
    const made = createDatabase(root, {
      now: clock.now,
      historyBytes: most.history,
      documentsBytes: most.documents,
      isIndexed: options.isIndexed,
      timeToLive: options.timeToLive,
    });
    databases.set(root, made);
    return made;
  };
  const changed = storage ? databaseRecorder(storage, roots.firestore) : () => undefined;
  if (storage !== undefined) {
    loadBroker(storage, roots.pubsub, broker);
    loadDatabases(storage, roots.firestore, databaseOf);
  }
  parts.use(
    clock.every(EXPIRY_MS, () => {
      broker.expire();
      for (const database of databases.values()) changed(database, database.expire());
    }),
  );
  const pubsub = { broker, delivery, clock, settled };
  const pubsubServer = parts.use(
    await serveGrpc(
      roots.pubsub,
      {
        'google.pubsub.v1.Publisher': publisherFace(pubsub),
        'google.pubsub.v1.Subscriber': subscriberFace(pubsub),
      },
      options.pubsubPort,
    ),
  );
  const firestoreServer = parts.use(
    await serveGrpc(
      roots.firestore,
      { 'google.firestore.v1.Firestore': firestoreFace({ databaseOf, changed, settled }) },
      options.firestorePort,
    ),
  );
  const kept = parts.move();
  return {
    pubsubPort: pubsubServer.port,
    firestorePort: firestoreServer.port,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
