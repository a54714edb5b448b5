/**
 * Stage save: a daemon that may receive from topic processed-posts, write to the one database, and publish to
 * its dead letters.
 */
import { stagePorts } from '../../functions/common/domain/stage-ports.ts';
import { createAccount } from '../accounts.ts';
import { type Database, letUseDatabase } from '../database.ts';
import type { Deployment } from '../deployment.ts';
import { letPublish, letSubscribe, type Messaging } from '../messaging.ts';
import { type DaemonUnit, daemonEnvironment } from './daemon.ts';

/** Creates the daemon's account and grants what it needs. */
export function createSaveAccount(deployment: Deployment, messaging: Messaging, database: Database): void {
  const { topics, subscriptions } = messaging;
  const account = createAccount(deployment, 'save', 'Stage save: processed posts to Firestore');
  const member = `serviceAccount:${account.email}`;
  letSubscribe(deployment, 'save-receives-processed-posts', subscriptions.save, member);
  letPublish(deployment, 'save-publishes-dead-letters', topics.processedPostsDeadLetter, member);
  letUseDatabase(deployment, 'save-writes-database', database, 'roles/datastore.user', member);
}

/** The save daemon and its environment. */
export function saveDaemon(deployment: Deployment): DaemonUnit {
  const { settings } = deployment;
  return {
    name: 'save',
    environment: {
      ...daemonEnvironment(deployment, 'save', stagePorts.save),
      FIRESTORE_DATABASE: settings.FIRESTORE_DATABASE,
      ARTICLE_TTL_DAYS: String(settings.ARTICLE_TTL_DAYS),
      ROLLUP_INTERVAL_MS: String(settings.ROLLUP_INTERVAL_MS),
      SAVE_MAX_POSTS: String(settings.SAVE_MAX_POSTS),
      SAVE_MAX_DELAY_MS: String(settings.SAVE_MAX_DELAY_MS),
      // The cloud takes requests of 10 MiB: larger ones merge more.
      SAVE_COMMIT_MAX_BYTES: '9000000',
    },
  };
}
