/** Every reason that a stage gives. docs/runbook.md says of each what it means and what to do. */
export const rejectionReasons = [
  'not-json',
  'not-a-post',
  'not-a-processed-post',
  'too-many-names',
  'extraction-error',
  'extraction-timeout',
  'extraction-memory',
  'extraction-crash',
  'firestore-refused',
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

/** Why a message cannot be processed. */
export interface Rejection {
  /** A short word for machines: the attribute `reason`. */
  readonly reason: RejectionReason;
  /** A sentence for people: the attribute `error`. */
  readonly error: string;
}
