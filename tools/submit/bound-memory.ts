/**
 * Keeps the process small. Nearly every object that a reader makes becomes garbage at once. V8 answers steady
 * garbage by doubling the space for new objects, up to some 100 MB, of which nothing is in use.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** At this heap size the space for new objects stops growing. It is then large enough to collect cheaply. */
const ENOUGH_BYTES = 40e6;

/** Returns a function to call now and then. It stops the growth once the heap is large enough. */
export function createMemoryBound(): () => void {
  let isBound = false;
  return () => {
    if (isBound || getHeapStatistics().total_heap_size < ENOUGH_BYTES) return;
    isBound = true;
    setFlagsFromString('--semi-space-growth-factor=1');
  };
}
