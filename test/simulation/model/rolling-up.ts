/** The steps of the single roll-up. It reads the day, and writes the result if the day has not changed. */
import type { ModelState, ModelStep, Rules } from './state.ts';

export function stepsOfRollUp(state: ModelState, by: Rules): ModelStep[] {
  const { reading, counts, version, open } = state;
  if (reading === undefined)
    return open ? [{ name: 'the roll-up reads', to: { ...state, reading: { counts, version } } }] : [];
  const isAsRead = by.rollsUpBlindly || reading.version === version;
  const rolledUp = by.rollsUp(state.rolledUp, reading.counts);
  const written: ModelState = {
    ...state,
    reading: undefined,
    ...(isAsRead && { open: false, rolledUp }),
  };
  const steps = [{ name: 'the roll-up writes', to: written }];
  if (state.faults === 0) return steps;
  const faults = state.faults - 1;
  return [
    ...steps,
    { name: 'the answer to the roll-up is lost', to: { ...written, faults } },
    { name: 'the roll-up is killed', to: { ...state, reading: undefined, faults } },
  ];
}
