#!/usr/bin/env bash
# rss-parser 3.13.0 moves the marked-up words of an Atom entry behind the others.
#
# Atom (RFC 4287, section 3.1.1.3) allows content of type "xhtml": the words stand as elements inside a div. rss-parser reads XML into
# objects that keep text and child elements apart, then writes them back: first all text, then all elements. The sentence
#   The minister of Peru met the mayor.        (minister in <b>, Peru in <i>)
# comes out as
#   The  of  met the mayor.ministerPeru
# No error is raised. Names at element borders are joined ("ministerPeru") or leave their sentence.
# Seen with Node.js 20 and 24. @rowanmanning/feed-parser 2.1.5 and feedparser 2.6.0 keep the order of the same entry.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --save-exact rss-parser@3.13.0 @rowanmanning/feed-parser@2.1.5
cat > feed.mjs <<'JS'
import assert from 'node:assert/strict';
import { parseFeed } from '@rowanmanning/feed-parser';
import Parser from 'rss-parser';

const sentence = 'The <b>minister</b> of <i>Peru</i> met the mayor.';
const feed = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:example:feed</id><updated>2026-07-06T09:30:00Z</updated>
<entry><title>One</title><id>urn:example:1</id><updated>2026-07-06T09:30:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">${sentence}</div></content></entry></feed>`;

const { items } = await new Parser().parseString(feed);
console.log('rss-parser            ', items[0].contentSnippet);
console.log('@rowanmanning         ', parseFeed(feed).items[0].content);
assert.equal(items[0].contentSnippet, 'The  of  met the mayor.ministerPeru');
assert.match(items[0].content, /The {2}of {2}met the mayor\.<b>minister<\/b><i>Peru<\/i>/);
assert.equal(parseFeed(feed).items[0].content, sentence);
JS
node feed.mjs
