/**
 * The steps of corrections. Forgetting marks the record and subtracts the count in one commit. A recount adds
 * the difference between records and counters.
 */
import {
  counted,
  type Difference,
  EDITED,
  FORGOTTEN,
  type ModelState,
  type ModelStep,
  put,
  type Rules,
} from './state.ts';

export function stepsOfForgetting(state: ModelState, by: Rules): ModelStep[] {
  const { forgetting, records, counts } = state;
  const isCounted = records[FORGOTTEN] === 'counted';
  if (forgetting === 'before')
    return isCounted ? [{ name: 'forgetting reads', to: { ...state, forgetting: 'seen' } }] : [];
  if (forgetting === 'done') return [];
  // The precondition: the record is unchanged since the read, and unmarked.
  const marked = by.marksForgotten ? put(records, FORGOTTEN, 'forgotten' as const) : records;
  const written = isCounted
    ? counted({ ...state, records: marked }, put(counts, FORGOTTEN, (counts[FORGOTTEN] ?? 0) - 1))
    : state;
  const steps: ModelStep[] = [{ name: 'forgetting writes', to: { ...written, forgetting: 'done' } }];
  // Without an answer it reads the record again, and finds its own mark or none.
  const lost: ModelState = { ...written, forgetting: 'before', faults: state.faults - 1 };
  return state.faults === 0 ? steps : [...steps, { name: 'the answer to forgetting is lost', to: lost }];
}

export function stepsOfRecount(state: ModelState, by: Rules): ModelStep[] {
  const steps: ModelStep[] = [];
  const step = (name: string, to: ModelState): void => {
    steps.push({ name, to });
  };
  const { edit, recounting, difference, lateDifference, faults, counts } = state;
  if (edit === 'before' && faults > 0) {
    const wrong = counted(state, put(counts, EDITED, (counts[EDITED] ?? 0) + 1));
    // An operator notices the error and recounts.
    const again = recounting === 'done' ? 'before' : recounting;
    step('somebody edits a counter', { ...wrong, edit: 'wrong', recounting: again, faults: faults - 1 });
  }
  if (recounting === 'before') {
    const seenRecords = shouldBe(state, by);
    if (by.recountsOneMoment) step('the recount reads', compared(state, seenRecords));
    else step('the recount reads records', { ...state, recounting: 'reading', seenRecords });
  }
  if (recounting === 'reading' && state.seenRecords !== undefined)
    step('the recount reads counters', compared(state, state.seenRecords));
  if (difference !== undefined) {
    const { to, isDone } = corrected(state, by, difference);
    const ended = { ...to, difference: undefined };
    // A recount that was overtaken has written nothing. An operator runs it again.
    step('the recount writes', { ...ended, recounting: isDone ? 'done' : 'before' });
    if (faults > 0) {
      const after = { ...state, faults: faults - 1 };
      // It reads the progress document, and finds its own step or none.
      const lost = by.looksAtProgress ? { ...ended, recounting: 'done' as const } : to;
      if (isDone) step('the answer to the recount is lost', { ...lost, faults: faults - 1 });
      const killed = { ...after, recounting: 'before' as const, difference: undefined };
      step('the recount is killed', { ...killed, lateDifference: difference });
    }
  }
  if (lateDifference !== undefined)
    step('the late write of a recount arrives', {
      ...corrected(state, by, lateDifference).to,
      lateDifference: undefined,
    });
  return steps;
}

/** The right count of each post, by its record; undefined leaves a count unchanged. */
function shouldBe({ records, counts }: ModelState, by: Rules): readonly number[] {
  return records.map((record, post) => {
    if (record === 'expired' && by.leavesExpired) return counts[post] ?? 0;
    return record === 'counted' ? 1 : 0;
  });
}

/** Compares the records read with the counters. */
function compared(state: ModelState, seen: readonly number[]): ModelState {
  const by = state.counts.map((count, post) => (seen[post] ?? 0) - count);
  const isRight = by.every((one) => one === 0);
  return {
    ...state,
    seenRecords: undefined,
    recounting: isRight ? 'done' : 'read',
    difference: isRight ? undefined : { by, progress: state.progress },
  };
}

/** The write of a recount arrives. */
function corrected(
  state: ModelState,
  rules: Rules,
  { by, progress }: Difference,
): { readonly to: ModelState; readonly isDone: boolean } {
  if (rules.looksAtProgress && progress !== state.progress) return { to: state, isDone: false };
  const counts = state.counts.map((count, post) => count + (by[post] ?? 0));
  const edit = by[EDITED] === 0 ? state.edit : 'done';
  return { to: counted({ ...state, edit, progress: state.progress + 1 }, counts), isDone: true };
}
