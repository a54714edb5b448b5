#!/bin/sh
# Submits one post and asks for its names until they are counted.
# SUBMIT_URL and SHOW_URL name the pipeline; by default it is that of `npm start`.
set -eu
submit=${SUBMIT_URL:-http://127.0.0.1:8081}
show=${SHOW_URL:-http://127.0.0.1:8080}

curl --silent --show-error --fail-with-body "$submit/posts" -H 'content-type: application/json' -d '{
  "publication": "Example Times",
  "content": "Grace Hopper spoke at a meeting of the United Nations in Geneva on Tuesday.",
  "url": "https://example.org/hopper",
  "title": "A pioneer in Geneva"
}'
echo
attempts=30
until curl --silent --show-error --fail "$show/api/publications/example%20times/names?limit=10" | grep Hopper; do
  attempts=$((attempts - 1))
  [ "$attempts" -gt 0 ] || { echo 'The post was not counted within a minute.' >&2; exit 1; }
  sleep 2
done
