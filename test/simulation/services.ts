/**
 * The engine's cores without sockets, and the client libraries of a process that reach them through the
 * simulated network.
 */
import './timers.ts';
import { PassThrough } from 'node:stream';
import { Firestore } from '@google-cloud/firestore';
import { PubSub } from '@google-cloud/pubsub';
import type { Type } from 'protobufjs';
import { createDatabase, type DocumentDatabase } from '../../emulators/engine/firestore/database.ts';
import { firestoreFace } from '../../emulators/engine/firestore/face.ts';
import { definitionsOf, encode } from '../../emulators/engine/grpc/definitions.ts';
import { type Broker, createBroker } from '../../emulators/engine/pubsub/broker.ts';
import { createDelivery } from '../../emulators/engine/pubsub/delivery.ts';
import { publisherFace, subscriberFace } from '../../emulators/engine/pubsub/face.ts';
import type { Message } from '../../emulators/engine/pubsub/messages.ts';
import type { Committer } from '../../functions/common/cloud/firestore-commit.ts';
import { collections } from '../../functions/common/domain/store/documents.ts';
import type { Network } from './network.ts';
import type { Process, VirtualWorld } from './world.ts';

export interface Services {
  readonly broker: Broker;
  readonly database: DocumentDatabase;
  readonly clientsOf: (process: Process) => Clients;
  /** The messages of a subscription that are not acked. */
  readonly heldBy: (subscription: string) => readonly Message[];
}

export interface Clients {
  readonly firestore: Firestore;
  readonly committer: Committer;
  readonly pubsub: PubSub;
}

/** The parts of requests and answers that planted faults look at. */
export interface Wire {
  readonly topic?: string;
  readonly messages?: readonly SeenMessage[];
  readonly ackIds?: readonly string[];
  readonly ackDeadlineSeconds?: number;
  readonly subscription?: string;
  readonly messageIds?: readonly string[];
  readonly receivedMessages?: readonly { readonly ackId: string; readonly message: SeenMessage }[];
  readonly writes?: readonly SeenWrite[];
  readonly readTime?: object | null;
}

export interface SeenMessage {
  readonly messageId?: string;
}

export interface SeenWrite {
  readonly update?: {
    readonly name: string;
    readonly fields?: Readonly<Record<string, { readonly bytesValue?: Uint8Array }>>;
  } | null;
}

/** Something put between a client and its calls: a planted fault. */
export type Meddle = (
  call: {
    readonly process: Process;
    readonly method: string;
    readonly request: Wire;
    readonly world: VirtualWorld;
  },
  send: (request: Wire, method?: string) => Promise<Wire>,
) => Promise<Wire>;

export const PROJECT = 'simulated';
const DATABASE = `projects/${PROJECT}/databases/(default)`;
const roots = {
  pubsub: definitionsOf('@google-cloud/pubsub'),
  firestore: definitionsOf('@google-cloud/firestore'),
};
const firestoreService = roots.firestore.lookupService('google.firestore.v1.Firestore');
const asGax = { longs: String, enums: String, defaults: true, oneofs: true } as const;

interface Method {
  readonly request: Type;
  readonly response: Type;
}

function methodOf(name: string): Method {
  const method = firestoreService.methods[name.charAt(0).toUpperCase() + name.slice(1)];
  if (method === undefined) throw new Error(`Firestore has no method ${name}`);
  return {
    request: firestoreService.lookupType(method.requestType),
    response: firestoreService.lookupType(method.responseType),
  };
}

export function openServices(world: VirtualWorld, network: Network, meddle?: Meddle): Services {
  const server = world.start('service');
  const { clock } = server.runtime;
  const delivery = createDelivery(() => broker, clock);
  const held = new Map<string, Map<string, Message>>();
  const broker: Broker = createBroker({
    now: world.now,
    messagesBytes: 1e9,
    recorder: {
      topic: () => undefined,
      subscription: (name) => held.set(name, new Map()),
      message: (name, message) => held.get(name)?.set(message.id, message),
      gone: (name, messages) => {
        for (const { id } of messages) held.get(name)?.delete(id);
      },
    },
  });
  const ids: ReadonlySet<string> = new Set(Object.values(collections));
  const database = createDatabase(`${DATABASE}/documents/`, {
    now: world.now,
    historyBytes: 1e9,
    documentsBytes: 1e9,
    isIndexed: (id) => !ids.has(id),
    timeToLive: [collections.posts, collections.rollups].map((collectionId) => ({
      collectionId,
      path: ['expireAt'],
    })),
  });
  const settled = () => undefined;
  const pubsub = { broker, delivery, clock, settled };
  const faces = {
    firestore: firestoreFace({ databaseOf: () => database, changed: () => undefined, settled }),
    PublisherClient: publisherFace(pubsub),
    SubscriberClient: subscriberFace(pubsub),
  };

  /** Calls a handler that answers once and at once. */
  const unary = (face: object, method: string, request: object): object => {
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
  };
  const firestoreUnary = (method: string, bytes: Uint8Array): object => {
    const { request, response } = methodOf(method);
    const answer = unary(faces.firestore, method, { message: request.decode(bytes), bytes: bytes.length });
    return response.toObject(response.decode(encode(response, answer)), asGax);
  };
  /** Calls a handler that streams. Its answers are made at once, and handed over in the next microtasks. */
  const firestoreStream = (
    method: string,
    bytes: Uint8Array,
  ): { readonly answers: object[]; failure?: unknown } => {
    const { request, response } = methodOf(method);
    const seen: { readonly answers: object[]; failure?: unknown } = { answers: [] };
    const call = {
      request: { message: request.decode(bytes), bytes: bytes.length },
      emit: (_: string, error: unknown) => {
        seen.failure = error;
      },
      write: (answer: object) => {
        seen.answers.push(response.toObject(response.decode(encode(response, answer)), asGax));
        return true;
      },
      end: () => undefined,
    };
    Reflect.apply(Reflect.get(faces.firestore, method), undefined, [call]);
    if (seen.failure !== undefined) throw seen.failure;
    return seen;
  };

  const commit = (process: Process, bytes: Uint8Array): Promise<object> => {
    const { request: type } = methodOf('commit');
    const given = type.toObject(type.decode(bytes));
    const send = (request: Wire): Promise<object> =>
      network.call(process, `commits ${summaryOf(request)}`, () =>
        firestoreUnary('commit', request === given ? bytes : encode(type, type.fromObject(request))),
      );
    return meddle === undefined
      ? send(given)
      : meddle({ process, method: 'commit', request: given, world }, send);
  };
  const stream = async (process: Process, method: string, asked: object): Promise<readonly object[]> => {
    const { request: type } = methodOf(method);
    const given = type.toObject(type.fromObject(asked));
    let answers: readonly object[] = [];
    const send = async (request: Wire): Promise<Wire> => {
      const bytes = encode(type, type.fromObject(request));
      const streamed = await network.call(process, method, () => firestoreStream(method, bytes));
      answers = streamed.answers;
      return {};
    };
    await (meddle === undefined ? send(given) : meddle({ process, method, request: given, world }, send));
    return answers;
  };

  const firestoreOf = (process: Process): Firestore => {
    const firestore = new Firestore({ projectId: PROJECT });
    const gapic = {
      commit: async (request: object) => {
        const { request: type } = methodOf('commit');
        return [await commit(process, encode(type, type.fromObject(request)))];
      },
      ...Object.fromEntries(
        ['batchGetDocuments', 'runQuery', 'runAggregationQuery'].map((method) => [
          method,
          (request: object) => {
            const answered = new PassThrough({ objectMode: true });
            stream(process, method, request).then(
              (answers) => {
                for (const answer of answers) answered.write(answer);
                answered.end();
              },
              (error: Error) => answered.destroy(error),
            );
            return answered;
          },
        ]),
      ),
    };
    const pool = {
      run: (_tag: string, _grpc: boolean, work: (client: object) => Promise<unknown>) => work(gapic),
      terminate: () => Promise.resolve(),
    };
    return Object.assign(firestore, { _clientPool: pool });
  };

  const pubsubOf = (process: Process): PubSub => {
    const client = new PubSub({ projectId: PROJECT });
    const request = (
      config: {
        readonly client: 'PublisherClient' | 'SubscriberClient';
        readonly method: string;
        readonly reqOpts: Wire;
      },
      callback: (error: unknown, response?: object) => void,
    ): void => {
      const { client: face, method: asked, reqOpts } = config;
      const send = (given: Wire, method = asked): Promise<object> =>
        network.call(process, describe(method, given), () =>
          unary(faces[face], method, { message: given, bytes: 1_000 }),
        );
      const answered =
        meddle === undefined
          ? send(reqOpts)
          : meddle({ process, method: asked, request: reqOpts, world }, send);
      answered.then((answer) => callback(null, answer), callback);
    };
    return Object.assign(client, { request, isEmulator: true });
  };

  return {
    broker,
    database,
    heldBy: (name) => [...(held.get(`projects/${PROJECT}/subscriptions/${name}`)?.values() ?? [])],
    clientsOf: (process) => ({
      firestore: firestoreOf(process),
      pubsub: pubsubOf(process),
      committer: {
        database: DATABASE,
        send: async (bytes) => {
          await commit(process, bytes);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      },
    }),
  };
}

/** Which documents a commit writes, for people. */
function summaryOf({ writes = [] }: Wire): string {
  const names = writes.map((write) => write.update?.name ?? String(Reflect.get(write, 'delete')));
  return names.map((name) => name.split('/').slice(-2).join('/')).join(' ');
}

function describe(method: string, { topic, subscription, ackIds = [], messages = [] }: Wire): string {
  const to = (topic ?? subscription ?? '').split('/').at(-1);
  const ids = messages.map((message) => Reflect.get(Reflect.get(message, 'attributes') ?? {}, 'postId'));
  return [method, to, ...ackIds, ...ids].join(' ');
}
