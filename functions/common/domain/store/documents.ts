/**
 * The collections of the database and the shape of each document. Who writes which document, and why counts
 * stay exact, is explained in docs/decisions.md; the indexes are in `indexes.ts`.
 */
import type { FieldValue, Timestamp } from '@google-cloud/firestore';
import type { EntityType } from '../post.ts';

export const collections = {
  /** `posts/{recordId}`: ArticleRecord; it exists exactly when the post has been counted. */
  posts: 'posts',
  /** `days/{dayDocumentId}`: DayDocument; the documents of one publication and day add up. */
  days: 'days',
  /** `publications/{publicationId}`: PublicationHead. */
  publications: 'publications',
  /** `overview/{month}`: OverviewMonth; `overview/total`: OverviewTotal. */
  overview: 'overview',
  /** `rollups/{run}-{n}`: ChunkDocument; never changed, only replaced. */
  rollups: 'rollups',
  /** `leases/rollup`: LeaseDocument. */
  leases: 'leases',
  /** `corrections/{publicationId}`: CorrectionDocument, from the first recount on. */
  corrections: 'corrections',
  /** `curation/{change}`: ChangeDocument; `curation/current`: CurationDocument. */
  curation: 'curation',
} as const;

/** The document of `overview` that is for all months together. */
export const OVERVIEW_TOTAL = 'total';
export const ROLLUP_LEASE = 'rollup';
/** The document of `curation` that holds the changes in force. */
export const CURRENT_CURATION = 'current';

/**
 * An article as it was counted: the ledger that makes it count once, and the way from a count back to it.
 * @typeParam Moment what a moment is: in the saver, which encodes documents itself, milliseconds since 1970
 */
export interface ArticleRecord<Moment = Timestamp> {
  /** The publication's id. Indexed. */
  readonly publication: string;
  /** The sender's id of the post, unique within its publication. */
  readonly id: string;
  /** The UTC day it is counted on, such as 2026-11-27. */
  readonly day: string;
  /**
   * The moment it is counted for: `publishedAt` where that is believable, else when it was accepted. Indexed.
   */
  readonly at: Moment;
  readonly acceptedAt: Moment;
  /** From then on Firestore may delete the record. */
  readonly expireAt: Moment;
  readonly contentHash: string;
  /** The names it was counted with, as `encodeNames` writes them. */
  readonly names: string;
  /** `recordKey` of each name's key, each once. Indexed by element. */
  readonly keys: readonly string[];
  readonly publishedAt?: string;
  readonly url?: string;
  readonly title?: string;
  readonly author?: string;
  readonly language?: string;
  /** The language of an article that is in none of those that names are looked for in; it has no names. */
  readonly otherLanguage?: string;
  /** The name of the key that it was submitted with. */
  readonly sender?: string;
  /** The hash of the last other content that was submitted under its id; the first version stays counted. */
  readonly changedTo?: string;
  /** When its counts were taken back; the record stays, so that the post is not counted again. */
  readonly forgottenAt?: Moment;
  /** Which call took them back. */
  readonly forgottenBy?: string;
}

/** The names of a type, by their spelling as a field name (`fieldOf`), each with its tally. */
export type TallyMap = Readonly<Record<string, number>>;

/** A share of one publication's counters of one UTC day. Corrections add documents with negative counts. */
export interface DayDocument extends Readonly<Partial<Record<EntityType, TallyMap>>> {
  /** The publication's id. */
  readonly publication: string;
  readonly day: string;
  /** The publication's name, as people are shown it. */
  readonly name: string;
  /**
   * Set while a roll-up may lack some of its counts. Each write that counts sets it, and only a roll-up
   * removes it.
   */
  readonly open?: true;
  readonly articles: number;
  /** How many articles were sent again with another content; those are not counted again. */
  readonly changed?: number;
  /** How many of `articles` are in a language that names are not looked for in. */
  readonly otherLanguage?: number;
}

/** A table in `rollups`: its chunks are `{run}-0` to `{run}-{chunks - 1}`. */
export interface Part {
  readonly run: string;
  readonly chunks: number;
  /** The moment of the counts it was made from. */
  readonly readAt: Timestamp;
  /** Sums over all columns. */
  readonly articles: number;
  readonly changed: number;
  /** Left out where there are none. */
  readonly otherLanguage?: number;
  /** Names in the table, and how many below its last rank it leaves out. */
  readonly names: number;
  readonly cut: number;
}

/** A month of one publication: a column for each day. */
export interface MonthPart extends Part {
  readonly days: readonly string[];
}

/**
 * A sum of other parts: of a publication's months, with a column for each; or of the whole deployment's days
 * or months.
 */
export interface TotalPart extends Part {
  /** Which run of each day or month is in it. */
  readonly of: Readonly<Record<string, string>>;
}

/** Which roll-ups of a publication are current. */
export interface PublicationHead {
  readonly name: string;
  /** By month, such as 2026-11. */
  readonly months: Readonly<Record<string, MonthPart>>;
  readonly total?: TotalPart;
}

/** The whole deployment's roll-ups of the days of one month: a column for each publication. */
export interface OverviewMonth {
  readonly days: Readonly<Record<string, Part>>;
  /** Until the month is over: a sum of some of its days. Not usable once a day in it has another run. */
  readonly sum?: TotalPart;
}

/**
 * The whole deployment's roll-ups of months that are over, and of all of them: a column for each publication.
 */
export interface OverviewTotal {
  readonly months: Readonly<Record<string, TotalPart>>;
  /** All months up to `through`, if any is over. */
  readonly total?: TotalPart & { readonly through: string };
}

/** One chunk of a table. */
export interface ChunkDocument {
  readonly data: Uint8Array;
  /** The table that the chunk is a part of, for people. */
  readonly of: string;
  /** Set until a document refers to the chunk, so that the chunks of an interrupted roll-up expire. */
  readonly expireAt?: Timestamp;
}

export interface LeaseDocument {
  readonly holder: string;
  readonly until: Timestamp;
  /** The moment of the counts that the last whole pass was made from. */
  readonly completedAt?: Timestamp;
}

/**
 * The last recount of a publication, under way or done, and its progress. The document is kept: its version
 * shows whether another recount ran in between.
 */
export interface CorrectionDocument {
  readonly run: string;
  /** Commits done. */
  readonly step: number;
  readonly at: Timestamp;
}

/**
 * A change of names that a person made (`curation.ts`). It is kept when it is undone, as the history of who
 * did what, when and why.
 */
export interface ChangeDocument {
  /** As `encodeChanges` writes it, alone. */
  readonly change: string;
  readonly at: Timestamp;
  readonly by: string;
  readonly why: string;
  readonly undoneAt?: Timestamp;
  readonly undoneBy?: string;
  readonly undoneWhy?: string;
}

/** The changes in force, in one document, so that reading them costs one read. */
export interface CurationDocument {
  /** As `encodeChanges` writes them, the oldest first. */
  readonly changes: string;
}

/**
 * The form in which a document is written: a field may be a value that the server computes, such as a
 * time-stamp or an increment.
 */
export type Written<Document> = { readonly [Field in keyof Document]: Document[Field] | FieldValue };
