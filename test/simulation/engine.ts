/**
 * The services of a simulation: the cores of the local engine without sockets. They answer at once; the
 * network adds the delays.
 *
 * `restart` makes new cores from the stored state. All messages are ready then, and old versions of documents
 * are gone.
 */
import './timers.ts';
import type { Type } from 'protobufjs';
import { createDatabase, type DocumentDatabase } from '../../emulators/engine/firestore/database.ts';
import { firestoreFace } from '../../emulators/engine/firestore/face.ts';
import { microsOf, type Value } from '../../emulators/engine/firestore/value.ts';
import { definitionsOf, encode } from '../../emulators/engine/grpc/definitions.ts';
import { type Broker, type BrokerRecorder, createBroker } from '../../emulators/engine/pubsub/broker.ts';
import { createDelivery } from '../../emulators/engine/pubsub/delivery.ts';
import { publisherFace, subscriberFace } from '../../emulators/engine/pubsub/face.ts';
import type { Message } from '../../emulators/engine/pubsub/messages.ts';
import {
  brokerRecorder,
  databaseRecorder,
  loadBroker,
  loadDatabases,
} from '../../emulators/engine/records.ts';
import { collections } from '../../functions/common/domain/store/documents.ts';
import { openKeptState } from './kept-state.ts';
import type { VirtualWorld } from './world.ts';

export interface SimulatedServices {
  readonly broker: () => Broker;
  readonly database: () => DocumentDatabase;
  /** Answers a call to Pub/Sub. @throws the error of the service */
  readonly pubsub: (
    client: 'PublisherClient' | 'SubscriberClient',
    method: string,
    request: object,
  ) => object;
  /** Answers a commit, given as bytes. */
  readonly commit: (bytes: Uint8Array) => object;
  /** Answers a read with all documents of its stream. @param request a message of `requestOf` */
  readonly read: (method: string, request: object) => readonly object[];
  readonly restart: () => void;
  /** The messages of a subscription that are not acked. */
  readonly heldBy: (subscription: string) => readonly Message[];
  /** Deletes the due records that are chosen, as time to live does. @returns their number */
  readonly expire: (isChosen: () => boolean) => number;
}

export const PROJECT = 'simulated';
export const DATABASE = `projects/${PROJECT}/databases/(default)`;
const ROOT = `${DATABASE}/documents/`;
const roots = {
  pubsub: definitionsOf('@google-cloud/pubsub'),
  firestore: definitionsOf('@google-cloud/firestore'),
};
const firestoreService = roots.firestore.lookupService('google.firestore.v1.Firestore');
/** The types of requests and answers of Pub/Sub, such as `PullRequest`. */
export function pubsubType(name: string): Type {
  return roots.pubsub.lookupType(`google.pubsub.v1.${name}`);
}

/** The options with which the client libraries decode answers. */
const asGax = { longs: String, enums: String, defaults: true, oneofs: true } as const;
const settled = () => undefined;

const methods = new Map(
  ['commit', 'batchGetDocuments', 'runQuery', 'runAggregationQuery'].map((name) => {
    const method = firestoreService.methods[name.charAt(0).toUpperCase() + name.slice(1)];
    if (method === undefined) throw new Error(`Firestore has no method ${name}`);
    const request = firestoreService.lookupType(method.requestType);
    return [name, { request, response: firestoreService.lookupType(method.responseType) }] as const;
  }),
);

function methodOf(name: string): { readonly request: Type; readonly response: Type } {
  const method = methods.get(name);
  if (method === undefined) throw new Error(`the simulation has no method ${name}`);
  return method;
}

/** The type of a method's requests. */
export function requestOf(name: string): Type {
  return methodOf(name).request;
}

/** @param isRestarted whether `restart` will be called: otherwise nothing is stored */
export function openEngine(world: VirtualWorld, isRestarted: boolean): SimulatedServices {
  const { clock } = world.start('service').runtime;
  const kept = openKeptState();
  const onDisk = isRestarted ? brokerRecorder(kept, roots.pubsub) : undefined;
  const held = new Map<string, Map<string, Message>>();
  const recorder: BrokerRecorder = {
    topic: (name, wire) => onDisk?.topic(name, wire),
    subscription(name, wire) {
      if (!held.has(name)) held.set(name, new Map());
      onDisk?.subscription(name, wire);
    },
    message(name, message) {
      held.get(name)?.set(message.id, message);
      onDisk?.message(name, message);
    },
    gone(name, messages) {
      for (const { id } of messages) held.get(name)?.delete(id);
      onDisk?.gone(name, messages);
    },
  };
  const changed = isRestarted ? databaseRecorder(kept, roots.firestore) : () => undefined;

  const ids: ReadonlySet<string> = new Set(Object.values(collections));
  const start = () => {
    const delivery = createDelivery(() => broker, clock);
    const broker: Broker = createBroker({ now: world.now, messagesBytes: 1e9, recorder });
    const database = createDatabase(ROOT, {
      now: world.now,
      historyBytes: 1e9,
      documentsBytes: 1e9,
      isIndexed: (id) => !ids.has(id),
      timeToLive: [collections.posts, collections.rollups].map((collectionId) => ({
        collectionId,
        path: ['expireAt'],
      })),
    });
    const pubsub = { broker, delivery, clock, settled };
    const firestore = firestoreFace({ databaseOf: () => database, changed, settled });
    const PublisherClient = publisherFace(pubsub);
    const SubscriberClient = subscriberFace(pubsub);
    return { broker, database, faces: { PublisherClient, SubscriberClient, firestore } };
  };
  let running = start();

  return {
    broker: () => running.broker,
    database: () => running.database,
    pubsub: (client, method, message) => unary(running.faces[client], method, { message, bytes: 1_000 }),
    commit(bytes) {
      const { request, response } = methodOf('commit');
      const message = request.decode(bytes);
      const answer = unary(running.faces.firestore, 'commit', { message, bytes: bytes.length });
      return asRead(response, answer);
    },
    read(method, message) {
      const { response } = methodOf(method);
      const request = { message, bytes: 1_000 };
      return streamed(running.faces.firestore, method, request, (answer) => asRead(response, answer));
    },
    restart() {
      running = start();
      loadBroker(kept, roots.pubsub, running.broker);
      loadDatabases(kept, roots.firestore, () => running.database);
    },
    heldBy: (name) => [...(held.get(`projects/${PROJECT}/subscriptions/${name}`)?.values() ?? [])],
    expire(isChosen) {
      const { database } = running;
      const now = world.now() * 1_000;
      const due = database
        .list(collections.posts, false, database.readMoment())
        .flatMap((one) =>
          typeof one !== 'string' && expiresAt(one.fields.get('expireAt')) <= now ? [one] : [],
        )
        .filter(isChosen)
        .map(({ document }) => document.path);
      for (const path of due)
        changed(database, database.commit([{ path, isDelete: true, transforms: [] }]).changed);
      return due.length;
    },
  };
}

function expiresAt(value: Value | undefined): number {
  const isTime = value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'timestamp';
  return isTime ? microsOf(value) : Number.POSITIVE_INFINITY;
}

/** Converts an answer into the form that the client libraries return. */
function asRead(type: Type, answer: object): object {
  return type.toObject(type.decode(encode(type, answer)), asGax);
}

/** Calls a unary handler that answers synchronously. */
function unary(face: object, method: string, request: object): object {
  let failure: unknown;
  let answer: object | undefined;
  const done = (error: unknown, response: object): void => {
    failure = error ?? undefined;
    answer = response;
  };
  Reflect.apply(Reflect.get(face, method), undefined, [{ request }, done]);
  if (failure !== undefined) throw failure;
  if (answer === undefined) throw new Error(`${method} did not answer at once`);
  return answer;
}

/**
 * Calls a streaming handler. It produces its answers at once and hands them over in the next microtasks. So
 * the array is full before the simulated call is answered.
 */
function streamed(
  face: object,
  method: string,
  request: object,
  read: (answer: object) => object,
): readonly object[] {
  const answers: object[] = [];
  let failure: unknown;
  const call = {
    request,
    emit: (_: string, error: unknown) => {
      failure = error;
    },
    write: (answer: object) => answers.push(read(answer)) > 0,
    end: () => undefined,
  };
  Reflect.apply(Reflect.get(face, method), undefined, [call]);
  if (failure !== undefined) throw failure;
  return answers;
}
