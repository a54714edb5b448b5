/** Room in arrays that grow. */

/** Room for this number, and for a quarter more than there are: tables that follow bring few new names. */
export function roomFor(needed: number, present: number): number {
  return Math.max(needed, present + (present >> 2));
}

/** Puts the first `size` numbers at the beginning of a longer array. */
export function longer<Numbers extends Uint8Array | Uint32Array | Float64Array>(
  numbers: Numbers,
  size: number,
  room: Numbers,
): Numbers {
  room.set(numbers.subarray(0, size));
  return room;
}
