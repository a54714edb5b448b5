/** Stage extract: a daemon that may receive from topic posts and publish to topic processed-posts and to its dead letters. */
import { stagePorts } from '../../functions/common/domain/stage-ports.ts';
import { createAccount } from '../accounts.ts';
import { type Deployment, principalOf } from '../deployment.ts';
import { letPublish, letSubscribe, type Messaging } from '../messaging.ts';
import { commonEnvironment, type DaemonUnit } from './daemon.ts';

/** What the daemon extract needs. */
export function createExtractDaemon(deployment: Deployment, messaging: Messaging): DaemonUnit {
  const { topics, subscriptions } = messaging;
  const account = createAccount(deployment, 'extract', 'Stage extract: posts to processed posts');
  const member = principalOf(account);
  return {
    name: 'extract',
    account,
    environment: {
      ...commonEnvironment(deployment),
      PORT: String(stagePorts.extract),
      SERVICE_ACCOUNT: account.email,
    },
    grants: [
      letSubscribe(deployment, 'extract-receives-posts', subscriptions.extract, member),
      letPublish(deployment, 'extract-publishes-processed-posts', topics.processedPosts, member),
      letPublish(deployment, 'extract-publishes-dead-letters', topics.postsDeadLetter, member),
    ],
  };
}
