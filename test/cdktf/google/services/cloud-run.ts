/** Cloud Run: the services that Cloud Functions creates, and the accounts that may call them. */
import { policyRoutes } from '../policies.ts';
import type { ApiRoute } from '../routes.ts';

export const cloudRun: readonly ApiRoute[] = [
  ...policyRoutes('run', '/run/v2/{name=projects/*/locations/*/services/*}', 'GET'),
];
