/**
 * Checks whether an emulator answers by using it: an emulator that hangs may still accept connections.
 */
import { randomUUID } from 'node:crypto';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { emulatorChannel } from '../functions/common/cloud/emulator-channel.ts';
import { causeOf, failureInWords } from '../functions/common/domain/error-message.ts';
import type { EmulatorName } from './ways.ts';

const TIMEOUT_MS = 5_000;

/**
 * Asks an emulator to do its work once: Google's by HTTP, which they speak too, or else the local engine by
 * gRPC. Pub/Sub creates a topic, publishes to it and deletes it: with a full heap it still accepts
 * connections, but a publish hangs. Firestore looks up a document.
 * @param host host:port
 * @returns the fault; undefined when it answers
 */
export async function askEmulator(
  name: EmulatorName,
  host: string,
  projectId: string,
): Promise<string | undefined> {
  try {
    await (name === 'pubsub' ? askPubSub(host, projectId) : askFirestore(host, projectId));
    return undefined;
  } catch (error) {
    return error instanceof TypeError && (await answersByGrpc(name, host, projectId))
      ? undefined
      : failureInWords(causeOf(error));
  }
}

/** After `fetch` found no HTTP: its error is a TypeError then. */
function answersByGrpc(name: EmulatorName, host: string, projectId: string): Promise<boolean> {
  const [method, parent] =
    name === 'pubsub'
      ? ['/google.pubsub.v1.Publisher/ListTopics', `projects/${projectId}`]
      : [
          '/google.firestore.v1.Firestore/ListCollectionIds',
          `projects/${projectId}/databases/(default)/documents`,
        ];
  // Both requests have the parent as their field 1.
  const request = Buffer.from([0x0a, parent.length, ...Buffer.from(parent)]);
  const client = new Client(host, credentials.createInsecure(), emulatorChannel);
  return new Promise<boolean>((resolve) => {
    const deadline = Date.now() + TIMEOUT_MS;
    const pass = (bytes: Buffer): Buffer => bytes;
    client.makeUnaryRequest(method, pass, pass, request, new Metadata(), { deadline }, (error) =>
      resolve(error === null),
    );
  }).finally(() => client.close());
}

async function askPubSub(host: string, projectId: string): Promise<void> {
  const topic = `http://${host}/v1/projects/${projectId}/topics/probe-${randomUUID()}`;
  await request('PUT', topic, {});
  const published = await request('POST', `${topic}:publish`, {
    messages: [{ data: Buffer.from('probe').toString('base64') }],
  });
  await request('DELETE', topic);
  if (!/messageIds/.test(published)) throw new Error('another program answers there, not a Pub/Sub emulator');
}

async function askFirestore(host: string, projectId: string): Promise<void> {
  const documents = `http://${host}/v1/projects/${projectId}/databases/(default)/documents`;
  const answer = await request('POST', `${documents}:batchGet`, {
    documents: [`projects/${projectId}/databases/(default)/documents/probe/probe`],
  });
  if (!/readTime/.test(answer)) throw new Error('another program answers there, not a Firestore emulator');
}

async function request(method: string, url: string, body?: unknown): Promise<string> {
  const response = await fetch(url, {
    method,
    // The emulators' own administrator: passes security rules.
    headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP status ${response.status}: ${text.slice(0, 200)}`);
  return text;
}
