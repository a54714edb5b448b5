/** Resource Manager: the project itself and its policy. */
import { policyRoutes } from '../policies.ts';
import { type ApiRoute, route } from '../routes.ts';

export const resourceManager: readonly ApiRoute[] = [
  route('GET', '/cloudresourcemanager/v1/projects/{name=*}', (_, world) => ({
    projectId: world.project,
    projectNumber: world.projectNumber,
    name: world.project,
    lifecycleState: 'ACTIVE',
  })),
  ...policyRoutes(
    'cloudresourcemanager',
    '/cloudresourcemanager/v1/projects/{name=*}',
    'POST',
    () => undefined,
  ),
];
