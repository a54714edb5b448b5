/**
 * Stage extract: a daemon that may receive from topic posts and publish to topic processed-posts and to its
 * dead letters.
 */
import { stagePorts } from '../../functions/common/domain/stage-ports.ts';
import { createAccount } from '../accounts.ts';
import type { Deployment } from '../deployment.ts';
import { letPublish, letSubscribe, type Messaging } from '../messaging.ts';
import { type DaemonUnit, daemonEnvironment } from './daemon.ts';

/** Creates the daemon's account and grants what it needs. */
export function createExtractAccount(deployment: Deployment, messaging: Messaging): void {
  const { topics, subscriptions } = messaging;
  const account = createAccount(deployment, 'extract', 'Stage extract: posts to processed posts');
  const member = `serviceAccount:${account.email}`;
  letSubscribe(deployment, 'extract-receives-posts', subscriptions.extract, member);
  letPublish(deployment, 'extract-publishes-processed-posts', topics.processedPosts, member);
  letPublish(deployment, 'extract-publishes-dead-letters', topics.postsDeadLetter, member);
}

/** The extract daemon and its environment. */
export function extractDaemon(deployment: Deployment): DaemonUnit {
  const { settings } = deployment;
  return {
    name: 'extract',
    environment: {
      ...daemonEnvironment(deployment, 'extract', stagePorts.extract),
      EXTRACT_TIMEOUT_MS: String(settings.EXTRACT_TIMEOUT_MS),
      EXTRACT_MEMORY_MB: String(settings.EXTRACT_MEMORY_MB),
    },
  };
}
