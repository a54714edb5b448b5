#!/usr/bin/env bash
# @google-cloud/pubsub 6.3.0 asks the server for flowControl.maxMessages on each of its streams, five times as much as was set.
#
# A subscriber opens five streams by default. The first request of each carries the whole of flowControl.maxMessages and maxBytes
# as max_outstanding_messages and max_outstanding_bytes, which Pub/Sub applies to one stream. A subscriber that is to hold 10 messages may
# so be sent 50. It leases all of them, and other subscribers do not get them. Only streamingOptions.maxStreams = 1 makes the setting what
# it says.
# Shown against a server on this machine that reads the first request of each stream. Seen, with maxMessages 10 and maxBytes 1000:
#   default streams  5 streams, 50 messages and 5000 bytes asked for
#   maxStreams 1     1 stream, 10 messages and 1000 bytes asked for
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @google-cloud/pubsub@6.3.0 @grpc/grpc-js@1.14.0
cat > streams.mjs <<'JS'
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { PubSub } from '@google-cloud/pubsub';
import { Server, ServerCredentials } from '@grpc/grpc-js';

/** Fields of a message with a number, by their numbers. */
function numbersOf(bytes) {
  const numbers = new Map();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) === 0) numbers.set(tag >> 3, varint());
    else at += varint();
  }
  return numbers;
}

const asked = [];
const same = (bytes) => bytes;
const server = new Server();
server.addService(
  {
    StreamingPull: {
      path: '/google.pubsub.v1.Subscriber/StreamingPull',
      requestStream: true,
      responseStream: true,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    },
  },
  {
    StreamingPull: (call) => {
      call.once('data', (first) => {
        const numbers = numbersOf(first);
        // StreamingPullRequest: 7 is max_outstanding_messages, 8 is max_outstanding_bytes.
        asked.push({ messages: numbers.get(7), bytes: numbers.get(8) });
      });
      call.on('data', () => undefined);
      call.on('end', () => call.end());
    },
  },
);
const port = await new Promise((resolve, reject) => {
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
});
process.env.PUBSUB_EMULATOR_HOST = `127.0.0.1:${port}`;
process.env.METADATA_SERVER_DETECTION = 'none';

async function ask(streamingOptions) {
  asked.length = 0;
  const pubsub = new PubSub({ projectId: 'demo-finding' });
  const flowControl = { maxMessages: 10, maxBytes: 1_000 };
  const subscription = pubsub.subscription('things', { flowControl, ...(streamingOptions && { streamingOptions }) });
  subscription.on('error', () => undefined);
  subscription.on('message', () => undefined);
  await sleep(2_000);
  const sum = (of) => asked.reduce((total, one) => total + one[of], 0);
  const seen = { streams: asked.length, messages: sum('messages'), bytes: sum('bytes') };
  await Promise.race([subscription.close(), sleep(3_000)]);
  await Promise.race([pubsub.close(), sleep(1_000)]);
  return seen;
}

const usual = await ask(undefined);
const one = await ask({ maxStreams: 1 });
console.log('default streams', usual);
console.log('maxStreams 1   ', one);
assert.deepEqual(usual, { streams: 5, messages: 50, bytes: 5_000 });
assert.deepEqual(one, { streams: 1, messages: 10, bytes: 1_000 });
server.forceShutdown();
process.exit(0);
JS
node streams.mjs
