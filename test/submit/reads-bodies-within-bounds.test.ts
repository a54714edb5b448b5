/** Counts the memory and the work that a hostile body can cause. */
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MAX_BODY_BYTES, MAX_LINES } from '../../functions/common/domain/limits.ts';
import { collectBytes } from '../../functions/submit/collect-bytes.ts';
import { createHeldBytes, type Share } from '../../functions/submit/held-bytes.ts';
import { readBody, SLOWEST } from '../../functions/submit/read-body.ts';
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts';

const HELD = 64_000_000;
const TIMEOUT_MS = 60_000;

/** Counts the bytes requested and the bytes held. Refuses none. */
function countingShare() {
  let taken = 0;
  let held = 0;
  let most = 0;
  const share: Share = {
    take(bytes) {
      taken += bytes;
      held += bytes;
      most = Math.max(most, held);
      return true;
    },
    give(bytes) {
      held -= bytes;
    },
    release() {
      held = 0;
    },
  };
  return { share, taken: () => taken, most: () => most };
}

interface Upload {
  readonly request: IncomingMessage;
  readonly body: Promise<Buffer>;
}

function reading(
  share: Share,
  clock: VirtualClock,
  { gzip = false, isLines = false }: { readonly gzip?: boolean; readonly isLines?: boolean } = {},
): Upload {
  const request = new IncomingMessage(new Socket());
  const blocks = readBody(request, { gzip, isLines, timeoutMs: TIMEOUT_MS, share, clock });
  const body = blocks.then((some) => Buffer.concat(some));
  body.catch(() => undefined);
  return { request, body };
}

function complete({ request }: Upload, bytes: Buffer): void {
  request.push(bytes);
  request.complete = true;
  request.push(null);
}

const refusal = (status: number) => ({ problem: expect.objectContaining({ status }) });

test('uploads that inflate to much and withhold their last bytes hold only the bytes that they have sent', async () => {
  const clock = virtualClock();
  const held = createHeldBytes(HELD);
  const bomb = gzipSync(Buffer.alloc(MAX_BODY_BYTES, 0x20)).subarray(0, -1);
  const uploads = Array.from({ length: 8 }, () => {
    const share = held.open();
    const upload = reading(share, clock, { gzip: true });
    upload.request.push(bomb);
    return upload;
  });
  await clock.advance(1);
  // One more request may take half of the rest.
  const most = Math.floor((HELD - uploads.length * bomb.length) / 2);
  expect(held.open().take(most + 1)).toBe(false);
  expect(held.open().take(most)).toBe(true);
  expect(bomb.length).toBeLessThan(20_000);
});

test('a body without progress for some seconds is refused long before its time is over', async () => {
  const clock = virtualClock();
  const upload = reading(createHeldBytes(HELD).open(), clock);
  upload.request.push(Buffer.alloc(SLOWEST.bytes));
  await clock.advance(SLOWEST.windowMs);
  upload.request.push(Buffer.alloc(SLOWEST.bytes - 1));
  await clock.advance(SLOWEST.windowMs);
  await expect(upload.body).rejects.toMatchObject(refusal(408));
  expect(clock.monotonic()).toBeLessThan(TIMEOUT_MS);
  expect(clock.waiting()).toBe(0);
});

test('a body that keeps the pace may take its whole time and no longer', async () => {
  const clock = virtualClock();
  const upload = reading(createHeldBytes(HELD).open(), clock);
  let refused = false;
  upload.body.catch(() => {
    refused = true;
  });
  while (clock.monotonic() < TIMEOUT_MS - 1_000) {
    expect(refused).toBe(false);
    upload.request.push(Buffer.alloc(SLOWEST.bytes));
    await clock.advance(1_000);
  }
  await clock.advance(1_000);
  await expect(upload.body).rejects.toMatchObject(refusal(408));
});

test.each([
  ['inflated', true],
  ['as they come', false],
])('lines are counted %s: millions of empty lines are refused after some thousands', async (_how, gzip) => {
  const clock = virtualClock();
  const { share, taken } = countingShare();
  const upload = reading(share, clock, { gzip, isLines: true });
  const lines = Buffer.alloc(MAX_BODY_BYTES, '\n');
  if (gzip) complete(upload, gzipSync(lines));
  else for (let at = 0; at < MAX_LINES * 2; at += 1_000) upload.request.push(lines.subarray(at, at + 1_000));
  await expect(upload.body).rejects.toMatchObject(refusal(413));
  expect(taken()).toBeLessThan(100_000);
});

test('a body with the allowed number of lines is read', async () => {
  const upload = reading(createHeldBytes(HELD).open(), virtualClock(), { isLines: true });
  complete(upload, Buffer.alloc(MAX_LINES, '\n'));
  expect(await upload.body).toHaveLength(MAX_LINES);
});

test('an inflated body equals the one sent, and memory never holds all of both forms', async () => {
  const { share, most } = countingShare();
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * n * 7 + (n >> 3)) & 0xff));
  const packed = Buffer.concat([gzipSync(bytes.subarray(0, 1_000_000)), gzipSync(bytes.subarray(1_000_000))]);
  const upload = reading(share, virtualClock(), { gzip: true });
  for (let at = 0; at < packed.length; at += 60_000) upload.request.push(packed.subarray(at, at + 60_000));
  complete(upload, Buffer.alloc(0));
  expect((await upload.body).equals(bytes)).toBe(true);
  expect(most()).toBeLessThan(bytes.length + packed.length);
});

test('a body that arrives byte by byte is held in blocks, not in one object a byte', () => {
  const collected = collectBytes();
  const bytes = Buffer.from('A body that trickles. '.repeat(10_000));
  for (let at = 0; at < bytes.length; at++) collected.add(bytes.subarray(at, at + 1));
  expect(collected.size()).toBe(bytes.length);
  const blocks = collected.blocks();
  expect(Buffer.concat(blocks).equals(bytes)).toBe(true);
  expect(blocks.length).toBeLessThan(10);
});
