/**
 * Watches what arrives at the services, for what has to hold there and for what the end of a run has to be
 * held against: who holds which leases of messages, who holds the lease of the roll-up, and which posts were
 * forgotten.
 */
import type { SeenWrite, Wire } from './clients.ts';
import type { Process } from './world.ts';

export interface Watch {
  /** A call has taken effect. */
  readonly saw: (process: Process, method: string, request: Wire, answer: Wire) => void;
  /** How many messages a process has pulled, and neither acked nor handed back. */
  readonly leasesOf: (process: Process) => number;
  /** Ids of records whose posts were forgotten. */
  readonly forgotten: ReadonlySet<string>;
  /** What should not have happened. */
  readonly problems: readonly string[];
}

export function createWatch(): Watch {
  const leases = new Map<Process, Set<string>>();
  const forgotten = new Set<string>();
  const problems: string[] = [];
  /** Those who held the lease of the roll-up, the last one last. */
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
