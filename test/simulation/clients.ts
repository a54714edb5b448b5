/**
 * The client libraries of a process, connected to the engine by the simulated network. They are cut below
 * their public interface and above gRPC, so that their batching, conversions and retries of reads run too.
 */
import './timers.ts';
import { Readable } from 'node:stream';
import { Firestore } from '@google-cloud/firestore';
import { encode } from '../../emulators/engine/grpc/definitions.ts';
import type { Committer } from '../../functions/common/cloud/firestore-commit.ts';
import type { PubSubClient } from '../../functions/common/cloud/pubsub.ts';
import { DATABASE, PROJECT, pubsubType, requestOf, type SimulatedServices } from './engine.ts';
import { createMessageIds } from './message-ids.ts';
import type { Network } from './network.ts';
import type { Watch } from './watch.ts';
import type { Process, VirtualWorld } from './world.ts';

export interface Clients {
  readonly firestore: Firestore;
  readonly committer: Committer;
  readonly pubsub: PubSubClient;
}

/** The fields of requests and answers that the watch and planted faults read. */
export interface Wire {
  readonly topic?: string;
  readonly messages?: readonly SeenMessage[];
  readonly ackIds?: readonly string[];
  readonly ackDeadlineSeconds?: number;
  readonly subscription?: string;
  readonly messageIds?: readonly string[];
  readonly receivedMessages?: readonly SeenDelivery[];
  readonly writes?: readonly SeenWrite[];
  readonly readTime?: object | null;
}

export interface SeenMessage {
  readonly messageId?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface SeenDelivery {
  readonly ackId: string;
  readonly message: SeenMessage;
}

export interface SeenWrite {
  readonly update?: {
    readonly name: string;
    readonly fields?: Readonly<
      Record<string, { readonly bytesValue?: Uint8Array; readonly stringValue?: string }>
    >;
  } | null;
  readonly delete?: string | null;
  readonly currentDocument?: object | null;
}

/** A planted fault between a client and its calls. */
export type Meddle = (
  call: {
    readonly process: Process;
    readonly method: string;
    readonly request: Wire;
    readonly world: VirtualWorld;
  },
  send: (request: Wire, method?: string) => Promise<Wire>,
) => Promise<Wire>;

const publishRequest = pubsubType('PublishRequest');
/** Types of the subscriber's calls. Those beside a pull have an empty answer. */
const subscriberCalls = {
  Pull: { name: 'pull', request: pubsubType('PullRequest') },
  Acknowledge: { name: 'acknowledge', request: pubsubType('AcknowledgeRequest') },
  ModifyAckDeadline: { name: 'modifyAckDeadline', request: pubsubType('ModifyAckDeadlineRequest') },
} as const;
const pullResponse = pubsubType('PullResponse');

/** @returns a function that opens the clients of a process */
export function createClients(given: {
  readonly world: VirtualWorld;
  readonly network: Network;
  readonly engine: SimulatedServices;
  readonly watch: Watch;
  readonly meddle: Meddle | undefined;
}): (process: Process) => Clients {
  const { world, network, engine, watch, meddle } = given;
  const messageIds = createMessageIds(engine);

  const commit = (process: Process, bytes: Uint8Array): Promise<object> => {
    const type = requestOf('commit');
    const asked: Wire = type.toObject(type.decode(bytes));
    const send = (request: Wire): Promise<object> =>
      network.call(process, `commits ${documentsOf(request)}`, () => {
        const sent = request === asked ? bytes : encode(type, type.fromObject(request));
        const answer = engine.commit(sent);
        watch.saw(process, 'commit', request, {});
        return answer;
      });
    return meddle === undefined
      ? send(asked)
      : meddle({ process, method: 'commit', request: asked, world }, send);
  };

  const read = async (process: Process, method: string, asked: object): Promise<readonly object[]> => {
    const type = requestOf(method);
    let answers: readonly object[] = [];
    const send = async (request: object): Promise<Wire> => {
      answers = await network.call(process, method, () => engine.read(method, type.fromObject(request)));
      return {};
    };
    await (meddle === undefined
      ? send(asked)
      : meddle({ process, method, request: type.toObject(type.fromObject(asked)), world }, send));
    return answers;
  };

  const firestoreOf = (process: Process): Firestore => {
    const firestore = new Firestore({ projectId: PROJECT });
    const type = requestOf('commit');
    const gapic = {
      commit: async (request: object) => [await commit(process, encode(type, type.fromObject(request)))],
    };
    const pool = {
      run: (_tag: string, _grpc: boolean, work: (client: object) => Promise<unknown>) => work(gapic),
      terminate: () => Promise.resolve(),
    };
    // The library's own retries, around one stream each.
    const requestStream = (method: string, _isBidirectional: boolean, request: object, tag: string) => {
      const open = async () => streamOf(await read(process, method, request));
      return Reflect.apply(Reflect.get(firestore, '_retry'), firestore, [method, tag, open]);
    };
    return Object.assign(firestore, { _clientPool: pool, requestStream });
  };

  const pubsubOf = (process: Process): PubSubClient => {
    const answer = (
      face: 'PublisherClient' | 'SubscriberClient',
      asked: string,
      reqOpts: Wire,
    ): Promise<Wire> => {
      const send = (wire: Wire, method = asked): Promise<Wire> =>
        network.call(
          process,
          describe(method, wire),
          () => {
            const told = messageIds.told(engine.pubsub(face, method, wire), wire);
            watch.saw(process, method, wire, told);
            return told;
          },
          // An empty pull is answered late, as in the cloud. This also makes runs shorter.
          ({ receivedMessages }) => method === 'pull' && receivedMessages?.length === 0,
        );
      return meddle === undefined
        ? send(reqOpts)
        : meddle({ process, method: asked, request: reqOpts, world }, send);
    };
    const sendSubscriber: PubSubClient['sendSubscriber'] = async (method, _, bytes) => {
      const { name, request } = subscriberCalls[method];
      const answered = await answer('SubscriberClient', name, request.toObject(request.decode(bytes)));
      return method === 'Pull' ? encode(pullResponse, answered) : Buffer.alloc(0);
    };
    const sendPublish: PubSubClient['sendPublish'] = async (_, bytes) => {
      const asked: Wire = publishRequest.toObject(publishRequest.decode(bytes));
      return (await answer('PublisherClient', 'publish', asked)).messageIds ?? [];
    };
    return { projectId: PROJECT, sendPublish, sendSubscriber, openStream: undefined };
  };

  return (process) => ({
    firestore: firestoreOf(process),
    pubsub: pubsubOf(process),
    committer: {
      database: DATABASE,
      send: async (bytes) => {
        await commit(process, bytes);
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  });
}

/** The answers as the stream that the library reads. */
function streamOf(answers: readonly object[]): Readable {
  const stream = new Readable({
    objectMode: true,
    read() {
      for (const answer of answers) this.push(answer);
      this.push(null);
    },
  });
  return Object.assign(stream, { end: () => undefined });
}

/** The documents that a commit writes, for the trace. */
function documentsOf({ writes = [] }: Wire): string {
  const names = writes.map((write) => write.update?.name ?? write.delete ?? '');
  return names.map((name) => name.split('/').slice(-2).join('/')).join(' ');
}

function describe(method: string, { topic, subscription, ackIds = [], messages = [] }: Wire): string {
  const to = (topic ?? subscription ?? '').split('/').at(-1);
  const ids = messages.map(({ attributes }) => attributes?.postId);
  return [method, to, ...ackIds, ...ids].join(' ');
}
