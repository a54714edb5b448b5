/** Planted faults as the model can express them: rules that decide one thing in another way. */
import type { Rules } from './protocol.ts';

export const plantedRules: Readonly<Record<string, Partial<Rules>>> = {
  'acks before the commit': { acksAtOnce: true },
  'counts without the record': { creates: () => [] },
  'retries as if the first attempt had not gone through': { retriesBlindly: true },
  'a roll-up adds instead of setting': {
    rollsUp: (before, read) => read.map((count, at) => count + (before[at] ?? 0)),
  },
  'a roll-up ignores what was written since it read': { rollsUpBlindly: true },
  'forgets without the mark': { marksForgotten: false },
  'joins messages by their id alone': { joinsAll: true },
  'renews a lease that was lost': { renewsLost: true },
  'drains without waiting': { acksWhenEnding: true },
};
