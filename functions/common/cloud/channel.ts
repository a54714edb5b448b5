/**
 * gRPC channels to Google's services, for requests that their callers encode. The client libraries have
 * channels of their own for everything else.
 */
import { type ChannelCredentials, type ChannelOptions, Client, credentials, Metadata } from '@grpc/grpc-js';
import { GoogleAuth } from 'google-auth-library';
import { credentialsFor, GOOGLE_CLOUD_SCOPE } from './credentials.ts';
import { channelTo } from './emulator-channel.ts';
import { reconnection } from './reconnection.ts';

/** A service of Google's. */
export interface ServiceAddress {
  /** Such as `firestore.googleapis.com:443`. */
  readonly host: string;
  /** `host:port` of its emulator; undefined where the cloud is used. */
  readonly emulatorHost: string | undefined;
}

/**
 * Opens a channel. It connects when it is first used.
 * @param account the service account to act as; see `credentialsFor`
 * @throws what google-auth-library throws where there are no credentials
 */
export async function openChannel(
  { host, emulatorHost }: ServiceAddress,
  account: string | undefined,
  options: ChannelOptions,
): Promise<Client> {
  return new Client(
    emulatorHost ?? host,
    emulatorHost === undefined ? await channelCredentials(account) : credentials.createInsecure(),
    { ...reconnection, ...channelTo(emulatorHost), ...options },
  );
}

async function channelCredentials(account: string | undefined): Promise<ChannelCredentials> {
  const { auth = new GoogleAuth({ scopes: GOOGLE_CLOUD_SCOPE }) } = credentialsFor(account);
  const client = await auth.getClient();
  const call = credentials.createFromMetadataGenerator(({ service_url: url }, done) => {
    client.getRequestHeaders(url).then(
      (headers) => {
        const metadata = new Metadata();
        for (const [name, value] of headers) metadata.set(name, value);
        done(null, metadata);
      },
      (error: Error) => done(error),
    );
  });
  return credentials.combineChannelCredentials(credentials.createSsl(), call);
}
