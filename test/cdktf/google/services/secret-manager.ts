/** Secret Manager: secrets that exist before the deployment, and the accounts that may read them. */
import { policyRoutes } from '../policies.ts';
import type { ApiRoute } from '../routes.ts';

export const secretManager: readonly ApiRoute[] = [
  ...policyRoutes('secretmanager', '/secretmanager/v1/{name=projects/*/secrets/*}', 'GET'),
];
