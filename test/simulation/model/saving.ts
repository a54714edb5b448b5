/** The steps of savers, of their commits in flight, and of their faults. */
import {
  counted,
  idle,
  MESSAGES,
  type ModelPost,
  type ModelSaver,
  type ModelState,
  type ModelStep,
  POST_OF,
  put,
  type Rules,
  SAVERS,
} from './state.ts';

export function stepsOfSaving(state: ModelState, by: Rules): ModelStep[] {
  return [...SAVERS.flatMap((s) => stepsOfSaver(state, by, s)), ...lateCommits(state, by)];
}

function stepsOfSaver(state: ModelState, by: Rules, s: number): ModelStep[] {
  const saver = state.savers[s] ?? idle;
  const { held, phase, isRetry } = saver;
  const become = (from: ModelState, own: ModelSaver): ModelState => ({
    ...from,
    savers: put(from.savers, s, own),
  });
  const steps: ModelStep[] = [];
  const step = (name: string, to: ModelState): void => {
    steps.push({ name, to });
  };
  const faulty = { ...state, faults: state.faults - 1 };
  switch (phase) {
    case 'holding':
      for (const message of MESSAGES) {
        if (state.messages[message] !== 'ready' || held.includes(message)) continue;
        const how = by.acksAtOnce ? 'acked' : 'leased';
        const taken = { ...state, messages: put(state.messages, message, how) };
        const own = { ...saver, held: [...held, message].toSorted() };
        if (by.joinsAll && held.length > 0) step(`saver ${s} joins ${message}`, acked(taken, [message]));
        else step(`saver ${s} takes ${message}`, become(taken, own));
      }
      if (held.length > 0) step(`saver ${s} commits`, become(state, { ...saver, phase: 'sent' }));
      break;
    case 'sent': {
      const posts = postsOf(held);
      const { to, isDone } = arrive(state, posts, isRetry ? [] : by.creates(posts));
      step(`commit of saver ${s} answered`, become(to, { ...saver, phase: isDone ? 'counted' : 'exists' }));
      if (state.faults === 0) break;
      const again = { held, phase: 'holding', isRetry: by.retriesBlindly } as const;
      step(`answer to saver ${s} lost`, become({ ...to, faults: faulty.faults }, again));
      step(`commit of saver ${s} late`, become({ ...faulty, late: [...state.late, posts] }, again));
      break;
    }
    case 'counted':
      step(`saver ${s} acks`, become(acked(state, held), idle));
      break;
    case 'exists': {
      const done = held.filter(
        (message) => by.dropsCounted && state.records[POST_OF[message] ?? 0] !== 'none',
      );
      const rest = held.filter((message) => !done.includes(message));
      const own = rest.length === 0 ? idle : { ...idle, held: rest };
      step(`saver ${s} reads records`, become(acked(state, done), own));
    }
  }
  if (held.length > 0 && state.faults > 0) steps.push(...endsOf(state, by, s, saver, become));
  return steps;
}

/** A saver is killed, nacks its messages, or keeps them longer than their leases. */
function endsOf(
  state: ModelState,
  by: Rules,
  s: number,
  { held, phase }: ModelSaver,
  become: (from: ModelState, own: ModelSaver) => ModelState,
): ModelStep[] {
  const given = (how: 'ready' | 'leased' | 'acked'): ModelState['messages'] =>
    state.messages.map((one, at) => (held.includes(at) && one === 'leased' ? how : one));
  const late = phase === 'sent' ? [...state.late, postsOf(held)] : state.late;
  const faults = state.faults - 1;
  const killed = { ...state, faults, late, messages: given(by.renewsLost ? 'leased' : 'ready') };
  const handedBack = { ...state, faults, late, messages: given(by.acksWhenEnding ? 'acked' : 'ready') };
  return [
    { name: `saver ${s} is killed`, to: become(killed, idle) },
    { name: `saver ${s} hands back`, to: become(handedBack, idle) },
    { name: `leases of saver ${s} run out`, to: { ...state, faults, messages: given('ready') } },
  ];
}

function lateCommits(state: ModelState, by: Rules): ModelStep[] {
  return state.late.map((posts, at) => {
    const { to } = arrive(state, posts, by.creates(posts));
    const late = to.late.filter((_, index) => index !== at);
    return { name: 'a late commit arrives', to: { ...to, late } };
  });
}

/** A commit arrives and is atomic. */
function arrive(
  state: ModelState,
  posts: readonly ModelPost[],
  created: readonly ModelPost[],
): { readonly to: ModelState; readonly isDone: boolean } {
  if (created.some((post) => state.records[post] !== 'none')) return { to: state, isDone: false };
  const isOf = (some: readonly ModelPost[], post: number): boolean => some.some((own) => own === post);
  const records = state.records.map((one, post) => (isOf(created, post) ? 'counted' : one));
  const counts = state.counts.map((count, post) => count + (isOf(posts, post) ? 1 : 0));
  return { to: counted({ ...state, records }, counts), isDone: true };
}

function postsOf(held: readonly number[]): readonly ModelPost[] {
  return [...new Set(held.map((message) => POST_OF[message] ?? 0))].toSorted();
}

function acked(state: ModelState, messages: readonly number[]): ModelState {
  return { ...state, messages: state.messages.map((one, at) => (messages.includes(at) ? 'acked' : one)) };
}
