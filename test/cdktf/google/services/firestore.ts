/**
 * Firestore: databases, composite indexes and single-field settings. Only one change of a database's indexes
 * may be in progress; another is refused. Here a change is in progress until its caller reads the result.
 */
import { isObject, type JsonObject, objectOf, objectsOf, textOf } from '../json.ts';
import { done, operationRoute } from '../operations.ts';
import { reads } from '../policies.ts';
import { ApiRefusal } from '../refusal.ts';
import { type ApiRoute, type Handler, route } from '../routes.ts';
import { add, below, find, type GoogleWorld, merged, remove } from '../world.ts';

const DATABASE = '/firestore/v1/{name=projects/*/databases/*}';
const INDEX = '/firestore/v1/{name=projects/*/databases/*/collectionGroups/*/indexes/*}';
const FIELD = '/firestore/v1/{name=projects/*/databases/*/collectionGroups/*/fields/*}';
const SCHEDULE = '/firestore/v1/{name=projects/*/databases/*/backupSchedules/*}';

/** A change whose result is never read ends after this time, because its caller may be gone. */
const LONGEST_CHANGE_MS = 1_000;

function databaseOf(name: string): string {
  return name.split('/').slice(0, 4).join('/');
}

function beginChange(world: GoogleWorld, name: string): void {
  const present = world.changes.get(databaseOf(name));
  if (present !== undefined && present.since + LONGEST_CHANGE_MS > world.now()) {
    throw new ApiRefusal(
      409,
      'Aborted due to cross-transaction contention. This occurs when multiple transactions attempt to access the same data.',
      {
        status: 'ABORTED',
      },
    );
  }
  world.changes.set(databaseOf(name), { name, since: world.now() });
}

/** Reading a result ends its change. */
function readAndEnd(read: Handler): Handler {
  return (request, world) => {
    const database = databaseOf(request.name);
    if (world.changes.get(database)?.name === request.name) world.changes.delete(database);
    return read(request, world);
  };
}

/** The settings of a field without its own. */
function inherited(name: string): JsonObject {
  const ancestorField = `${databaseOf(name)}/collectionGroups/__default__/fields/*`;
  return { name, indexConfig: { usesAncestorConfig: true, ancestorField } };
}

/** The settings of a field as Google answers them: each of its indexes has the path of the field. */
function fieldOf(name: string, body: JsonObject): JsonObject {
  const fieldPath = decodeURIComponent(name.slice(name.lastIndexOf('/') + 1));
  const indexes = objectsOf(objectOf(body, 'indexConfig'), 'indexes').map((index) => ({
    queryScope: 'COLLECTION',
    state: 'READY',
    ...index,
    fields: objectsOf(index, 'fields').map((field) => ({ ...field, fieldPath })),
  }));
  return {
    name,
    indexConfig: { indexes },
    ...(isObject(body.ttlConfig) && { ttlConfig: { ...objectOf(body, 'ttlConfig'), state: 'ACTIVE' } }),
  };
}

export const firestore: readonly ApiRoute[] = [
  route('POST', '/firestore/v1/{name=projects/*}/databases', (request, world) => {
    const name = `${request.name}/databases/${request.query.get('databaseId') ?? ''}`;
    const database = add(world, `firestore/${name}`, {
      databaseEdition: 'STANDARD',
      concurrencyMode: 'PESSIMISTIC',
      keyPrefix: '',
      ...request.body,
      name,
      uid: world.nextId(),
      createTime: new Date(world.now()).toISOString(),
      earliestVersionTime: new Date(world.now()).toISOString(),
      versionRetentionPeriod: '604800s',
      etag: world.nextId(),
    });
    return done(world, `${name}/operations`, database, 'google.firestore.admin.v1.Database');
  }),
  route('GET', DATABASE, reads('firestore')),
  route('PATCH', DATABASE, ({ name, body, query }, world) => {
    const database = { ...merged(find(world, `firestore/${name}`), body, query.get('updateMask')), name };
    world.resources.set(`firestore/${name}`, database);
    return done(world, `${name}/operations`, database, 'google.firestore.admin.v1.Database');
  }),
  route('DELETE', DATABASE, ({ name }, world) => {
    const database = find(world, `firestore/${name}`);
    if (database.deleteProtectionState === 'DELETE_PROTECTION_ENABLED') {
      throw new ApiRefusal(400, 'Database has delete protection enabled.', { status: 'FAILED_PRECONDITION' });
    }
    for (const [key] of below(world, `firestore/${name}/`)) world.resources.delete(key);
    remove(world, `firestore/${name}`);
    return done(world, `${name}/operations`, database, 'google.firestore.admin.v1.Database');
  }),
  route(
    'POST',
    '/firestore/v1/{name=projects/*/databases/*/collectionGroups/*}/indexes',
    (request, world) => {
      find(world, `firestore/${databaseOf(request.name)}`);
      const name = `${request.name}/indexes/${world.nextId()}`;
      beginChange(world, name);
      const last = objectsOf(request.body, 'fields').at(-1);
      // Each index ends with the document's name, in the direction of the field before it.
      const order = textOf(last ?? {}, 'order') || 'ASCENDING';
      const fields = [...objectsOf(request.body, 'fields'), { fieldPath: '__name__', order }];
      const index = add(world, `firestore/${name}`, { ...request.body, name, fields, state: 'READY' });
      return done(world, `${databaseOf(name)}/operations`, index, 'google.firestore.admin.v1.Index');
    },
  ),
  route('GET', INDEX, readAndEnd(reads('firestore'))),
  route('DELETE', INDEX, ({ name }, world) => {
    remove(world, `firestore/${name}`);
    return {};
  }),
  route(
    'GET',
    FIELD,
    readAndEnd(({ name }, world) => {
      find(world, `firestore/${databaseOf(name)}`);
      return world.resources.get(`firestore/${name}`) ?? inherited(name);
    }),
  ),
  route('PATCH', FIELD, ({ name, body }, world) => {
    find(world, `firestore/${databaseOf(name)}`);
    // A request without settings resets the field to those of its ancestor. The caller does not read the
    // response.
    const isReset = !isObject(body.indexConfig) && !isObject(body.ttlConfig);
    if (!isReset) beginChange(world, name);
    const field = isReset ? inherited(name) : fieldOf(name, body);
    world.resources.set(`firestore/${name}`, field);
    return done(world, `${databaseOf(name)}/operations`, field, 'google.firestore.admin.v1.Field');
  }),
  route('POST', '/firestore/v1/{name=projects/*/databases/*}/backupSchedules', (request, world) => {
    find(world, `firestore/${request.name}`);
    const name = `${request.name}/backupSchedules/${world.nextId()}`;
    return add(world, `firestore/${name}`, { ...request.body, name });
  }),
  route('GET', SCHEDULE, reads('firestore')),
  route('PATCH', SCHEDULE, ({ name, body, query }, world) => {
    const schedule = { ...merged(find(world, `firestore/${name}`), body, query.get('updateMask')), name };
    world.resources.set(`firestore/${name}`, schedule);
    return schedule;
  }),
  route('DELETE', SCHEDULE, ({ name }, world) => {
    remove(world, `firestore/${name}`);
    return {};
  }),
  operationRoute('/firestore/v1/{name=projects/*/databases/*/operations/*}'),
];
