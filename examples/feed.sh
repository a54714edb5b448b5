#!/bin/sh
# Submits the articles of a feed. Run it by cron, for example every quarter of an hour:
#
#   */15 * * * * cd /opt/entity-pipeline && sh examples/feed.sh https://example.org/feed.xml
#
# An article that was sent before counts once, so the same feed may be read as often as you like.
set -eu
[ $# -eq 1 ] || { echo "Usage: sh examples/feed.sh URL" >&2; exit 64; }
[ ! -e "$1" ] || { echo "$1 is a file. Submit it with: npm run submit -- $1 --format feed" >&2; exit 64; }
cd "$(dirname "$0")/.."
feed=$(mktemp)
trap 'rm -f "$feed"' EXIT
curl --silent --show-error --fail --location --max-time 60 --max-filesize 50000000 "$1" > "$feed"
npm run --silent submit -- - --format feed < "$feed"
