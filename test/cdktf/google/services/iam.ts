/** IAM: service accounts, and the accounts that may act as them. */
import { objectOf, textOf } from '../json.ts';
import { policyRoutes, reads } from '../policies.ts';
import { type ApiRoute, route } from '../routes.ts';
import { add, find, merged, remove } from '../world.ts';

const ACCOUNT = '/iam/v1/{name=projects/*/serviceAccounts/*}';

export const iam: readonly ApiRoute[] = [
  route('POST', '/iam/v1/{name=projects/*}/serviceAccounts', ({ name, body }, world) => {
    const email = `${textOf(body, 'accountId')}@${world.project}.iam.gserviceaccount.com`;
    const account = `${name}/serviceAccounts/${email}`;
    return add(world, `iam/${account}`, {
      ...objectOf(body, 'serviceAccount'),
      name: account,
      projectId: world.project,
      uniqueId: world.nextId(),
      email,
    });
  }),
  route('GET', ACCOUNT, reads('iam')),
  route('PATCH', ACCOUNT, ({ name, body }, world) => {
    const account = merged(
      find(world, `iam/${name}`),
      objectOf(body, 'serviceAccount'),
      textOf(body, 'updateMask'),
    );
    world.resources.set(`iam/${name}`, account);
    return account;
  }),
  route('DELETE', ACCOUNT, ({ name }, world) => {
    remove(world, `iam/${name}`);
    return {};
  }),
  ...policyRoutes('iam', ACCOUNT, 'POST'),
];
