/** The three calls of unary pull: pull, acknowledge, and set the length of a lease from now on. */
import type { PubSub, protos } from '@google-cloud/pubsub';
import type { Attributes } from './attributes.ts';

/** A message that is leased to us. */
export interface Pulled {
  /** Identifies this delivery; a redelivered message has another. */
  readonly ackId: string;
  readonly id: string;
  readonly data: Buffer;
  readonly attributes: Attributes;
  readonly publishTime: Date;
  /** How often it was delivered; 0 where there is no dead-letter policy. */
  readonly attempt: number;
}

/** Each call rejects with the client library's error; nothing is retried. */
export interface SubscriberCalls {
  /**
   * Takes the messages that are available, and does not wait for more. A call that waits goes on when its
   * process is killed, and leases messages that nobody receives.
   * @param maxMessages 1 to 1,000
   */
  readonly pull: (maxMessages: number) => Promise<readonly Pulled[]>;
  readonly acknowledge: (ackIds: readonly string[]) => Promise<void>;
  /** @param seconds how long the leases are from now on (10 to 600); 0 hands the messages back */
  readonly modifyAckDeadline: (ackIds: readonly string[], seconds: number) => Promise<void>;
}

/** A pull never brings more. */
export const MESSAGES_A_PULL = 1_000;
/** Pub/Sub takes 512 KiB a request; an ack id has some 200 bytes. */
const ACK_IDS_A_REQUEST = 1_000;

type PullResponse = protos.google.pubsub.v1.IPullResponse;
type ReceivedMessage = protos.google.pubsub.v1.IReceivedMessage;

/**
 * The calls for one subscription.
 * @param name its name, without the project
 * @param timeoutMs how long a call may take
 */
export function subscriberCalls(pubsub: PubSub, name: string, timeoutMs: number): SubscriberCalls {
  const subscription = `projects/${pubsub.projectId}/subscriptions/${name}`;
  const call = <Response>(method: string, request: object): Promise<Response> =>
    new Promise((resolve, reject) => {
      pubsub.request<Response>(
        {
          client: 'SubscriberClient',
          method,
          reqOpts: { subscription, ...request },
          gaxOpts: { timeout: timeoutMs, retry: { retryCodes: [] } },
        },
        (error, response) => {
          if (error) reject(error);
          else resolve(response as Response);
        },
      );
    });
  const inRequests = async (
    ackIds: readonly string[],
    send: (some: readonly string[]) => Promise<unknown>,
  ): Promise<void> => {
    const sent: Promise<unknown>[] = [];
    for (let from = 0; from < ackIds.length; from += ACK_IDS_A_REQUEST)
      sent.push(send(ackIds.slice(from, from + ACK_IDS_A_REQUEST)));
    await Promise.all(sent);
  };
  return {
    async pull(maxMessages) {
      const { receivedMessages } = await call<PullResponse>('pull', {
        maxMessages: Math.min(maxMessages, MESSAGES_A_PULL),
        returnImmediately: true,
      });
      return (receivedMessages ?? []).flatMap(readReceived);
    },
    acknowledge: (ackIds) => inRequests(ackIds, (some) => call('acknowledge', { ackIds: some })),
    modifyAckDeadline: (ackIds, ackDeadlineSeconds) =>
      inRequests(ackIds, (some) => call('modifyAckDeadline', { ackIds: some, ackDeadlineSeconds })),
  };
}

function readReceived({ ackId, message, deliveryAttempt }: ReceivedMessage): Pulled[] {
  if (!ackId || !message) return [];
  const { seconds, nanos } = message.publishTime ?? {};
  return [
    {
      ackId,
      id: message.messageId ?? '',
      data: Buffer.from(message.data ?? ''),
      attributes: message.attributes ?? {},
      // The seconds are a 64-bit number, which has several forms; all of them print the same.
      publishTime: new Date(Number(String(seconds ?? 0)) * 1_000 + Math.floor((nanos ?? 0) / 1e6)),
      attempt: deliveryAttempt ?? 0,
    },
  ];
}
