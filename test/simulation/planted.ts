/**
 * Ten faults that somebody could make in the product, each put in by a double around one call. The simulation
 * has to find each of them: a check that finds nothing proves nothing until it has been seen to find.
 */
import { decodeTable, encodeTable } from '../../functions/common/domain/store/table-codec.ts';
import { places } from './daemons.ts';
import type { Meddle, SeenWrite, Wire } from './services.ts';

function nameOf({ update }: SeenWrite): string {
  return update?.name.split('/').slice(-2).join('/') ?? '';
}

function without(request: Wire, collection: string): Wire {
  return {
    ...request,
    writes: (request.writes ?? []).filter((one) => !nameOf(one).startsWith(`${collection}/`)),
  };
}

function isSaver(name: string): boolean {
  return name.startsWith('save-');
}

/** Whether a commit counts articles. */
function counts(method: string, { writes = [] }: Wire): boolean {
  return method === 'commit' && writes.some((one) => nameOf(one).startsWith('days/'));
}

export const planted: Readonly<Record<string, () => Meddle>> = {
  'acks before the commit':
    () =>
    async ({ process, method, request }, send) => {
      const answer = await send(request);
      const ackIds = (answer.receivedMessages ?? []).map(({ ackId }) => ackId);
      if (
        method === 'pull' &&
        isSaver(process.name) &&
        ackIds.length > 0 &&
        request.subscription !== undefined
      )
        await send({ subscription: request.subscription, ackIds }, 'acknowledge');
      return answer;
    },
  'counts without the record':
    () =>
    ({ process, method, request }, send) =>
      send(isSaver(process.name) && counts(method, request) ? without(request, 'posts') : request),
  'retries as if the first attempt had not gone through':
    () =>
    async ({ process, method, request }, send) => {
      try {
        return await send(request);
      } catch (error) {
        if (!isSaver(process.name) || !counts(method, request) || !String(error).includes('UNAVAILABLE'))
          throw error;
        return send(without(request, 'posts'));
      }
    },
  'a roll-up adds instead of setting':
    () =>
    ({ method, request }, send) => {
      if (method !== 'commit') return send(request);
      const writes = (request.writes ?? []).map((write) => {
        const data = write.update?.fields?.data?.bytesValue;
        if (data === undefined || !nameOf(write).startsWith('rollups/') || !write.update) return write;
        const table = decodeTable([data]);
        const rows = table.rows.map((row) => ({
          ...row,
          cells: row.cells.map((cell, index) => (index % 3 === 0 ? cell : 2 * cell)),
        }));
        const [bytesValue] = encodeTable({ ...table, rows });
        const fields = { ...write.update.fields, ...(bytesValue && { data: { bytesValue } }) };
        return { ...write, update: { ...write.update, fields } };
      });
      return send({ ...request, writes });
    },
  'forgets without the mark':
    () =>
    ({ process, method, request }, send) =>
      send(process.name === 'forget' && method === 'commit' ? without(request, 'posts') : request),
  'joins messages by their id alone':
    () =>
    async ({ method, request }, send) => {
      const answer = await send(request);
      const [first, ...others] = answer.receivedMessages ?? [];
      if (method !== 'pull' || first === undefined) return answer;
      // What is delivered twice under one id is done once, and both are acked.
      return {
        ...answer,
        receivedMessages: [first, ...others.map((other) => ({ ...other, message: first.message }))],
      };
    },
  'renews a lease that was lost':
    () =>
    async ({ process, method, request, world }, send) => {
      const answer = await send(request);
      if (method !== 'pull' || !isSaver(process.name)) return answer;
      const ackIds = (answer.receivedMessages ?? []).map(({ ackId }) => ackId);
      const { subscription } = request;
      if (ackIds.length === 0 || subscription === undefined) return answer;
      const renew = (): void => {
        void send({ subscription, ackIds, ackDeadlineSeconds: 600 }, 'modifyAckDeadline').catch(
          () => undefined,
        );
        world.after(3_000, renew);
      };
      renew();
      return answer;
    },
  'acks a dead letter before it is published':
    () =>
    async ({ method, request, process }, send) => {
      const isDeadLetter = [places.topics.postsDeadLetter, places.topics.processedPostsDeadLetter].some(
        ({ name }) => request.topic?.endsWith(`/${name}`),
      );
      if (method !== 'publish' || !isDeadLetter) return send(request);
      void process.runtime.clock.sleep(2_000).then(() => send(request).catch(() => undefined));
      return { messageIds: (request.messages ?? []).map((_, index) => String(index)) };
    },
  'mixes two moments in one answer':
    () =>
    ({ process, method, request }, send) => {
      if (process.name !== 'reader' || method !== 'runQuery') return send(request);
      const { readTime: _, ...present } = request;
      return send(present);
    },
  'drains without waiting':
    () =>
    ({ method, request }, send) => {
      const isHandedBack = method === 'modifyAckDeadline' && request.ackDeadlineSeconds === 0;
      return isHandedBack ? send(request, 'acknowledge') : send(request);
    },
};
