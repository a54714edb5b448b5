/** Whether an emulator answers, asked by using it: a port that accepts connections can belong to one that hangs. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { causeOf } from '../functions/common/domain/error-message.ts';
import { openEmulatorClients } from './clients.ts';
import type { EmulatorName } from './ways.ts';

const TIMEOUT_MS = 5_000;

/**
 * Asks an emulator to do its work once: Google's by HTTP, which they speak too, or else the local engine by gRPC. Pub/Sub creates a topic, publishes to it and deletes it, because with a full heap it still
 * accepts connections while a publish hangs; Firestore looks up a document.
 * @param host host:port
 * @returns what is wrong; undefined when it answers
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
      : causeOf(error);
  }
}

/** After `fetch` found no HTTP: its error is a TypeError then. */
async function answersByGrpc(name: EmulatorName, host: string, projectId: string): Promise<boolean> {
  await using clients = openEmulatorClients({ projectId, pubsubHost: host, firestoreHost: host });
  const asked =
    name === 'pubsub'
      ? clients.pubsub.getTopics({ pageSize: 1, gaxOpts: { timeout: TIMEOUT_MS, retry: { retryCodes: [] } } })
      : clients.firestore.doc('probe/probe').get();
  return Promise.race([
    asked.then(
      () => true,
      () => false,
    ),
    sleep(TIMEOUT_MS, false),
  ]);
}

async function askPubSub(host: string, projectId: string): Promise<void> {
  const topic = `http://${host}/v1/projects/${projectId}/topics/probe-${randomUUID()}`;
  await request('PUT', topic, {});
  const published = await request('POST', `${topic}:publish`, {
    messages: [{ data: Buffer.from('probe').toString('base64') }],
  });
  await request('DELETE', topic);
  if (!/messageIds/.test(published)) throw new Error('what answers is not a Pub/Sub emulator');
}

async function askFirestore(host: string, projectId: string): Promise<void> {
  const documents = `http://${host}/v1/projects/${projectId}/databases/(default)/documents`;
  const answer = await request('POST', `${documents}:batchGet`, {
    documents: [`projects/${projectId}/databases/(default)/documents/probe/probe`],
  });
  if (!/readTime/.test(answer)) throw new Error('what answers is not a Firestore emulator');
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
