/** The client library of Pub/Sub, which keeps streams. */
import { PubSub } from '@google-cloud/pubsub';
import { credentialsFor } from './credentials.ts';
import { channelTo } from './emulator-channel.ts';
import type { FailureWatch } from './failure-watch.ts';
import { keepaliveOf, type PubSubSettings } from './pubsub-channel.ts';
import type { Receiver } from './receiver.ts';
import { reconnection } from './reconnection.ts';
import { openStreamingPull, type StreamOptions } from './streaming-pull.ts';

export interface StreamClient extends AsyncDisposable {
  readonly open: (options: StreamOptions, failures: FailureWatch) => Receiver;
}

/** Opens the library's client; there should be one a process. */
export function openStreamClient(settings: PubSubSettings): StreamClient {
  const emulatorHost = settings.PUBSUB_EMULATOR_HOST;
  if (emulatorHost !== undefined) {
    // Without a cloud, looking for its metadata server only costs time and a warning.
    process.env.METADATA_SERVER_DETECTION ??= 'none';
  }
  const client = new PubSub({
    projectId: settings.GOOGLE_CLOUD_PROJECT,
    ...credentialsFor(settings.SERVICE_ACCOUNT),
    ...reconnection,
    ...keepaliveOf(settings),
    ...channelTo(emulatorHost),
    ...(emulatorHost !== undefined && { apiEndpoint: emulatorHost, emulatorMode: true }),
  });
  return {
    open: (options, failures) => openStreamingPull(client, options, failures),
    [Symbol.asyncDispose]: () => client.close(),
  };
}
