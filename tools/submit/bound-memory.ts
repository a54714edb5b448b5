/**
 * Keeps the process small. Nearly all that reading makes is garbage at once, and V8 answers steady garbage by
 * doubling the space for new objects, up to some 100 MB, of which nothing is in use.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/**
 * From here on the space for new objects stays as it is; by then it is large enough that collecting costs
 * little.
 */
const ENOUGH_BYTES = 40e6;

/** To be called now and then: stops the growth once the heap is large enough. */
export function createMemoryBound(): () => void {
  let isBound = false;
  return () => {
    if (isBound || getHeapStatistics().total_heap_size < ENOUGH_BYTES) return;
    isBound = true;
    setFlagsFromString('--semi-space-growth-factor=1');
  };
}
