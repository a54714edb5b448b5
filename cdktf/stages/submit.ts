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
  // The daily quota of a key is what the records hold.
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
      // It holds at most 64 MB of posts at a time (SUBMIT_MAX_HELD_BYTES), each four times over, beside 120
      // MB of its own.
      availableMemory: '512Mi',
      // Requests wait for Pub/Sub most of their time; what they may hold together is bounded by the function
      // itself, which answers 503.
      maxInstanceRequestConcurrency: 80,
      // A sender waits at most a cold start, or an instance is paid for all month.
      minInstanceCount: 0,
      // At 80 requests each, more than 1,500 at a time: beyond that something is wrong with the senders, and
      // Cloud Run answers 429.
      maxInstanceCount: 20,
      // 60 s for a body to arrive and 10 s for Pub/Sub to accept it, and some seconds to say so.
      timeoutSeconds: 90,
    },
    environment: { FIRESTORE_DATABASE: settings.FIRESTORE_DATABASE },
    secrets: secretsOf(deployment),
    isPublic: settings.SUBMIT_PUBLIC === 'true',
    invokers: listed(settings.SUBMIT_INVOKERS),
  });
}
