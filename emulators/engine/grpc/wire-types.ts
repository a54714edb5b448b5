/** The forms that all messages share, as protobufjs reads and takes them. */

/** A 64-bit integer: read as an object of two halves. */
export type WireInteger =
  | number
  | string
  | { readonly low: number; readonly high: number; readonly unsigned?: boolean };

export interface WireTimestamp {
  readonly seconds?: WireInteger | null;
  readonly nanos?: number | null;
}

export function numberOf(integer: WireInteger | null | undefined): number {
  if (integer === null || integer === undefined) return 0;
  if (typeof integer !== 'object') return Number(integer);
  return integer.high * 2 ** 32 + (integer.low >>> 0);
}

export function bigintOf(integer: WireInteger): bigint {
  if (typeof integer !== 'object') return BigInt(integer);
  const { low, high } = integer;
  // Nearly all are small, and one half is made into a bigint three times as fast as two.
  if (high === 0 && low >= 0) return BigInt(low);
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0));
}

export function wireInteger(value: bigint): WireInteger {
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
    unsigned: false,
  };
}

/** @param micros since 1970 */
export function wireTimestamp(micros: number): { readonly seconds: number; readonly nanos: number } {
  const seconds = Math.floor(micros / 1e6);
  return { seconds, nanos: (micros - seconds * 1e6) * 1_000 };
}
