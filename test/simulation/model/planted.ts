/** Planted faults that the model can express: rules that change one decision. */
import type { Correction, Rules } from './state.ts';

interface PlantedRules {
  readonly rules: Partial<Rules>;
  /** The correction with which the fault shows; forgetting by default. */
  readonly correction?: Correction;
}

export const plantedRules: Readonly<Record<string, PlantedRules>> = {
  'acks before the commit': { rules: { acksAtOnce: true } },
  'counts without the record': { rules: { creates: () => [] } },
  'retries as if the first attempt had not gone through': { rules: { retriesBlindly: true } },
  'commits again what it has found counted': { rules: { dropsCounted: false } },
  'a roll-up adds instead of setting': {
    rules: { rollsUp: (before, read) => read.map((count, at) => count + (before[at] ?? 0)) },
  },
  'a roll-up ignores what was written since it read': { rules: { rollsUpBlindly: true } },
  'forgets without the mark': { rules: { marksForgotten: false } },
  'joins messages by their id alone': { rules: { joinsAll: true } },
  'renews a lease that was lost': { rules: { renewsLost: true } },
  'drains without waiting, and acks what it holds': { rules: { acksWhenEnding: true } },
  'recounts without looking at the progress': {
    rules: { looksAtProgress: false },
    correction: 'recount',
  },
  'recounts from two moments': { rules: { recountsOneMoment: false }, correction: 'recount' },
  'recounts what may have lost its record': { rules: { leavesExpired: false }, correction: 'recount' },
};
