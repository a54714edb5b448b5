/**
 * Translates message ids for clients. The ids of the working topics restart at 1 with each start of the
 * engine, as those of Google's emulator do. An id alone does not identify a message.
 */
import type { SeenMessage, Wire } from './clients.ts';
import { places } from './daemons.ts';
import type { SimulatedServices } from './engine.ts';

export interface MessageIds {
  /** The answer with the ids that clients see. */
  readonly told: (answer: Wire, request: Wire) => Wire;
}

export function createMessageIds(engine: SimulatedServices): MessageIds {
  /** By the engine's own ids, which never repeat. */
  const told = new Map<string, string>();
  let startedWith = engine.broker();
  let last = 0;
  const { topics, subscriptions } = places;
  const working = [topics.posts, topics.processedPosts, subscriptions.extract, subscriptions.save];
  const isWorking = (name = ''): boolean => working.some((one) => name.endsWith(`/${one.name}`));

  const idOf = (own: string): string => {
    if (engine.broker() !== startedWith) {
      startedWith = engine.broker();
      last = 0;
    }
    const known = told.get(own);
    if (known !== undefined) return known;
    last += 1;
    told.set(own, String(last));
    return String(last);
  };
  const named = (message: SeenMessage): SeenMessage =>
    message.messageId === undefined ? message : { ...message, messageId: idOf(message.messageId) };

  return {
    told(answer, { topic, subscription }) {
      if (!isWorking(topic ?? subscription)) return answer;
      const { messageIds, receivedMessages } = answer;
      if (messageIds !== undefined) return { messageIds: messageIds.map(idOf) };
      if (receivedMessages === undefined || receivedMessages.length === 0) return answer;
      return {
        receivedMessages: receivedMessages.map((one) => ({ ...one, message: named(one.message) })),
      };
    },
  };
}
