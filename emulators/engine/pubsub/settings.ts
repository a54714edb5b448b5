/**
 * Checks the settings of topics and subscriptions in requests: their ranges, and the features that the engine
 * lacks.
 */
import type { protos } from '@google-cloud/pubsub';
import { invalid, unimplemented } from '../engine-error.ts';
import { numberOf, type WireInteger } from '../grpc/wire-types.ts';
import type { SubscriptionSettings } from './subscription.ts';

export type WireSubscription = protos.google.pubsub.v1.ISubscription;
export type WireTopic = protos.google.pubsub.v1.ITopic;

interface WireDuration {
  readonly seconds?: WireInteger | null;
  readonly nanos?: number | null;
}

const DAY = 24 * 60 * 60;
const NAME = /^[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}$/;

/** By the documented service; seconds. */
const ranges = {
  ackDeadlineSeconds: { least: 10, most: 600, fallback: 10 },
  retention: { least: 600, most: 31 * DAY, fallback: 7 * DAY },
  backoff: { least: 0, most: 600 },
  attempts: { least: 5, most: 100, fallback: 5 },
} as const;

/**
 * Checks the name of a topic or a subscription.
 * @param name such as `projects/p/topics/t`
 */
export function checkName(name: string | null | undefined, kind: 'topics' | 'subscriptions'): string {
  const [projects, project, collection, id = '', more] = (name ?? '').split('/');
  if (projects !== 'projects' || !project || collection !== kind || more !== undefined)
    throw invalid(`${JSON.stringify(name ?? '')} is no name such as projects/PROJECT/${kind}/ID.`);
  if (!NAME.test(id) || id.startsWith('goog'))
    throw invalid(
      `${id} is no id that Pub/Sub allows: 3 to 255 letters, digits and -_.~+%, not beginning with goog.`,
    );
  return name ?? '';
}

/** @throws EngineError for a setting out of its range, and for what the engine does not do */
export function readSubscription(wire: WireSubscription): SubscriptionSettings {
  if (wire.filter) throw unimplemented('A filter of a subscription');
  if (wire.enableMessageOrdering) throw unimplemented('Ordered delivery');
  if (wire.enableExactlyOnceDelivery) throw unimplemented('Exactly-once delivery');
  if (wire.pushConfig?.pushEndpoint || wire.bigqueryConfig || wire.cloudStorageConfig)
    throw unimplemented('Delivery by push or export');
  if (wire.retainAckedMessages) throw unimplemented('Keeping messages that were acknowledged');
  const { retryPolicy, deadLetterPolicy } = wire;
  const backoff = (duration: WireDuration | null | undefined, fallback: number): number =>
    duration ? checked('A back-off', secondsOf(duration), ranges.backoff) * 1_000 : fallback;
  return {
    ackDeadlineSeconds: checked(
      'The ack deadline',
      wire.ackDeadlineSeconds || ranges.ackDeadlineSeconds.fallback,
      ranges.ackDeadlineSeconds,
    ),
    retentionSeconds: checked(
      'The retention',
      wire.messageRetentionDuration ? secondsOf(wire.messageRetentionDuration) : ranges.retention.fallback,
      ranges.retention,
    ),
    retry: retryPolicy
      ? {
          minimumMs: backoff(retryPolicy.minimumBackoff, 10_000),
          maximumMs: backoff(retryPolicy.maximumBackoff, 600_000),
        }
      : undefined,
    deadLetter: deadLetterPolicy?.deadLetterTopic
      ? {
          topic: checkName(deadLetterPolicy.deadLetterTopic, 'topics'),
          maxDeliveryAttempts: checked(
            'The most delivery attempts',
            deadLetterPolicy.maxDeliveryAttempts || ranges.attempts.fallback,
            ranges.attempts,
          ),
        }
      : undefined,
  };
}

/** @throws EngineError for what the engine does not do */
export function checkTopic(wire: WireTopic): void {
  if (wire.schemaSettings?.schema) throw unimplemented('A schema of a topic');
  if (wire.ingestionDataSourceSettings) throw unimplemented('Ingestion by a topic');
  if (wire.messageRetentionDuration)
    checked('The retention', secondsOf(wire.messageRetentionDuration), ranges.retention);
}

/** Applies an update: takes the fields that its mask names from `changes`, and all others from `old`. */
export function updated<Resource extends object>(
  old: Resource,
  changes: Resource,
  mask: readonly string[],
): Resource {
  const paths = mask.map((path) =>
    path.split('.')[0]?.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
  );
  const entries = Object.entries(changes).filter(([name]) => paths.includes(name));
  const kept = Object.entries(old).filter(([name]) => !paths.includes(name));
  return Object.assign(
    {},
    old,
    ...paths.map((path) => ({ [path ?? '']: null })),
    Object.fromEntries([...kept, ...entries]),
  );
}

function secondsOf({ seconds, nanos }: WireDuration): number {
  return numberOf(seconds) + (nanos ?? 0) / 1e9;
}

function checked(
  what: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (value < least || value > most)
    throw invalid(`${what} has to be from ${least} to ${most}, not ${value}.`);
  return value;
}
