/**
 * Stage submit: an HTTP function that may publish to topic posts, and count the records of what a key has
 * sent.
 */
import type { Cloudfunctions2Function } from '@cdktf/provider-google/lib/cloudfunctions2-function/index.js';
import { createAccount } from '../accounts.ts';
import { type Database, letUseDatabase } from '../database.ts';
import type { Deployment } from '../deployment.ts';
import { type Builder, createFunction, letReadSecrets } from '../functions.ts';
import { letPublish, type Messaging } from '../messaging.ts';
import { listed } from '../settings.ts';

/** The environment variable that each secret's value becomes. */
function secretsOf({ settings }: Deployment): Readonly<Record<string, string>> {
  return settings.SUBMIT_API_KEYS_SECRET === '' ? {} : { SUBMIT_API_KEYS: settings.SUBMIT_API_KEYS_SECRET };
}

/** Creates the function's account and grants what it needs. */
export function createSubmitAccount(deployment: Deployment, { topics }: Messaging, database: Database): void {
  const account = createAccount(deployment, 'submit', 'Stage submit: publishes posts');
  const member = `serviceAccount:${account.email}`;
  letPublish(deployment, 'submit-publishes-posts', topics.posts, member);
  letReadSecrets(deployment, 'submit', secretsOf(deployment), member);
  // The daily quota of a key is counted from the records.
  if (deployment.settings.SUBMIT_API_KEYS_SECRET !== '')
    letUseDatabase(deployment, 'submit-counts-records', database, 'roles/datastore.viewer', member);
}

/** Creates the submit function. */
export function createSubmitFunction(deployment: Deployment, builder: Builder): Cloudfunctions2Function {
  const { settings } = deployment;
  return createFunction(deployment, builder, {
    name: 'submit',
    description: 'Takes posts over HTTP and publishes them to topic posts',
    service: {
      // The least with which Cloud Run lets requests share an instance.
      availableCpu: '1',
      // It holds at most 64 MB of posts at a time (SUBMIT_MAX_HELD_BYTES). Each post takes four times its
      // size, besides 120 MB for the process.
      availableMemory: '512Mi',
      // Requests mostly wait for Pub/Sub. The function itself bounds the bytes that they hold together, and
      // answers 503 beyond that.
      maxInstanceRequestConcurrency: 80,
      // A sender may wait for a cold start. Otherwise an instance would be paid for all month.
      minInstanceCount: 0,
      // At 80 requests each, more than 1,500 at a time: beyond that something is wrong with the senders, and
      // Cloud Run answers 429.
      maxInstanceCount: 20,
      // 60 s for a body to arrive, 10 s for Pub/Sub to accept it, and some seconds for the response.
      timeoutSeconds: 90,
    },
    environment: {
      FIRESTORE_DATABASE: settings.FIRESTORE_DATABASE,
      SUBMIT_KEY_POSTS_PER_SECOND: String(settings.SUBMIT_KEY_POSTS_PER_SECOND),
      SUBMIT_KEY_POSTS_PER_DAY: String(settings.SUBMIT_KEY_POSTS_PER_DAY),
    },
    secrets: secretsOf(deployment),
    isPublic: settings.SUBMIT_PUBLIC === 'true',
    invokers: listed(settings.SUBMIT_INVOKERS),
  });
}
