/** The Pub/Sub client of a daemon. `publisher.ts` publishes with it, `subscriber.ts` receives. */
import type { Clock } from '../process/runtime.ts';
import type { FailureWatch } from './failure-watch.ts';
import { type PublishClient, publishClientOn } from './publish-client.ts';
import { openPubSubChannel, type PubSubSettings } from './pubsub-channel.ts';
import type { Receiver } from './receiver.ts';
import type { StreamOptions } from './streaming-pull.ts';
import type { SubscribeClient } from './subscriber-calls.ts';

/** How messages arrive; `auto` is by a stream, and by unary pull from the emulator. */
export type PullApi = 'auto' | 'streaming' | 'unary';

export interface PubSubClient extends PublishClient, SubscribeClient {
  /** Receives by a stream; undefined where messages arrive by unary pull. */
  readonly openStream: ((options: StreamOptions, failures: FailureWatch) => Receiver) | undefined;
}

/** Opens the Pub/Sub client of a process; there should be one. */
export async function openPubSub(
  settings: PubSubSettings,
  { pullApi, clock }: { readonly pullApi: PullApi; readonly clock: Clock },
): Promise<PubSubClient & AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const projectId = settings.GOOGLE_CLOUD_PROJECT;
  const channel = parts.use(openPubSubChannel(settings));
  const isStream = pullApi === 'auto' ? settings.PUBSUB_EMULATOR_HOST === undefined : pullApi === 'streaming';
  // Only streams load the client library.
  const streams = isStream
    ? parts.use((await import('./stream-client.ts')).openStreamClient(settings))
    : undefined;
  const kept = parts.move();
  return {
    ...publishClientOn(channel, projectId),
    sendSubscriber: (method, subscription, request, timeoutMs) =>
      channel.send({
        method: `Subscriber/${method}`,
        routing: ['subscription', subscription],
        request,
        deadline: clock.now() + timeoutMs,
      }),
    openStream: streams?.open,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
