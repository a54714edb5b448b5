/** Stage save: a daemon that may receive from topic processed-posts, write to the one database, and publish to its dead letters. */
import { stagePorts } from '../../functions/common/domain/stage-ports.ts';
import { createAccount } from '../accounts.ts';
import { type Database, letUseDatabase } from '../database.ts';
import { type Deployment, principalOf } from '../deployment.ts';
import { letPublish, letSubscribe, type Messaging } from '../messaging.ts';
import { commonEnvironment, type DaemonUnit } from './daemon.ts';

/** What the daemon save needs. */
export function createSaveDaemon(
  deployment: Deployment,
  messaging: Messaging,
  database: Database,
): DaemonUnit {
  const { settings } = deployment;
  const { topics, subscriptions } = messaging;
  const account = createAccount(deployment, 'save', 'Stage save: processed posts to Firestore');
  const member = principalOf(account);
  return {
    name: 'save',
    account,
    environment: {
      ...commonEnvironment(deployment),
      PORT: String(stagePorts.save),
      FIRESTORE_DATABASE: settings.FIRESTORE_DATABASE,
      ARTICLE_TTL_DAYS: String(settings.ARTICLE_TTL_DAYS),
      ROLLUP_INTERVAL_MS: String(settings.ROLLUP_INTERVAL_MS),
      // The cloud takes requests of 10 MiB: larger ones merge more.
      SAVE_COMMIT_MAX_BYTES: '9000000',
      SERVICE_ACCOUNT: account.email,
    },
    grants: [
      letSubscribe(deployment, 'save-receives-processed-posts', subscriptions.save, member),
      letPublish(deployment, 'save-publishes-dead-letters', topics.processedPostsDeadLetter, member),
      letUseDatabase(deployment, 'save-writes-database', database, 'roles/datastore.user', member),
    ],
  };
}
