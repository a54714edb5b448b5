/**
 * The changes that people made to names, as Firestore has them at a moment: one document, read with others.
 */
import type { DocumentSnapshot } from '@google-cloud/firestore';
import { type Curation, curationOf, decodeChanges } from '../../common/domain/store/curation.ts';
import type { CurationDocument } from '../../common/domain/store/documents.ts';
import { versionOf } from './moments.ts';

export interface Curations {
  /** The curation in a version of the document; the same version always gives the same object. */
  readonly of: (snapshot: DocumentSnapshot | undefined) => Curation;
}

/** Makes the reader. */
export function createCurations(): Curations {
  const none = curationOf([]);
  let last: { readonly version: string; readonly curation: Curation } | undefined;
  return {
    of(snapshot) {
      const document = snapshot?.data() as CurationDocument | undefined;
      if (document === undefined || snapshot?.updateTime === undefined) return none;
      const version = versionOf(snapshot.updateTime);
      if (last?.version !== version)
        last = { version, curation: curationOf(decodeChanges(document.changes)) };
      return last.curation;
    },
  };
}
