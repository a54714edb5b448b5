/**
 * Dead letters: messages that no retry can help. They go to the dead-letter topic at once and unchanged.
 * Attributes say which stage gave up and why, for the person who inspects them there.
 */
import type { Rejection } from '../domain/rejection.ts';
import type { Log } from '../process/log.ts';
import type { Publisher } from './publisher.ts';
import type { Delivery } from './subscriber.ts';

/** Pub/Sub's limit for an attribute's value. */
const MAX_ATTRIBUTE_BYTES = 1_024;

/**
 * Publishes a message to the dead-letter topic, then acks it. If publishing fails, the message is nacked, and
 * the retry policy applies.
 * @returns whether the message is a dead letter now
 */
export async function deadLetter(
  delivery: Delivery,
  rejection: Rejection,
  to: { readonly publisher: Publisher; readonly stage: string; readonly log: Log },
): Promise<boolean> {
  const { reason, error } = rejection;
  try {
    await to.publisher.publish({
      data: delivery.data,
      attributes: {
        ...delivery.attributes,
        reason,
        error: cut(error),
        stage: to.stage,
        messageId: delivery.id,
      },
    });
  } catch (cause) {
    to.log.error(
      { err: cause, messageId: delivery.id, reason },
      'a dead letter could not be published; its message is handed back and retried',
    );
    delivery.nack();
    return false;
  }
  to.log.warn(
    { messageId: delivery.id, postId: delivery.attributes.postId, reason, error },
    'a post became a dead letter',
  );
  delivery.ack();
  return true;
}

function cut(text: string): string {
  const bytes = Buffer.from(text.toWellFormed());
  return bytes.length <= MAX_ATTRIBUTE_BYTES
    ? text.toWellFormed()
    : bytes.subarray(0, MAX_ATTRIBUTE_BYTES).toString().replace(/�+$/, '');
}
