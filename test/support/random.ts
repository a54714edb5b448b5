/** A seeded random source for tests. The same seed gives the same sequence on every machine. */
import { seededFractions } from '../../functions/common/domain/seeded.ts';

export interface SeededRandom {
  /** A number from 0, inclusive, to 1, exclusive. */
  readonly fraction: () => number;
  /** A whole number from `min` to `max`, both inclusive. */
  readonly whole: (min: number, max: number) => number;
  /** Whether an event of probability `likelihood` (0 to 1) happens. */
  readonly chance: (likelihood: number) => boolean;
  /**
   * One of `items`, all equally likely.
   * @throws RangeError without items
   */
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** The items in another order, all orders equally likely (Fisher and Yates). */
  readonly shuffle: <Item>(items: readonly Item[]) => Item[];
}

/** @param seed any whole number; taken modulo 2^32 */
export function seededRandom(seed: number): SeededRandom {
  const fraction = seededFractions(seed);
  const whole = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1));
  return {
    fraction,
    whole,
    chance: (likelihood) => fraction() < likelihood,
    pick: (items) => {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new RangeError('there is nothing to pick from');
      return item;
    },
    shuffle: (items) => {
      const left = [...items];
      return items.flatMap(() => left.splice(whole(0, left.length - 1), 1));
    },
  };
}
