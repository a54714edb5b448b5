#!/usr/bin/env bash
# node-warc 3.3.1 ends the reading of every valid WARC file with an error, on current Node.js.
#
# WARCStreamTransform hands over each record of an uncompressed file, then emits the error "Callback called multiple times" (its transform
# calls its callback twice), and no end event. A reader that awaits the stream fails although nothing is wrong with the file.
# Seen with Node.js 20.20 and 24.21: 5 records of 5, then the error, no end. warcio 2.4.11 reads the same file to its end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact node-warc@3.3.1 warcio@2.4.11
cat > read.mjs <<'JS'
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import nodeWarc from 'node-warc';
import { WARCParser } from 'warcio';

const record = (number) => {
  const body = `body ${number}`;
  return [
    'WARC/1.0',
    'WARC-Type: resource',
    `WARC-Target-URI: http://example.org/${number}`,
    'WARC-Date: 2026-07-06T09:30:00Z',
    `WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000${number}>`,
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
    '',
    body,
    '',
    '',
  ].join('\r\n');
};
const file = Buffer.from([1, 2, 3, 4, 5].map(record).join(''));

const seen = { records: 0, end: false, error: 'none' };
await new Promise((resolve) => {
  const stream = new nodeWarc.WARCStreamTransform();
  stream.on('data', () => {
    seen.records += 1;
  });
  stream.on('end', () => {
    seen.end = true;
  });
  stream.on('error', (error) => {
    seen.error = error.message;
  });
  stream.on('close', resolve);
  Readable.from([file]).pipe(stream);
});
let records = 0;
for await (const each of new WARCParser(Readable.toWeb(Readable.from([file])))) {
  await each.readFully(false);
  records += 1;
}
console.log(process.version, 'node-warc', seen, 'warcio', { records });
assert.equal(seen.records, 5);
assert.equal(seen.end, false);
assert.match(seen.error, /[Cc]allback called multiple times/);
assert.equal(records, 5);
JS
node read.mjs
