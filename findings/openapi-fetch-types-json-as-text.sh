#!/usr/bin/env bash
# openapi-fetch 0.17.0 types an answer as JSON or text where an operation offers JSON and CSV, although it always parses JSON.
#
# GET without options parses the body as JSON (parseAs is 'json' by default), so the data is never a text. Its type is the union of all
# media types that the OpenAPI document gives for the status, with the type of text/csv among them. A field of the JSON cannot be read until
# the caller names its media type in a second type argument.
# Seen, with types by openapi-typescript 7.13.0 and TypeScript 5.9.3:
#   createClient<paths>                      error TS2339: Property 'total' does not exist on type 'string'
#   createClient<paths, 'application/json'>  compiles
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type": "module", "private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact openapi-typescript@7.13.0 openapi-fetch@0.17.0 typescript@5.9.3
cat > api.json <<'JSON'
{"openapi": "3.1.0", "info": {"title": "Names", "version": "1"}, "paths": {"/names": {"get": {"responses": {"200": {
  "description": "Names", "content": {
    "application/json": {"schema": {"type": "object", "properties": {"total": {"type": "integer"}}, "required": ["total"]}},
    "text/csv": {"schema": {"type": "string"}}}}}}}}}
JSON
npx openapi-typescript api.json --output api.d.ts > /dev/null 2>&1
client() { # the type arguments
  cat <<TS
import createClient from 'openapi-fetch';
import type { paths } from './api.d.ts';
const { data } = await createClient<$1>({ baseUrl: 'http://127.0.0.1' }).GET('/names');
if (data !== undefined) console.log(data.total);
TS
}
client "paths" > plain.ts
client "paths, 'application/json'" > told.ts
compile() { npx tsc --noEmit --strict --skipLibCheck --module nodenext --target es2022 --allowImportingTsExtensions "$1"; }

if compile plain.ts > plain.log; then
  echo 'changed: the plain client compiles' && exit 1
fi
grep -q "Property 'total' does not exist on type 'string'" plain.log || { cat plain.log; exit 1; }
compile told.ts || { echo 'changed: the client that is told its media type does not compile'; exit 1; }
echo "as described: the plain client's data may be a text, the told one's is JSON"
