/**
 * Changes of names in Firestore: a document for each, which stays, and one with those in force, which readers
 * read. Both are written in one commit, on condition that nobody changed the second one meanwhile.
 */
import { type DocumentSnapshot, type Firestore, Timestamp } from '@google-cloud/firestore';
import { GrpcCode, grpcCode, isConflict } from '../../functions/common/cloud/grpc.ts';
import {
  type CurationChange,
  decodeChanges,
  encodeChanges,
} from '../../functions/common/domain/store/curation.ts';
import {
  type ChangeDocument,
  CURRENT_CURATION,
  type CurationDocument,
  collections,
} from '../../functions/common/domain/store/documents.ts';
import { recordKey } from '../../functions/common/domain/store/ids.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';

/** The author, time and reason of a change. */
export interface Deed {
  readonly by: string;
  readonly why: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** A change as it was made, and perhaps undone. */
export interface MadeChange {
  readonly change: CurationChange;
  readonly at: Date;
  readonly by: string;
  readonly why: string;
  readonly undone?: { readonly at: Date; readonly by: string; readonly why: string };
}

/** Two people who change something at the same moment. */
const MAX_ATTEMPTS = 5;
/** The most changes that are listed. */
const MAX_LISTED = 10_000;

/**
 * Makes a change.
 * @param decide gives the change and all that are in force with it; it may be called again
 * @throws what `decide` throws, Firestore's error, and ExplainedError when others keep changing something
 */
export function makeChange(
  firestore: Firestore,
  decide: (changes: readonly CurationChange[]) => {
    readonly change: CurationChange;
    readonly changes: readonly CurationChange[];
  },
  { by, why, at }: Deed,
  dryRun: boolean,
): Promise<CurationChange> {
  return replacing(firestore, dryRun, (current, batch) => {
    const { change, changes } = decide(current);
    const document: ChangeDocument = {
      change: encodeChanges([change]),
      at: Timestamp.fromMillis(at),
      by,
      why,
    };
    batch.create(firestore.collection(collections.curation).doc(change.id), document);
    return { changes, result: change };
  });
}

/**
 * Undoes a change.
 * @param decide gives those that stay in force
 * @throws as `makeChange`
 */
export function undoChange(
  firestore: Firestore,
  id: string,
  decide: (changes: readonly CurationChange[]) => readonly CurationChange[],
  { by, why, at }: Deed,
  dryRun: boolean,
): Promise<void> {
  return replacing(firestore, dryRun, (current, batch) => {
    const changes = decide(current);
    const undone: Partial<ChangeDocument> = {
      undoneAt: Timestamp.fromMillis(at),
      undoneBy: by,
      undoneWhy: why,
    };
    batch.update(firestore.collection(collections.curation).doc(id), undone);
    return { changes, result: undefined };
  });
}

async function replacing<Result>(
  firestore: Firestore,
  dryRun: boolean,
  work: (
    current: readonly CurationChange[],
    batch: ReturnType<Firestore['batch']>,
  ) => { readonly changes: readonly CurationChange[]; readonly result: Result },
): Promise<Result> {
  const reference = firestore.collection(collections.curation).doc(CURRENT_CURATION);
  for (let attempt = 1; ; attempt++) {
    const snapshot = await reference.get();
    const batch = firestore.batch();
    const { changes, result } = work(changesIn(snapshot), batch);
    if (dryRun) return result;
    const document: CurationDocument = { changes: encodeChanges(changes) };
    if (snapshot.updateTime === undefined) batch.create(reference, document);
    else batch.update(reference, { ...document }, { lastUpdateTime: snapshot.updateTime });
    try {
      await batch.commit();
      return result;
    } catch (error) {
      if (!isConflict(error) && grpcCode(error) !== GrpcCode.aborted) throw error;
      if (attempt < MAX_ATTEMPTS) continue;
      throw new ExplainedError(
        'Other people are changing names at the same time, and this change lost every race against theirs. Nothing was changed; run it again.',
        ExitCode.unavailable,
        { cause: error },
      );
    }
  }
}

function changesIn(snapshot: DocumentSnapshot): readonly CurationChange[] {
  const document = snapshot.data() as CurationDocument | undefined;
  return document === undefined ? [] : decodeChanges(document.changes);
}

/** The changes that were made, the oldest first. */
export async function readChanges(firestore: Firestore): Promise<readonly MadeChange[]> {
  const found = await firestore
    .collection(collections.curation)
    .limit(MAX_LISTED + 1)
    .get();
  const made = found.docs.flatMap((snapshot) => {
    if (snapshot.id === CURRENT_CURATION) return [];
    const document = snapshot.data() as ChangeDocument;
    return decodeChanges(document.change).map((change) => madeOf(change, document));
  });
  return made.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function madeOf(
  change: CurationChange,
  { at, by, why, undoneAt, undoneBy, undoneWhy }: ChangeDocument,
): MadeChange {
  const undone =
    undoneAt === undefined ? undefined : { at: undoneAt.toDate(), by: undoneBy ?? '', why: undoneWhy ?? '' };
  return { change, at: at.toDate(), by, why, ...(undone !== undefined && { undone }) };
}

/** The keys that no recorded article names: such a name may be misspelt. */
export async function keysWithoutArticle(
  firestore: Firestore,
  keys: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    keys.map((key) =>
      firestore
        .collection(collections.posts)
        .where('keys', 'array-contains', recordKey(key))
        .orderBy('at', 'desc')
        .limit(1)
        .select()
        .get(),
    ),
  );
  return keys.filter((_, index) => found[index]?.empty);
}
