/**
 * Creates the Firestore database and the indexes that show's queries need. Nothing else is indexed: each
 * write of a count writes every index entry too, and takes longer for each.
 */
import { FirestoreBackupSchedule } from '@cdktf/provider-google/lib/firestore-backup-schedule/index.js';
import { FirestoreDatabase } from '@cdktf/provider-google/lib/firestore-database/index.js';
import { FirestoreField } from '@cdktf/provider-google/lib/firestore-field/index.js';
import { FirestoreIndex } from '@cdktf/provider-google/lib/firestore-index/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import type { ITerraformDependable } from 'cdktf';
import type {
  ArticleRecord,
  ChangeDocument,
  ChunkDocument,
  CorrectionDocument,
  CurationDocument,
  collections,
  DayDocument,
  LeaseDocument,
  OverviewMonth,
  OverviewTotal,
  PublicationHead,
} from '../functions/common/domain/store/documents.ts';
import {
  compositeIndexes,
  type Index,
  type IndexField,
  singleFieldIndexes,
} from '../functions/common/domain/store/indexes.ts';
import { type Deployment, kept, ownKey } from './deployment.ts';
import { listed } from './settings.ts';

export interface Database {
  readonly database: FirestoreDatabase;
}

type Fields<Document> = Readonly<Record<Exclude<keyof Document, undefined>, true>>;

/**
 * Every field of every document. Add each new field here, or Firestore indexes it in both directions. The
 * rule for a map holds for all fields in it.
 */
const fields: Readonly<Record<keyof typeof collections, Readonly<Record<string, true>>>> = {
  posts: {
    publication: true,
    id: true,
    day: true,
    at: true,
    acceptedAt: true,
    expireAt: true,
    contentHash: true,
    names: true,
    keys: true,
    publishedAt: true,
    url: true,
    title: true,
    author: true,
    language: true,
    otherLanguage: true,
    sender: true,
    changedTo: true,
    forgottenAt: true,
    forgottenBy: true,
  } satisfies Fields<ArticleRecord>,
  days: {
    publication: true,
    day: true,
    name: true,
    open: true,
    articles: true,
    changed: true,
    otherLanguage: true,
    person: true,
    place: true,
    organization: true,
  } satisfies Fields<DayDocument>,
  publications: { name: true, months: true, total: true } satisfies Fields<PublicationHead>,
  overview: { days: true, sum: true, months: true, total: true } satisfies Fields<
    OverviewMonth & OverviewTotal
  >,
  rollups: { data: true, of: true, expireAt: true } satisfies Fields<ChunkDocument>,
  leases: { holder: true, until: true, completedAt: true } satisfies Fields<LeaseDocument>,
  corrections: { run: true, step: true, at: true } satisfies Fields<CorrectionDocument>,
  curation: {
    change: true,
    at: true,
    by: true,
    why: true,
    undoneAt: true,
    undoneBy: true,
    undoneWhy: true,
    changes: true,
  } satisfies Fields<ChangeDocument & CurationDocument>,
};

/** The collections with a TTL policy, and the field by which Firestore expires their documents. */
const expiring: readonly (readonly [collection: string, field: string])[] = [
  ['posts', 'expireAt'],
  ['rollups', 'expireAt'],
];

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Creates the database with indexes, time to live and backups. It gets no security rules, because a database
 * without a release of rules refuses every client without access by IAM
 * (https://firebase.google.com/docs/firestore/security/get-started). A release that another use of the
 * project has left would make the deployment fail.
 */
export function createDatabase(deployment: Deployment): Database {
  const { stack, project, settings, isProtected } = deployment;
  const lifecycle = kept(deployment);
  const kmsKeyName = ownKey(deployment);
  const database = new FirestoreDatabase(stack, 'database', {
    name: settings.FIRESTORE_DATABASE,
    project,
    locationId: settings.FIRESTORE_LOCATION,
    type: 'FIRESTORE_NATIVE',
    appEngineIntegrationMode: 'DISABLED',
    pointInTimeRecoveryEnablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
    deleteProtectionState: isProtected ? 'DELETE_PROTECTION_ENABLED' : 'DELETE_PROTECTION_DISABLED',
    // Without this the provider would only forget the database.
    deletionPolicy: 'DELETE',
    ...(kmsKeyName && { cmekConfig: { kmsKeyName } }),
    ...(lifecycle && { lifecycle }),
  });
  const common = { project, database: database.name };
  const indexes = compositeIndexes.map(
    (index) =>
      new FirestoreIndex(stack, `index-${idOf(index)}`, {
        ...common,
        collection: index.collection,
        queryScope: index.scope,
        fields: index.fields.map((one) => ({ fieldPath: one.field, ...kindOf(one) })),
      }),
  );
  createFields(deployment, common, indexes);
  createBackups(deployment, database);
  return { database };
}

/**
 * One field after the other, and all after the indexes: simultaneous changes contend in Firestore. The
 * provider retries refused changes of indexes, but not those of fields.
 */
function createFields(
  { stack }: Deployment,
  common: { readonly project: string; readonly database: string },
  indexes: readonly FirestoreIndex[],
): void {
  let before: readonly ITerraformDependable[] = indexes;
  for (const [collection, names] of Object.entries(fields)) {
    for (const field of Object.keys(names)) {
      const created = new FirestoreField(stack, `field-${collection}-${field}`, {
        ...common,
        collection,
        field,
        indexConfig: { indexes: singleFieldIndexesOf(collection, field) },
        ...(expiring.some(([own, name]) => own === collection && name === field) && { ttlConfig: {} }),
        dependsOn: [...before],
      });
      before = [created];
    }
  }
}

/**
 * Besides recovery to any minute of the last week, there are backups that outlive the database: daily ones
 * are kept for a week, Sunday's for four. Each backup is billed at its full size.
 */
function createBackups({ stack, project, settings }: Deployment, database: FirestoreDatabase): void {
  if (settings.BACKUPS === 'false') return;
  const common = { project, database: database.name };
  new FirestoreBackupSchedule(stack, 'backup-daily', {
    ...common,
    retention: `${7 * DAY_SECONDS}s`,
    dailyRecurrence: {},
  });
  new FirestoreBackupSchedule(stack, 'backup-weekly', {
    ...common,
    retention: `${4 * 7 * DAY_SECONDS}s`,
    weeklyRecurrence: { day: 'SUNDAY' },
  });
}

/**
 * Lets an account read, or read and write, this database and no other. The grant is on the project with a
 * condition, because a database has no IAM policy of its own.
 */
export function letUseDatabase(
  { stack, project, settings }: Deployment,
  id: string,
  { database }: Database,
  role: 'roles/datastore.user' | 'roles/datastore.viewer',
  member: string,
): ProjectIamMember {
  return new ProjectIamMember(stack, id, {
    project,
    role,
    member,
    condition: {
      title: 'the database of the deployment',
      expression: `resource.name == "projects/${project}/databases/${settings.FIRESTORE_DATABASE}"`,
    },
    dependsOn: [database],
  });
}

/**
 * Lets people change how names are shown. Firestore grants by database and not by collection, so they may
 * write all of this one.
 */
export function letCurate(deployment: Deployment, database: Database): void {
  for (const [index, member] of listed(deployment.settings.CURATORS).entries())
    letUseDatabase(deployment, `curator-${index}`, database, 'roles/datastore.user', member);
}

function singleFieldIndexesOf(collection: string, field: string) {
  return singleFieldIndexes
    .filter((index) => index.collection === collection && index.fields[0]?.field === field)
    .map(({ scope, fields: [only] }) => ({ queryScope: scope, order: only?.order ?? 'ASCENDING' }));
}

/** An index over the elements of an array has another field than one over values. */
function kindOf({ order }: IndexField): { readonly arrayConfig: string } | { readonly order: string } {
  return order === 'CONTAINS' ? { arrayConfig: 'CONTAINS' } : { order };
}

const directions = { ASCENDING: 'up', DESCENDING: 'down', CONTAINS: 'holds' } as const;

function idOf({ collection, scope, fields: [...all] }: Index): string {
  const names = all.map(({ field, order }) => `${field.replaceAll('_', '')}-${directions[order]}`);
  return [collection, scope === 'COLLECTION' ? 'one' : 'all', ...names].join('-');
}
