import { expect, test } from 'vitest';
import { compositeIndexes, singleFieldIndexes } from '../../functions/common/domain/store/indexes.ts';
import { ofType, synthesize, theOne } from '../support/cdktf/synthesize.ts';

const plain = synthesize();

test('Firestore is protected from deletion, and can be restored to any minute of the last week', () => {
  const database = theOne(plain, 'google_firestore_database');
  expect(database).toMatchObject({
    delete_protection_state: 'DELETE_PROTECTION_ENABLED',
    point_in_time_recovery_enablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
    lifecycle: { prevent_destroy: true },
  });
});

test('Firestore can be destroyed when the settings ask for it', () => {
  const unprotected = synthesize({ DELETION_PROTECTION: 'false' });
  expect(theOne(unprotected, 'google_firestore_database').delete_protection_state).toBe(
    'DELETE_PROTECTION_DISABLED',
  );
  const kept = [...unprotected.resources.values()].filter(
    ({ lifecycle }) => lifecycle?.prevent_destroy === true,
  );
  expect(kept).toEqual([]);
});

test('Firestore has the indexes that queries need', () => {
  const indexes = ofType(plain, 'google_firestore_index').map(({ collection, query_scope, fields }) => ({
    collection,
    scope: query_scope,
    fields: (fields as readonly { field_path: string; order?: string; array_config?: string }[]).map(
      ({ field_path, order, array_config }) => ({ field: field_path, order: order ?? array_config }),
    ),
  }));
  expect(indexes).toEqual(expect.arrayContaining([...compositeIndexes]));
  expect(indexes).toHaveLength(compositeIndexes.length);
});

test('Firestore indexes single fields only where queries need them', () => {
  const indexed = ofType(plain, 'google_firestore_field').flatMap(({ collection, field, index_config }) =>
    (index_config as { indexes: readonly { order: string; query_scope: string }[] }).indexes.map((index) => ({
      collection,
      scope: index.query_scope,
      fields: [{ field, order: index.order }],
    })),
  );
  expect(indexed).toEqual(expect.arrayContaining([...singleFieldIndexes]));
  expect(indexed).toHaveLength(singleFieldIndexes.length);
});

test('Firestore deletes expired records and remains of interrupted roll-ups, and nothing else', () => {
  const expiring = ofType(plain, 'google_firestore_field').filter((field) => field.ttl_config !== undefined);
  expect(expiring.map(({ collection, field }) => `${collection}.${field}`)).toEqual([
    'posts.expireAt',
    'rollups.expireAt',
  ]);
});

test('Firestore gets no security rules, so that existing rules cannot block a deployment', () => {
  expect(
    [...plain.resources.keys()].filter((address) => address.startsWith('google_firebaserules_')),
  ).toEqual([]);
  expect(
    ofType(plain, 'google_project_service').filter(({ service }) =>
      String(service).startsWith('firebaserules'),
    ),
  ).toEqual([]);
});

test('Firestore is backed up daily for a week and every Sunday for four weeks, unless disabled', () => {
  const schedules = ofType(plain, 'google_firestore_backup_schedule');
  expect(schedules).toMatchObject([
    { daily_recurrence: {}, retention: '604800s' },
    { weekly_recurrence: { day: 'SUNDAY' }, retention: '2419200s' },
  ]);
  expect(ofType(synthesize({ BACKUPS: 'false' }), 'google_firestore_backup_schedule')).toEqual([]);
});

test('Firestore is in one region by default, and in several by choice', () => {
  expect(theOne(plain, 'google_firestore_database').location_id).toBe('us-central1');
  const several = synthesize({ FIRESTORE_LOCATION: 'nam5' });
  expect(theOne(several, 'google_firestore_database').location_id).toBe('nam5');
});
