/** Cloud Billing: the billing account of the project. The provider reads it with every project. */
import { type ApiRoute, route } from '../routes.ts';

export const cloudBilling: readonly ApiRoute[] = [
  route('GET', '/cloudbilling/v1/{name=projects/*}/billingInfo', ({ name }, world) => ({
    name: `${name}/billingInfo`,
    projectId: world.project,
    billingAccountName: 'billingAccounts/000000-000000-000000',
    billingEnabled: true,
  })),
];
