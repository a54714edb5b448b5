/** The faults of this stage and all messages about them that a person may read. */

import { MAX_ENTITIES_PER_POST } from '../common/domain/post.ts';
import { counted } from '../common/domain/quantities.ts';
import type { Rejection } from '../common/domain/rejection.ts';

/** Why a post cannot be extracted, now or ever. */
export type FailureReason =
  | 'extraction-error'
  | 'extraction-timeout'
  | 'extraction-memory'
  | 'extraction-crash'
  | 'pool-closed';

/** Extraction of one text failed; `reason` says whether another attempt makes sense. */
export class ExtractionFailure extends Error {
  override readonly name = 'ExtractionFailure';
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export const failures = {
  threw: (error: string) => new ExtractionFailure('extraction-error', `extraction failed: ${error}`),
  timedOut: (milliseconds: number, attempts: number) =>
    new ExtractionFailure(
      'extraction-timeout',
      `extraction took longer than EXTRACT_TIMEOUT_MS (${milliseconds}), in ${counted(attempts, 'attempt')}`,
    ),
  outOfMemory: (megabytes: number, attempts: number) =>
    new ExtractionFailure(
      'extraction-memory',
      `extraction needed more memory than EXTRACT_MEMORY_MB (${megabytes}), in ${counted(attempts, 'attempt')}`,
    ),
  crashed: (how: string, attempts: number) =>
    new ExtractionFailure(
      'extraction-crash',
      `extraction crashed its process (${how}), in ${counted(attempts, 'attempt')}`,
    ),
  closed: () => new ExtractionFailure('pool-closed', 'the pool was closed before the text was extracted'),
} as const;

/** The rejection of a post that names more than can be saved in one commit. */
export function tooManyNames(found: number): Rejection {
  return {
    reason: 'too-many-names',
    error: `the post has ${found} different names; at most ${MAX_ENTITIES_PER_POST} can be counted. It looks like a list, not an article: split it into several posts`,
  };
}
