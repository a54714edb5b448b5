#!/usr/bin/env bash
# @google-cloud/firestore 9.4.1 takes the backticks of a quoted field path for letters of the field's name.
#
# Firestore's own notation for a field whose name holds a dot, a space or another odd character is the name in backticks: the REST and
# gRPC interfaces, the console and index files use it (https://firebase.google.com/docs/firestore/reference/rest/Shared.Types/DocumentMask,
# google.firestore.v1.StructuredQuery.FieldReference). A string path given to this client is split at its dots first, and each part is
# then quoted again. Nothing is refused: update() writes a map with a field that nobody named, where() and select() ask for one.
# Only a FieldPath object means the field. Seen:
#   update  `a.b`             writes {"`a":{"b`":…}}, mask `\`a`.`b\``
#   where   `a.b`             asks for `\`a`.`b\``
#   select  `a.b`             asks for `\`a`.`b\``
#   update  FieldPath('a.b')  writes {"a.b":…}, mask `a.b`
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @google-cloud/firestore@9.4.1 @grpc/grpc-js@1.14.0
cat > paths.mjs <<'JS'
import assert from 'node:assert/strict';
import { FieldPath, Firestore } from '@google-cloud/firestore';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { createRequire } from 'node:module';

// The client's own definitions of the messages, to read what it sends.
const require = createRequire(import.meta.url);
const definitions = require(`${process.cwd()}/node_modules/@google-cloud/firestore/build/protos/firestore_v1_proto_api.js`);
const { CommitRequest, CommitResponse, RunQueryRequest, RunQueryResponse } = definitions.google.firestore.v1;
let last;
const method = (name, Request, Response, responseStream) => ({
  path: `/google.firestore.v1.Firestore/${name}`,
  requestStream: false,
  responseStream,
  requestSerialize: (message) => Buffer.from(Request.encode(message).finish()),
  requestDeserialize: (bytes) => Request.decode(bytes),
  responseSerialize: (message) => Buffer.from(Response.encode(message).finish()),
  responseDeserialize: (bytes) => Response.decode(bytes),
});
const server = new Server();
server.addService(
  {
    Commit: method('Commit', CommitRequest, CommitResponse, false),
    RunQuery: method('RunQuery', RunQueryRequest, RunQueryResponse, true),
  },
  {
    Commit: (call, callback) => {
      last = call.request;
      const time = { seconds: 1, nanos: 0 };
      callback(null, { writeResults: [{ updateTime: time }], commitTime: time });
    },
    RunQuery: (call) => {
      last = call.request;
      call.write({ readTime: { seconds: 1, nanos: 0 } });
      call.end();
    },
  },
);
const port = await new Promise((resolve, reject) => {
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
});
process.env.FIRESTORE_EMULATOR_HOST = `127.0.0.1:${port}`;
process.env.METADATA_SERVER_DETECTION = 'none';
const firestore = new Firestore({ projectId: 'demo-finding' });
const things = firestore.collection('things');
const fieldsOf = ({ fields }) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.mapValue ? fieldsOf(value.mapValue) : Number(value.integerValue)]));
const quoted = '`\\`a`.`b\\``';

await things.doc('one').update('`a.b`', 1);
const [written] = last.writes;
console.log('update', '`a.b`', JSON.stringify(fieldsOf(written.update)), written.updateMask.fieldPaths[0]);
assert.deepEqual(fieldsOf(written.update), { '`a': { 'b`': 1 } });
assert.deepEqual(written.updateMask.fieldPaths, [quoted]);

await things.where('`a.b`', '==', 1).get();
const asked = last.structuredQuery.where.fieldFilter.field.fieldPath;
console.log('where ', '`a.b`', asked);
assert.equal(asked, quoted);

await things.select('`a.b`').get();
const selected = last.structuredQuery.select.fields[0].fieldPath;
console.log('select', '`a.b`', selected);
assert.equal(selected, quoted);

await things.doc('one').update(new FieldPath('a.b'), 1);
const [meant] = last.writes;
console.log('update', "FieldPath('a.b')", JSON.stringify(fieldsOf(meant.update)), meant.updateMask.fieldPaths[0]);
assert.deepEqual(fieldsOf(meant.update), { 'a.b': 1 });
assert.deepEqual(meant.updateMask.fieldPaths, ['`a.b`']);

await firestore.terminate();
server.forceShutdown();
JS
node paths.mjs
