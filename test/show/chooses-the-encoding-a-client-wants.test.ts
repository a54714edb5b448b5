import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { chooseEncoding, createRepresentation, isCompressible } from '../../functions/show/representation.ts';

test.for([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['GZIP;Q=0.5', 'gzip'],
  ['br;q=0.1, gzip;q=0.8', 'gzip'],
  ['br;q=0, gzip;q=0', 'identity'],
  ['*', 'br'],
  ['*;q=0, gzip', 'gzip'],
  ['identity, br;q=0.5', 'identity'],
  ['deflate', 'identity'],
  ['br;q=nonsense', 'identity'],
] as const)('%s is answered in %s', ([header, expected]) => {
  expect(chooseEncoding(header)).toBe(expected);
});

test('every encoding decodes to the same bytes', async () => {
  const body = Buffer.from('Names in the news. '.repeat(200));
  const answer = createRepresentation(body, { contentType: 'text/css', cacheControl: 'no-cache' });
  expect(isCompressible(answer)).toBe(true);
  expect(brotliDecompressSync(await answer.encoded('br'))).toEqual(body);
  expect(gunzipSync(await answer.encoded('gzip'))).toEqual(body);
  expect(await answer.encoded('identity')).toEqual(body);
});

test('a small or already compressed body is sent unchanged', () => {
  const of = (bytes: number, contentType: string) =>
    isCompressible(createRepresentation(Buffer.alloc(bytes), { contentType, cacheControl: 'no-cache' }));
  expect(of(500, 'application/json')).toBe(false);
  expect(of(50_000, 'font/woff2')).toBe(false);
  expect(of(50_000, 'image/svg+xml')).toBe(true);
});
