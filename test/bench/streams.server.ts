/**
 * A stand-in for Pub/Sub that serves each stream at the documented limit of 10 MB a second
 * (https://cloud.google.com/pubsub/quotas#resource_limits), with flow control. It has endless messages. Runs
 * as a separate process: prints its port and ends when its standard input does.
 */
import { protos } from '@google-cloud/pubsub';
import { Server, ServerCredentials, type ServerDuplexStream, type ServiceDefinition } from '@grpc/grpc-js';

const { StreamingPullRequest, StreamingPullResponse, AcknowledgeRequest, ModifyAckDeadlineRequest } =
  protos.google.pubsub.v1;

const [, , bytesASecond = '10000000', messageBytes = '3700'] = process.argv;
const TICK_MS = 10;
const MESSAGES_A_RESPONSE = 50;

const empty = { path: '', requestStream: false, responseStream: false } as const;
const toNothing = { responseSerialize: () => Buffer.alloc(0), responseDeserialize: () => ({}) };
/** The service `google.pubsub.v1.Subscriber` in the form of grpc-js. */
const service = {
  streamingPull: {
    path: '/google.pubsub.v1.Subscriber/StreamingPull',
    requestStream: true,
    responseStream: true,
    requestSerialize: (request: protos.google.pubsub.v1.IStreamingPullRequest) =>
      Buffer.from(StreamingPullRequest.encode(request).finish()),
    requestDeserialize: (bytes: Buffer) => StreamingPullRequest.decode(bytes),
    responseSerialize: (response: protos.google.pubsub.v1.IStreamingPullResponse) =>
      Buffer.from(StreamingPullResponse.encode(response).finish()),
    responseDeserialize: (bytes: Buffer) => StreamingPullResponse.decode(bytes),
  },
  acknowledge: {
    ...empty,
    ...toNothing,
    path: '/google.pubsub.v1.Subscriber/Acknowledge',
    requestSerialize: (request: protos.google.pubsub.v1.IAcknowledgeRequest) =>
      Buffer.from(AcknowledgeRequest.encode(request).finish()),
    requestDeserialize: (bytes: Buffer) => AcknowledgeRequest.decode(bytes),
  },
  modifyAckDeadline: {
    ...empty,
    ...toNothing,
    path: '/google.pubsub.v1.Subscriber/ModifyAckDeadline',
    requestSerialize: (request: protos.google.pubsub.v1.IModifyAckDeadlineRequest) =>
      Buffer.from(ModifyAckDeadlineRequest.encode(request).finish()),
    requestDeserialize: (bytes: Buffer) => ModifyAckDeadlineRequest.decode(bytes),
  },
} satisfies ServiceDefinition;

type PullStream = ServerDuplexStream<
  protos.google.pubsub.v1.StreamingPullRequest,
  protos.google.pubsub.v1.IStreamingPullResponse
>;

const data = Buffer.alloc(Number(messageBytes), 'a');
/** The messages in flight on each stream. */
const outstanding = new Map<string, number>();
let opened = 0;

const server = new Server();
server.addService(service, {
  streamingPull(stream: PullStream) {
    opened += 1;
    const name = String(opened);
    let sent = 0;
    let most = 0;
    let allowance = 0;
    let lastAt = performance.now();
    outstanding.set(name, 0);
    const timer = setInterval(() => {
      const now = performance.now();
      // An unused allowance is not carried over.
      allowance = Math.min(allowance + ((now - lastAt) / 1_000) * Number(bytesASecond), 500_000);
      lastAt = now;
      for (;;) {
        const free = most - (outstanding.get(name) ?? 0);
        const count = Math.min(free, MESSAGES_A_RESPONSE, Math.floor(allowance / data.length));
        if (count <= 0) return;
        allowance -= count * data.length;
        outstanding.set(name, (outstanding.get(name) ?? 0) + count);
        stream.write({
          receivedMessages: Array.from({ length: count }, () => {
            sent += 1;
            const id = `${name}-${sent}`;
            const publishTime = { seconds: Math.floor(Date.now() / 1_000), nanos: 0 };
            return { ackId: id, message: { messageId: id, data, publishTime } };
          }),
        });
      }
    }, TICK_MS);
    stream.on('data', ({ maxOutstandingMessages }: protos.google.pubsub.v1.StreamingPullRequest) => {
      if (Number(maxOutstandingMessages) > 0) most = Number(maxOutstandingMessages);
    });
    const end = (): void => clearInterval(timer);
    stream.on('cancelled', end).on('error', end);
    stream.on('end', () => {
      end();
      stream.end();
    });
  },
  acknowledge(
    { request }: { readonly request: protos.google.pubsub.v1.AcknowledgeRequest },
    answer: (error: null, response: object) => void,
  ) {
    for (const id of request.ackIds) {
      const [name = ''] = id.split('-');
      outstanding.set(name, (outstanding.get(name) ?? 0) - 1);
    }
    answer(null, {});
  },
  modifyAckDeadline: (_call: object, answer: (error: null, response: object) => void) => answer(null, {}),
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`port ${port}\n`);
});
process.stdin.on('end', () => process.exit()).resume();
