#!/usr/bin/env bash
# @google-cloud/firestore 9.4.1 asks three times for a read that the server has refused for good, and takes seconds to say so.
#
# INVALID_ARGUMENT (like FAILED_PRECONDITION and PERMISSION_DENIED) cannot succeed on repetition: https://google.aip.dev/194 allows a retry
# of UNAVAILABLE only. A commit that is refused so rejects after one request. A query and a getAll are sent three times, with pauses,
# and reject after several seconds with the same code. A deadline of 5 seconds around such a read hides its cause.
# Shown against a server on this machine that refuses everything and counts what it is asked. Seen:
#   Commit            code 3 after 1 request
#   RunQuery          code 3 after 3 requests    (6 to 8 s)
#   BatchGetDocuments code 3 after 3 requests    (6 to 8 s)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @google-cloud/firestore@9.4.1 @grpc/grpc-js@1.14.0
cat > reads.mjs <<'JS'
import assert from 'node:assert/strict';
import { Firestore } from '@google-cloud/firestore';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';

const refusal = { code: status.INVALID_ARGUMENT, details: 'refused for good' };
const requests = { Commit: 0, RunQuery: 0, BatchGetDocuments: 0 };
const same = (bytes) => bytes;
const method = (name) => ({
  path: `/google.firestore.v1.Firestore/${name}`,
  requestStream: false,
  responseStream: name !== 'Commit',
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
});
const names = Object.keys(requests);
const server = new Server();
server.addService(
  Object.fromEntries(names.map((name) => [name, method(name)])),
  Object.fromEntries(
    names.map((name) => [
      name,
      (call, callback) => {
        requests[name] += 1;
        if (callback) callback(refusal);
        else call.emit('error', refusal);
      },
    ]),
  ),
);
const port = await new Promise((resolve, reject) => {
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
});
process.env.FIRESTORE_EMULATOR_HOST = `127.0.0.1:${port}`;
process.env.METADATA_SERVER_DETECTION = 'none';
const firestore = new Firestore({ projectId: 'demo-finding' });

async function show(name, ask) {
  const begun = Date.now();
  const code = await ask().then(() => 'none', (error) => error.code);
  console.log(name.padEnd(17), 'code', code, 'requests', requests[name], 'ms', Date.now() - begun);
  assert.equal(code, status.INVALID_ARGUMENT);
}
await show('Commit', () => firestore.doc('things/one').create({ number: 1 }));
await show('RunQuery', () => firestore.collection('things').where('number', '==', 1).get());
await show('BatchGetDocuments', () => firestore.getAll(firestore.doc('things/one')));
assert.deepEqual(requests, { Commit: 1, RunQuery: 3, BatchGetDocuments: 3 });
await firestore.terminate();
server.forceShutdown();
JS
node reads.mjs
