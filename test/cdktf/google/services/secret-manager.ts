/** Secret Manager: secrets that somebody made before the deployment, and who may read them. */
import { policyRoutes } from '../policies.ts';
import type { ApiRoute } from '../routes.ts';

export const secretManager: readonly ApiRoute[] = [
  ...policyRoutes('secretmanager', '/secretmanager/v1/{name=projects/*/secrets/*}', 'GET'),
];
