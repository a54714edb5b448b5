/** Why a message cannot be processed. */
export interface Rejection {
  /** A short word for machines: the attribute `reason`. */
  readonly reason: string;
  /** A sentence for people: the attribute `error`. */
  readonly error: string;
}
