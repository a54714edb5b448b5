/**
 * Watches the calls that arrive at the services, and checks invariants there. Records for the end of the run
 * which process has which message leases, which has the roll-up lease, and which posts were forgotten.
 */
import type { SeenWrite, Wire } from './clients.ts';
import type { Process } from './world.ts';

export interface Watch {
  /** Call this after a call has taken effect. */
  readonly saw: (process: Process, method: string, request: Wire, answer: Wire) => void;
  /** The number of messages that a process has pulled, and neither acked nor nacked. */
  readonly leasesOf: (process: Process) => number;
  /** Record ids of forgotten posts. */
  readonly forgotten: ReadonlySet<string>;
  /** The invariants that a call broke. */
  readonly problems: readonly string[];
}

export function createWatch(): Watch {
  const leases = new Map<Process, Set<string>>();
  const forgotten = new Set<string>();
  const problems: string[] = [];
  /** The processes that have had the lease of the roll-up, in order. */
  const holders: string[] = [];

  const seeWrite = ({ update }: SeenWrite): void => {
    const [collection, id = ''] = update?.name.split('/').slice(-2) ?? [];
    if (collection === 'posts' && update?.fields?.forgottenBy !== undefined) forgotten.add(id);
    if (collection !== 'leases') return;
    const holder = update?.fields?.holder?.stringValue ?? '';
    if (holders.at(-1) === holder) return;
    if (holders.includes(holder))
      problems.push(`${holder} renewed the lease of the roll-up after ${holders.at(-1)} had taken it`);
    holders.push(holder);
  };

  return {
    saw(process, method, request, answer) {
      const own = leases.get(process) ?? new Set<string>();
      leases.set(process, own);
      for (const { ackId } of answer.receivedMessages ?? []) own.add(ackId);
      const isDone = method === 'acknowledge' || request.ackDeadlineSeconds === 0;
      if (isDone) for (const ackId of request.ackIds ?? []) own.delete(ackId);
      if (method === 'commit') request.writes?.forEach(seeWrite);
    },
    leasesOf: (process) => leases.get(process)?.size ?? 0,
    forgotten,
    problems,
  };
}
