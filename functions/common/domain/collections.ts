/** Where the counts stand in Firestore, and the shape of each document. */
import type { FieldValue, Timestamp } from '@google-cloud/firestore';
import type { EntityType } from './post.ts';

export const collections = {
  /** `publications/{publicationId}`: PublicationDocument. */
  publications: 'publications',
  /** `publications/{publicationId}/entities/{entityId}`: EntityDocument. */
  entities: 'entities',
  /** `publications/{publicationId}/recounts/current`: RecountDocument, from the first recount on. */
  recounts: 'recounts',
  /** `posts/{postId}`: LedgerDocument; it exists exactly when the post has been counted. */
  posts: 'posts',
} as const;

export interface PublicationDocument {
  readonly name: string;
  readonly articleCount: number;
  /** When a post was last counted. */
  readonly updatedAt: Timestamp;
  /** When counts were last corrected, by a recount or by forgetting a post. */
  readonly correctedAt?: Timestamp;
  /** How many of the articles were counted without keeping their entities; the ledger forgets those in time. */
  readonly unkept?: number;
}

export interface EntityDocument {
  readonly type: EntityType;
  /** The surface form shown to people. */
  readonly text: string;
  /** The normalised form it is counted under. */
  readonly key: string;
  readonly count: number;
}

export interface LedgerDocument {
  readonly publicationId: string;
  readonly savedAt: Timestamp;
  /** When Firestore may forget the post; missing where its entities are kept, because they are needed for as long as its counts. */
  readonly expireAt?: Timestamp;
  /** What the post was counted with, as JSON of its entities; only with SAVE_KEEP_ENTITIES. Forgetting removes it as its last step. */
  readonly entities?: string;
  /** When its counts were taken back; the document stays, so that the post is not counted again. */
  readonly forgottenAt?: Timestamp;
  /** Which call took them back. */
  readonly forgottenBy?: string;
}

/** Which recount of a publication is or was the last, and how far it got. It stays: its version tells whether another came between. */
export interface RecountDocument {
  readonly run: string;
  /** Commits done. */
  readonly step: number;
  readonly at: Timestamp;
}

/** A document as it is written: the server fills in time-stamps and adds increments. */
export type Written<Document> = { readonly [Field in keyof Document]: Document[Field] | FieldValue };
