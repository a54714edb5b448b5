/**
 * How documents, topics, subscriptions and messages are stored: as the protocol buffers that the interfaces
 * have for them.
 */
import type { google } from '@google-cloud/firestore-api/protos';
import type { Root } from 'protobufjs';
import type { Committed } from './firestore/commit.ts';
import { fieldsIn } from './firestore/content.ts';
import type { DocumentDatabase } from './firestore/database.ts';
import { microsOf } from './firestore/value.ts';
import { readFields, writeDocument } from './firestore/wire.ts';
import { decoder, encode } from './grpc/definitions.ts';
import { numberOf, type WireTimestamp, wireTimestamp } from './grpc/wire-types.ts';
import type { Broker, BrokerRecorder } from './pubsub/broker.ts';
import { accepted, dataOf, type Published } from './pubsub/messages.ts';
import type { WireSubscription, WireTopic } from './pubsub/settings.ts';
import type { KeptState } from './storage.ts';

type WireDocument = google.firestore.v1.IDocument;

interface WireMessage extends Published {
  readonly messageId?: string;
  readonly publishTime?: WireTimestamp | null;
}

/** Records the changes that a broker reports. */
export function brokerRecorder(storage: KeptState, root: Root): BrokerRecorder {
  const types = {
    topic: root.lookupType('google.pubsub.v1.Topic'),
    subscription: root.lookupType('google.pubsub.v1.Subscription'),
    message: root.lookupType('google.pubsub.v1.PubsubMessage'),
  };
  return {
    topic: (name, settings) =>
      storage.put('topics', name, settings === undefined ? null : encode(types.topic, settings)),
    subscription(name, settings) {
      storage.put(
        'subscriptions',
        name,
        settings === undefined ? null : encode(types.subscription, settings),
      );
    },
    message(subscription, message) {
      const { id, attributes, publishTime } = message;
      const stored = {
        data: dataOf(message),
        attributes,
        messageId: id,
        publishTime: wireTimestamp(publishTime),
      };
      storage.put('messages', messageKey(subscription, id), encode(types.message, stored));
    },
    gone(subscription, messages) {
      for (const { id } of messages) storage.put('messages', messageKey(subscription, id), null);
    },
  };
}

/** Loads the stored topics, subscriptions and messages into a broker. */
export function loadBroker(storage: KeptState, root: Root, broker: Broker): void {
  const read = {
    topic: decoder<WireTopic>(root.lookupType('google.pubsub.v1.Topic')),
    subscription: decoder<WireSubscription>(root.lookupType('google.pubsub.v1.Subscription')),
    message: decoder<WireMessage>(root.lookupType('google.pubsub.v1.PubsubMessage')),
  };
  for (const { value } of storage.rows('topics')) broker.createTopic(read.topic(value));
  for (const { value } of storage.rows('subscriptions')) broker.createSubscription(read.subscription(value));
  const names = new Set(broker.subscriptions().map(({ name }) => name));
  // Ids of messages have the same number of digits, so their order is that of publishing.
  for (const { key, value } of storage.rows('messages')) {
    const subscription = key.slice(0, key.lastIndexOf(' '));
    const message = read.message(value);
    const { messageId, publishTime } = message;
    const { seconds, nanos } = publishTime ?? {};
    const micros = microsOf({ seconds: numberOf(seconds), nanos: nanos ?? 0 });
    if (!names.has(subscription)) storage.put('messages', key, null);
    else broker.load(subscription, accepted(message, messageId ?? '', micros));
  }
}

/** Writes down what a commit changed. */
export function databaseRecorder(
  storage: KeptState,
  root: Root,
): (database: DocumentDatabase, changed: Committed['changed']) => void {
  const type = root.lookupType('google.firestore.v1.Document');
  return (database, changed) => {
    for (const document of changed) {
      const { path, content, createTime, updateTime } = document;
      const fields = content === undefined ? undefined : fieldsIn(content);
      const stored =
        fields === undefined
          ? null
          : encode(type, writeDocument('', { document, fields, createTime, updateTime }, fields));
      storage.put('documents', database.root + path, stored);
    }
  };
}

/** Loads the stored documents into databases. */
export function loadDatabases(
  storage: KeptState,
  root: Root,
  databaseOf: (root: string) => DocumentDatabase,
): void {
  const read = decoder<WireDocument>(root.lookupType('google.firestore.v1.Document'));
  for (const { key, value } of storage.rows('documents')) {
    const end = key.indexOf('/documents/') + '/documents/'.length;
    const { fields, createTime, updateTime } = read(value);
    const micros = (time: WireTimestamp | null | undefined): number =>
      microsOf({ seconds: numberOf(time?.seconds), nanos: time?.nanos ?? 0 });
    databaseOf(key.slice(0, end)).load(
      { fields: readFields(fields ?? {}), createTime: micros(createTime), updateTime: micros(updateTime) },
      key.slice(end),
    );
  }
}

function messageKey(subscription: string, id: string): string {
  return `${subscription} ${id}`;
}
