/** Firebase Rules: rulesets, and the release that puts one of them into effect. */
import { objectOf, textOf } from '../json.ts';
import { reads } from '../policies.ts';
import { type ApiRoute, route } from '../routes.ts';
import { add, find, remove } from '../world.ts';

const RULESET = '/firebaserules/v1/{name=projects/*/rulesets/*}';
const RELEASE = '/firebaserules/v1/{name=projects/*/releases/**}';

export const firebaseRules: readonly ApiRoute[] = [
  route('POST', '/firebaserules/v1/{name=projects/*}/rulesets', (request, world) => {
    const name = `${request.name}/rulesets/${world.nextId()}`;
    return add(world, `firebaserules/${name}`, {
      ...request.body,
      name,
      createTime: new Date(world.now()).toISOString(),
    });
  }),
  route('GET', RULESET, reads('firebaserules')),
  route('DELETE', RULESET, ({ name }, world) => {
    remove(world, `firebaserules/${name}`);
    return {};
  }),
  route('POST', '/firebaserules/v1/{name=projects/*}/releases', ({ body }, world) => {
    const times = {
      createTime: new Date(world.now()).toISOString(),
      updateTime: new Date(world.now()).toISOString(),
    };
    return add(world, `firebaserules/${textOf(body, 'name')}`, { ...body, ...times });
  }),
  route('GET', RELEASE, reads('firebaserules')),
  route('PATCH', RELEASE, ({ name, body }, world) => {
    const next = { ...find(world, `firebaserules/${name}`), ...objectOf(body, 'release') };
    world.resources.set(`firebaserules/${name}`, next);
    return next;
  }),
  route('DELETE', RELEASE, ({ name }, world) => {
    remove(world, `firebaserules/${name}`);
    return {};
  }),
];
