/**
 * Reads a dead letter, matches it against a selection, and restores the message for a replay. Pure.
 *
 * Dead letters come in two kinds: those that a stage gave up, with its reason, and those that Pub/Sub itself
 * forwarded because they had been delivered too often.
 */
import { attributeNames } from '../../functions/common/cloud/attributes.ts';
import type { Pulled } from '../../functions/common/cloud/subscriber-calls.ts';
import { rejectionReasons } from '../../functions/common/domain/rejection.ts';

/** The stage that should have processed a dead letter. */
export const stageNames = ['extract', 'save'] as const;
export type LetterStage = (typeof stageNames)[number];

/** The reason of those that Pub/Sub gave up. */
const FORWARDED = 'delivery-attempts';

/** All reasons that a dead letter can have. */
export const letterReasons: readonly string[] = [...rejectionReasons, FORWARDED];

export interface DeadLetter {
  /** The id of this message in the dead-letter topic. */
  readonly id: string;
  /** The id it had when a stage gave it up, which is what the log has. */
  readonly messageId: string | undefined;
  readonly stage: LetterStage;
  readonly reason: string;
  readonly error: string;
  /** Undefined where it cannot be read. */
  readonly postId: string | undefined;
  readonly publication: string | undefined;
  /** When it became a dead letter. */
  readonly since: Date;
  readonly bytes: number;
}

export type LetterMessage = Pick<Pulled, 'id' | 'data' | 'attributes' | 'publishTime'>;

/** The attributes that the pipeline or Pub/Sub added when it gave the message up. */
const ADDED = /^(?:reason|error|stage|messageId|CloudPubSubDeadLetterSource.*)$/;

/**
 * Reads a message of a dead-letter topic.
 * @param stage the stage that reads from the topic the message was in before
 */
export function readLetter(message: LetterMessage, stage: LetterStage): DeadLetter {
  const { attributes } = message;
  const attempts = attributes.CloudPubSubDeadLetterSourceDeliveryCount;
  const forwarded = `Pub/Sub gave it up after ${attempts ?? 'too many'} deliveries`;
  return {
    id: message.id,
    messageId: attributes.messageId,
    stage,
    reason: attributes.reason ?? FORWARDED,
    error: attributes.error ?? forwarded,
    postId: attributes[attributeNames.postId] ?? idIn(message.data),
    publication: attributes[attributeNames.publication],
    since: message.publishTime,
    bytes: message.data.length,
  };
}

/** The id in data that is no valid post, if one can be read. */
function idIn(data: Buffer): string | undefined {
  try {
    const { id, postId = id } = JSON.parse(data.toString()) as {
      readonly id?: unknown;
      readonly postId?: unknown;
    };
    return typeof postId === 'string' && postId !== '' ? postId : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The attributes for a replay: the original ones, so that it is the same post.
 */
export function replayAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !ADDED.test(name)));
}

/** Selects dead letters. A condition that is left out matches all. */
export interface LetterFilter {
  readonly reasons?: readonly string[] | undefined;
  readonly stage?: LetterStage | undefined;
  /** The minimum age, in milliseconds. */
  readonly olderThanMs?: number | undefined;
  /** The maximum age, in milliseconds. */
  readonly newerThanMs?: number | undefined;
  /** Ids of posts, or of messages in the dead-letter topic or before. */
  readonly ids?: readonly string[] | undefined;
}

/** All ids by which a person may know it. */
export function idsOf({ id, messageId, postId }: DeadLetter): string[] {
  return [id, messageId, postId].filter((one) => one !== undefined);
}

/** Whether a dead letter matches a filter; `now` in milliseconds since 1970. */
export function matches(letter: DeadLetter, filter: LetterFilter, now: number): boolean {
  const age = now - letter.since.getTime();
  const { reasons, stage, ids, olderThanMs = Number.NEGATIVE_INFINITY, newerThanMs = Infinity } = filter;
  return (
    (reasons === undefined || reasons.includes(letter.reason)) &&
    (stage === undefined || stage === letter.stage) &&
    (ids === undefined || idsOf(letter).some((id) => ids.includes(id))) &&
    age >= olderThanMs &&
    age <= newerThanMs
  );
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads an age such as `90s`, `15m`, `2h` or `7d`, in milliseconds; undefined when it is none. */
export function parseAge(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const milliseconds = UNITS[unit];
  return milliseconds === undefined ? undefined : Number(number) * milliseconds;
}

/** An age for people: the largest unit that gives a whole number above 0. */
export function formatAge(milliseconds: number): string {
  const unit = ['d', 'h', 'm', 's'].find((one) => milliseconds >= (UNITS[one] ?? 0)) ?? 's';
  return `${Math.max(0, Math.floor(milliseconds / (UNITS[unit] ?? 1)))} ${unit}`;
}
