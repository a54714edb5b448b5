/**
 * Cloud Billing: which account pays for the project. The provider looks it up whenever it reads a project.
 */
import { type ApiRoute, route } from '../routes.ts';

export const cloudBilling: readonly ApiRoute[] = [
  route('GET', '/cloudbilling/v1/{name=projects/*}/billingInfo', ({ name }, world) => ({
    name: `${name}/billingInfo`,
    projectId: world.project,
    billingAccountName: 'billingAccounts/000000-000000-000000',
    billingEnabled: true,
  })),
];
