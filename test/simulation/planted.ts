/**
 * Ten faults that a programmer could make in the product, each planted by a double around one call. The
 * simulation must find each of them. A check proves nothing until it has been seen to fail.
 */
import type { Table } from '../../functions/common/domain/store/table.ts';
import { decodeTable, encodeTable } from '../../functions/common/domain/store/table-codec.ts';
import type { SeenDelivery, SeenWrite, Wire } from './clients.ts';
import { places } from './daemons.ts';
import type { Planted } from './parts.ts';
import type { Process } from './world.ts';

function nameOf({ update }: SeenWrite): string {
  return update?.name.split('/').slice(-2).join('/') ?? '';
}

function without(request: Wire, collection: string): Wire {
  return {
    ...request,
    writes: (request.writes ?? []).filter((one) => !nameOf(one).startsWith(`${collection}/`)),
  };
}

function isSaver({ name }: Process): boolean {
  return name.startsWith('save-');
}

/** Whether a commit counts articles. */
function counts(method: string, { writes = [] }: Wire): boolean {
  return method === 'commit' && writes.some((one) => nameOf(one).startsWith('days/'));
}

export const planted: Readonly<Record<string, () => Planted>> = {
  'acks before the commit': () => ({
    async meddle({ process, method, request }, send) {
      const answer = await send(request);
      const ackIds = (answer.receivedMessages ?? []).map(({ ackId }) => ackId);
      const { subscription } = request;
      if (method === 'pull' && isSaver(process) && ackIds.length > 0 && subscription !== undefined)
        await send({ subscription, ackIds }, 'acknowledge');
      return answer;
    },
  }),
  'counts without the record': () => ({
    meddle: ({ process, method, request }, send) =>
      send(isSaver(process) && counts(method, request) ? without(request, 'posts') : request),
  }),
  'retries as if the first attempt had not gone through': () => ({
    async meddle({ process, method, request }, send) {
      try {
        return await send(request);
      } catch (error) {
        if (!isSaver(process) || !counts(method, request) || !String(error).includes('UNAVAILABLE'))
          throw error;
        return send(without(request, 'posts'));
      }
    },
  }),
  'a roll-up adds instead of setting': addsTables,
  'forgets without the mark': () => ({
    meddle: ({ process, method, request }, send) =>
      send(process.name === 'forget' && method === 'commit' ? without(request, 'posts') : request),
  }),
  'joins messages by their id alone': joinsById,
  'renews a lease that was lost': renewsLost,
  'acks a dead letter before it is published': () => ({
    async meddle({ method, request, process }, send) {
      const isDeadLetter = [places.topics.postsDeadLetter, places.topics.processedPostsDeadLetter].some(
        ({ name }) => request.topic?.endsWith(`/${name}`),
      );
      if (method !== 'publish' || !isDeadLetter) return send(request);
      // The stage acks when this resolves, and the publish follows later.
      void process.runtime.clock.sleep(2_000).then(() => send(request).catch(() => undefined));
      return { messageIds: (request.messages ?? []).map((_, index) => String(index)) };
    },
  }),
  'mixes two moments in one answer': () => ({
    meddle({ process, method, request }, send) {
      if (process.name !== 'reader' || method !== 'runQuery') return send(request);
      const { readTime: _, ...present } = request;
      return send(present);
    },
  }),
  'drains without waiting': () => ({
    wrap: (daemon) => ({
      ...daemon,
      async [Symbol.asyncDispose]() {
        void daemon[Symbol.asyncDispose]();
      },
    }),
  }),
};

/** Adds the result of a roll-up to its previous result. */
function addsTables(): Planted {
  /** By the publication or month of the roll-up. */
  const before = new Map<string, Table>();
  const added = (write: SeenWrite): SeenWrite => {
    const { update } = write;
    const { data, of } = update?.fields ?? {};
    const [bytes, name] = [data?.bytesValue, of?.stringValue];
    if (!update || bytes === undefined || name === undefined) return write;
    const table = decodeTable([bytes]);
    const sum = sumOf(before.get(name), table);
    before.set(name, sum);
    const [bytesValue] = encodeTable(sum);
    return {
      ...write,
      update: { ...update, fields: { ...update.fields, ...(bytesValue && { data: { bytesValue } }) } },
    };
  };
  return {
    meddle: ({ method, request }, send) =>
      send(method === 'commit' ? { ...request, writes: (request.writes ?? []).map(added) } : request),
  };
}

function sumOf(before: Table | undefined, table: Table): Table {
  const rows = table.rows.map((row) => {
    const old = before?.rows.find(({ type, key }) => type === row.type && key === row.key);
    const cells = [...row.cells];
    for (let at = 0; at < cells.length; at += 3) {
      const id = table.columns[cells[at] ?? 0]?.id;
      const column = before?.columns.findIndex((one) => one.id === id) ?? -1;
      const from = old?.cells.findIndex((cell, index) => index % 3 === 0 && cell === column) ?? -1;
      if (from < 0) continue;
      for (const next of [1, 2]) cells[at + next] = (cells[at + next] ?? 0) + (old?.cells[from + next] ?? 0);
    }
    return { ...row, cells };
  });
  return { ...table, rows };
}

/**
 * A subscriber that identifies messages by their ids alone. It settles two different ones with the work of
 * the first.
 */
function joinsById(): Planted {
  const held = new Map<Process, Map<string, SeenDelivery[]>>();
  return {
    async meddle({ process, method, request }, send) {
      const own = held.get(process) ?? new Map<string, SeenDelivery[]>();
      held.set(process, own);
      const isSettled = method === 'acknowledge' || request.ackDeadlineSeconds === 0;
      if (isSettled)
        for (const [id, deliveries] of own) {
          const left = deliveries.filter(({ ackId }) => !request.ackIds?.includes(ackId));
          if (left.length === 0) own.delete(id);
          else own.set(id, left);
        }
      const answer = await send(request);
      const joined = answer.receivedMessages?.map((delivery): SeenDelivery => {
        const id = delivery.message.messageId ?? '';
        const same = own.get(id) ?? [];
        own.set(id, [...same, delivery]);
        return { ...delivery, message: same[0]?.message ?? delivery.message };
      });
      return joined === undefined ? answer : { ...answer, receivedMessages: joined };
    },
  };
}

/** A runner of roll-ups that renews its lease without checking that it still has it. */
function renewsLost(): Planted {
  const holders = new Map<Process, string>();
  return {
    meddle({ process, method, request }, send) {
      if (method !== 'commit') return send(request);
      const writes = (request.writes ?? []).map((write) => {
        if (!nameOf(write).startsWith('leases/')) return write;
        const holder = write.update?.fields?.holder?.stringValue ?? '';
        const isRenewal = holders.get(process) === holder;
        holders.set(process, holder);
        if (!isRenewal) return write;
        const { currentDocument: _, ...always } = write;
        return always;
      });
      return send({ ...request, writes });
    },
  };
}
