/** Stage show: an HTTP function that may read the one database. */
import type { Cloudfunctions2Function } from '@cdktf/provider-google/lib/cloudfunctions2-function/index.js';
import { createAccount } from '../accounts.ts';
import { type Database, letUseDatabase } from '../database.ts';
import type { Deployment } from '../deployment.ts';
import { type Builder, createFunction, letReadSecrets } from '../functions.ts';
import { listed } from '../settings.ts';

/** The environment variable that each secret's value becomes. */
function secretsOf({ settings }: Deployment): Readonly<Record<string, string>> {
  return { SHOW_CURSOR_KEY: settings.SHOW_CURSOR_KEY_SECRET };
}

/** Creates the function's account and grants what it needs. */
export function createShowAccount(deployment: Deployment, database: Database): void {
  const account = createAccount(deployment, 'show', 'Stage show: reads the counts');
  const member = `serviceAccount:${account.email}`;
  letUseDatabase(deployment, 'show-reads-database', database, 'roles/datastore.viewer', member);
  letReadSecrets(deployment, 'show', secretsOf(deployment), member);
}

/**
 * Creates the show function.
 * @param submitUrl the address at which the page tells people to submit posts
 */
export function createShowFunction(
  deployment: Deployment,
  builder: Builder,
  submitUrl: string,
): Cloudfunctions2Function {
  const { settings } = deployment;
  return createFunction(deployment, builder, {
    name: 'show',
    description: 'Shows the counts: a JSON API and a page',
    service: {
      // With less than one CPU, Cloud Run gives each instance one request at a time. Its caches help
      // only when requests share the instance.
      availableCpu: '1',
      // 120 MB for the process; the rest for cached answers.
      availableMemory: '512Mi',
      maxInstanceRequestConcurrency: 80,
      minInstanceCount: 0,
      // Reads cost money: beyond this many instances, readers are asked to retry later.
      maxInstanceCount: 10,
      // A read of Firestore may take 5 s, and 10 s for a page behind a cursor. The rest is a reserve.
      timeoutSeconds: 30,
    },
    environment: {
      FIRESTORE_DATABASE: settings.FIRESTORE_DATABASE,
      // Show says from which day on articles are kept.
      ARTICLE_TTL_DAYS: String(settings.ARTICLE_TTL_DAYS),
      SHOW_SUBMIT_URL: submitUrl,
    },
    secrets: secretsOf(deployment),
    isPublic: settings.SHOW_PUBLIC === 'true',
    invokers: listed(settings.SHOW_INVOKERS),
  });
}
