/**
 * Topics, their subscriptions and their messages, as a state machine: no I/O, no timers, and the clock passed
 * in. The gRPC face calls it, and so can a simulation.
 *
 * It holds about `messagesBytes` of messages that are not acknowledged. A publish that would exceed this is
 * refused, which the documented service never does. No accepted message is dropped to make room. A topic with
 * less than an eighth of all bytes may exceed the bound: extraction acknowledges posts only after it has
 * published their results, so results have to get through an engine that is full of posts.
 */
import { alreadyExists, notFound, resourceExhausted } from '../engine-error.ts';
import { accepted, checkPublish, dataOf, type Message, type Published } from './messages.ts';
import {
  checkName,
  checkTopic,
  readSubscription,
  updated,
  type WireSubscription,
  type WireTopic,
} from './settings.ts';
import { createSubscription, type MessageQueue, type QueuedMessage } from './subscription.ts';

/** Gets every change that has to survive a restart of the engine. */
export interface BrokerRecorder {
  readonly topic: (name: string, settings: WireTopic | undefined) => void;
  readonly subscription: (name: string, settings: WireSubscription | undefined) => void;
  readonly message: (subscription: string, message: Message) => void;
  readonly gone: (subscription: string, messages: readonly Message[]) => void;
}

export interface BrokerOptions {
  /** The time of day, in milliseconds since 1970. */
  readonly now: () => number;
  readonly messagesBytes: number;
  readonly recorder?: BrokerRecorder;
  /** Called when a subscription may have something to deliver. */
  readonly onReady?: (subscription: string) => void;
}

export interface Broker {
  readonly createTopic: (topic: WireTopic) => WireTopic;
  readonly updateTopic: (topic: WireTopic, mask: readonly string[]) => WireTopic;
  readonly topic: (name: string | null | undefined) => WireTopic;
  readonly topics: () => readonly WireTopic[];
  readonly deleteTopic: (name: string | null | undefined) => void;
  readonly createSubscription: (subscription: WireSubscription) => WireSubscription;
  readonly updateSubscription: (subscription: WireSubscription, mask: readonly string[]) => WireSubscription;
  readonly subscription: (name: string | null | undefined) => WireSubscription;
  readonly subscriptions: () => readonly WireSubscription[];
  readonly deleteSubscription: (name: string | null | undefined) => void;
  /**
   * @param bytes of the whole request
   * @returns the ids of the messages
   */
  readonly publish: (
    topic: string | null | undefined,
    messages: readonly Published[],
    bytes: number,
  ) => readonly string[];
  readonly pull: (
    subscription: string | null | undefined,
    room: { readonly messages: number; readonly bytes: number },
    lease?: { readonly seconds: number | undefined; readonly holder: QueuedMessage['holder'] },
  ) => readonly QueuedMessage[];
  readonly acknowledge: (subscription: string | null | undefined, ackIds: readonly string[]) => void;
  readonly modifyDeadline: (
    subscription: string | null | undefined,
    ackIds: readonly string[],
    seconds: number,
  ) => void;
  /** @param publishedBefore in microseconds since 1970 */
  readonly seek: (subscription: string | null | undefined, publishedBefore: number) => void;
  readonly readyCount: (subscription: string) => number;
  /** Ends leases and back-offs whose time has passed. Has to be called at `due`. */
  readonly tick: () => void;
  /** In milliseconds since 1970; Infinity when nothing is due. */
  readonly due: () => number;
  /** Drops messages that were kept for as long as their subscriptions say. */
  readonly expire: () => void;
  /** The messages that are held, and their bytes. A message counts once for each subscription. */
  readonly holdings: () => { readonly messages: number; readonly bytes: number };
  /** Puts a message in as it was stored. */
  readonly load: (subscription: string, message: Message) => void;
}

interface Known {
  wire: WireSubscription;
  readonly state: MessageQueue;
}

/** A subscription outlives its deleted topic, whose name is then this. */
const DELETED_TOPIC = '_deleted-topic_';
/** A topic that holds less than this share of `messagesBytes` is never refused. */
const RESERVED_SHARE = 1 / 8;
/** Subscription.State.ACTIVE. */
const ACTIVE = 1;

export function createBroker(options: BrokerOptions): Broker {
  const { now, recorder, onReady } = options;
  const topics = new Map<string, WireTopic>();
  const subscriptions = new Map<string, Known>();
  let lastId = now() * 1_000;
  let lastAckId = 0;
  // Ack ids of an engine that ran before must not name deliveries of this one.
  const ackIdPrefix = now().toString(36);

  const knownTopic = (name: string | null | undefined): WireTopic => {
    const topic = topics.get(name ?? '');
    if (topic === undefined) throw notFound(`Topic not found: ${name}`);
    return topic;
  };
  const known = (name: string | null | undefined): Known => {
    const subscription = subscriptions.get(name ?? '');
    if (subscription === undefined) throw notFound(`MessageQueue does not exist: ${name}`);
    return subscription;
  };

  const deliver = (topic: string, message: Message): void => {
    for (const [name, { wire, state }] of subscriptions) {
      if (wire.topic !== topic) continue;
      state.add(message);
      recorder?.message(name, message);
    }
  };
  const wake = (topic: string): void => {
    if (onReady === undefined) return;
    for (const [name, { wire }] of subscriptions) if (wire.topic === topic) onReady(name);
  };
  /** A number for each message, larger than all before, also than those of an engine that ran before. */
  const nextId = (): string => {
    lastId = Math.max(lastId + 1, now() * 1_000);
    return String(lastId);
  };

  const deadLetter = (source: string, { message, attempts }: QueuedMessage): boolean => {
    const { state } = known(source);
    const topic = state.settings.deadLetter?.topic ?? '';
    if (!topics.has(topic)) return false;
    const [, project = '', , id = ''] = source.split('/');
    const attributes = {
      ...message.attributes,
      CloudPubSubDeadLetterSourceDeliveryCount: String(attempts),
      CloudPubSubDeadLetterSourceSubscription: id,
      CloudPubSubDeadLetterSourceSubscriptionProject: project,
      CloudPubSubDeadLetterSourceTopicPublishTime: new Date(message.publishTime / 1_000).toISOString(),
    };
    deliver(topic, accepted({ data: dataOf(message), attributes }, nextId(), now() * 1_000));
    wake(topic);
    return true;
  };

  const open = (wire: WireSubscription): Known => {
    const name = checkName(wire.name, 'subscriptions');
    const state = createSubscription({
      settings: readSubscription(wire),
      nextAckId: () => {
        lastAckId += 1;
        return `${ackIdPrefix}-${lastAckId}`;
      },
      onDeadLetter: (entry) => deadLetter(name, entry),
    });
    return { wire, state };
  };

  const holdings = () =>
    [...subscriptions.values()].reduce(
      (sum, { state }) => ({ messages: sum.messages + state.count(), bytes: sum.bytes + state.bytes() }),
      { messages: 0, bytes: 0 },
    );

  const heldOf = (topic: string): number => {
    let bytes = 0;
    for (const { wire, state } of subscriptions.values()) if (wire.topic === topic) bytes += state.bytes();
    return bytes;
  };

  const tickOne = (name: string, state: MessageQueue): void => {
    const before = state.readyCount();
    const gone = state.tick(now());
    if (gone.length > 0) recorder?.gone(name, gone);
    if (state.readyCount() > before) onReady?.(name);
  };

  return {
    createTopic(topic) {
      const name = checkName(topic.name, 'topics');
      if (topics.has(name)) throw alreadyExists(`Topic already exists: ${name}`);
      checkTopic(topic);
      topics.set(name, topic);
      recorder?.topic(name, topic);
      return topic;
    },
    updateTopic(topic, mask) {
      const changed = updated(knownTopic(topic.name), topic, mask);
      checkTopic(changed);
      topics.set(topic.name ?? '', changed);
      recorder?.topic(topic.name ?? '', changed);
      return changed;
    },
    topic: knownTopic,
    topics: () => [...topics.values()],
    deleteTopic(name) {
      knownTopic(name);
      topics.delete(name ?? '');
      recorder?.topic(name ?? '', undefined);
      for (const [subscription, one] of subscriptions) {
        if (one.wire.topic !== name) continue;
        one.wire = { ...one.wire, topic: DELETED_TOPIC };
        recorder?.subscription(subscription, one.wire);
      }
    },
    createSubscription(wire) {
      const name = checkName(wire.name, 'subscriptions');
      if (subscriptions.has(name)) throw alreadyExists(`MessageQueue already exists: ${name}`);
      if (wire.topic !== DELETED_TOPIC) knownTopic(wire.topic);
      const opened = open(wire);
      const { ackDeadlineSeconds, retentionSeconds } = opened.state.settings;
      opened.wire = {
        ...wire,
        ackDeadlineSeconds,
        messageRetentionDuration: wire.messageRetentionDuration ?? { seconds: retentionSeconds, nanos: 0 },
        state: ACTIVE,
      };
      subscriptions.set(name, opened);
      recorder?.subscription(name, opened.wire);
      return opened.wire;
    },
    updateSubscription(wire, mask) {
      const one = known(wire.name);
      const changed = updated(one.wire, wire, mask);
      one.state.settings = readSubscription(changed);
      one.wire = changed;
      recorder?.subscription(wire.name ?? '', changed);
      return changed;
    },
    subscription: (name) => known(name).wire,
    subscriptions: () => [...subscriptions.values()].map(({ wire }) => wire),
    deleteSubscription(name) {
      known(name);
      subscriptions.delete(name ?? '');
      recorder?.subscription(name ?? '', undefined);
    },
    publish(topic, messages, bytes) {
      knownTopic(topic);
      checkPublish(messages, bytes);
      const held = holdings().bytes;
      const { messagesBytes } = options;
      if (held + bytes > messagesBytes && heldOf(topic ?? '') >= messagesBytes * RESERVED_SHARE)
        throw resourceExhausted(
          `The engine holds ${held} bytes of unacknowledged messages; its limit is ${messagesBytes} (ENGINE_MESSAGES_MB). ` +
            'This publish was refused; messages accepted before are kept.',
        );
      const publishTime = now() * 1_000;
      const ids = messages.map((published) => {
        const message = accepted(published, nextId(), publishTime);
        deliver(topic ?? '', message);
        return message.id;
      });
      wake(topic ?? '');
      return ids;
    },
    pull(name, room, lease) {
      const { state } = known(name);
      tickOne(name ?? '', state);
      const seconds = lease?.seconds ?? state.settings.ackDeadlineSeconds;
      return state.pull(room, {
        now: now(),
        leaseMs: seconds * 1_000,
        ...(lease?.holder && { holder: lease.holder }),
      });
    },
    acknowledge(name, ackIds) {
      const gone = known(name).state.acknowledge(ackIds);
      if (gone.length > 0) recorder?.gone(name ?? '', gone);
    },
    modifyDeadline(name, ackIds, seconds) {
      const { state } = known(name);
      state.modifyDeadline(ackIds, seconds, now());
      if (seconds === 0) tickOne(name ?? '', state);
    },
    seek(name, publishedBefore) {
      const gone = known(name).state.seek(publishedBefore);
      if (gone.length > 0) recorder?.gone(name ?? '', gone);
      onReady?.(name ?? '');
    },
    readyCount: (name) => subscriptions.get(name)?.state.readyCount() ?? 0,
    tick() {
      for (const [name, { state }] of subscriptions) if (state.due() <= now()) tickOne(name, state);
    },
    due: () =>
      [...subscriptions.values()].reduce(
        (earliest, { state }) => Math.min(earliest, state.due()),
        Number.POSITIVE_INFINITY,
      ),
    expire() {
      for (const [name, { state }] of subscriptions) {
        const gone = state.expire(now());
        if (gone.length > 0) recorder?.gone(name, gone);
      }
    },
    holdings,
    load(name, message) {
      known(name).state.add(message);
      lastId = Math.max(lastId, Number(message.id));
    },
  };
}
