/**
 * Writes protocol buffers backwards: the end of a message first, so that its length is known when its
 * beginning is written, and nothing is measured or copied twice. Fields of a message are therefore written in
 * the reverse of their order.
 *
 * The high-level client spends most of the saver's time on checks of values that come from our own code
 * (measured: docs/decisions.md); this writer knows the few kinds of fields that a commit has.
 * @see https://protobuf.dev/programming-guides/encoding/
 */

export interface WireWriter {
  /** How many bytes are written: what `close` counts from. */
  readonly size: () => number;
  readonly string: (field: number, text: string) => void;
  /** A whole number that is exact in JavaScript; negative ones take 10 bytes. */
  readonly integer: (field: number, value: number) => void;
  readonly bytes: (field: number, bytes: Uint8Array) => void;
  /** Makes the bytes written since `from` the content of a field. */
  readonly close: (field: number, from: number) => void;
  /** The bytes written so far, as a copy; the writer is empty afterwards. */
  readonly take: () => Buffer;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

export function createWireWriter(initialBytes = 4_096): WireWriter {
  let buffer = Buffer.allocUnsafe(initialBytes);
  /** The first byte that is written; everything behind it is. */
  let at = buffer.length;

  const reserve = (bytes: number): void => {
    if (at >= bytes) return;
    const written = buffer.length - at;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, written + bytes));
    buffer.copy(larger, larger.length - written, at);
    buffer = larger;
    at = larger.length - written;
  };
  const varint = (value: number): void => {
    let bytes = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
    reserve(bytes);
    at -= bytes;
    let rest = value;
    for (let i = 0; i < bytes - 1; i++) {
      buffer[at + i] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    buffer[at + bytes - 1] = rest;
  };
  const negative = (value: number): void => {
    // Two's complement in 64 bits, of which the tenth byte holds the last one.
    let rest = BigInt.asUintN(64, BigInt(value));
    reserve(10);
    at -= 10;
    for (let i = 0; i < 9; i++) {
      buffer[at + i] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    buffer[at + 9] = Number(rest);
  };
  const tag = (field: number, kind: number): void => varint(field * 8 + kind);

  return {
    size: () => buffer.length - at,
    string(field, text) {
      const length = Buffer.byteLength(text);
      reserve(length);
      at -= length;
      buffer.write(text, at, length, 'utf8');
      varint(length);
      tag(field, LENGTH_DELIMITED);
    },
    integer(field, value) {
      if (value < 0) negative(value);
      else varint(value);
      tag(field, VARINT);
    },
    bytes(field, bytes) {
      reserve(bytes.length);
      at -= bytes.length;
      buffer.set(bytes, at);
      varint(bytes.length);
      tag(field, LENGTH_DELIMITED);
    },
    close(field, from) {
      varint(buffer.length - at - from);
      tag(field, LENGTH_DELIMITED);
    },
    take() {
      const taken = Buffer.from(buffer.subarray(at));
      at = buffer.length;
      return taken;
    },
  };
}
