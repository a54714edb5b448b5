/**
 * The weights file: what a network consists of, as numbers. `docs/weights-format.md` describes it for those
 * who write one. The numbers are read directly into the memory that the kernel works on, so they exist once
 * in a process.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';

const Tensor = z.tuple([
  z.enum(['i8', 'f32', 'u8']),
  z.array(z.int().positive()).min(1),
  z.int().nonnegative(),
]);

const Curve = z.object({ scale: z.number(), offset: z.number() });
/** Turns the log odds of a name into its score: 1 / (1 + e^-(scale · log odds + offset)). */
export type Curve = Readonly<z.infer<typeof Curve>>;

const Header = z.object({
  /** Version of the format; files from before it had a number are of version 1. */
  format: z.literal(1).default(1),
  name: z.string().default('unnamed'),
  blocks: z.string(),
  evidence: z.array(z.string()).default([]),
  calibration: z.object({ person: Curve, place: Curve, organization: Curve }).default({
    person: { scale: 1, offset: 0 },
    place: { scale: 1, offset: 0 },
    organization: { scale: 1, offset: 0 },
  }),
  t: z.record(z.string(), Tensor),
});
export type WeightsHeader = Readonly<z.infer<typeof Header>>;

type TensorType = z.infer<typeof Tensor>[0];

/** Where a tensor is, once the file is in memory. */
export interface TensorPlace {
  /** Byte offset into the memory. */
  readonly at: number;
  readonly shape: readonly number[];
}

export interface WeightsFile {
  readonly header: WeightsHeader;
  /** Size of the numbers. */
  readonly bytes: number;
  /** Reads the numbers into `buffer`, from byte `at` on. */
  readInto(buffer: ArrayBuffer, at: number): Weights;
}

export interface Weights {
  readonly buffer: ArrayBuffer;
  /**
   * Looks a tensor up.
   * @throws Error when the file has none of that name, type and number of dimensions
   */
  tensor(name: string, type: TensorType, dimensions: number): TensorPlace;
}

/** Longest header that is accepted, in bytes. */
const MAX_HEADER = 1_000_000;
const ALIGNMENT = 16;
const SIZES = { i8: 1, u8: 1, f32: 4 } as const;

/**
 * Reads the header of a weights file.
 * @throws Error when it is none
 */
export function openWeights(file: string | URL): WeightsFile {
  const wrong = (why: string): Error => new Error(`${file} is no weights file of the tagger: ${why}`);
  const size = withFile(file, (descriptor) => fstatSync(descriptor).size);
  const length = readBytes(file, 0, new Uint8Array(4)) < 4 ? 0 : lengthOf(file);
  if (length === 0 || length > MAX_HEADER || 4 + length > size)
    throw wrong('it does not begin with a header');
  const text = Buffer.alloc(length);
  readBytes(file, 4, text);
  const parsed = Header.safeParse(parseJson(text.toString('utf8')));
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the header').join(', ');
    throw new Error(
      `${file} is not a weights file that this version reads: ${places} is missing or wrong. ` +
        'Train a network with this version, or use the shipped file.',
    );
  }
  const start = Math.ceil((4 + length) / ALIGNMENT) * ALIGNMENT;
  const bytes = size - start;
  const { t } = parsed.data;
  for (const [name, [type, shape, offset]] of Object.entries(t)) {
    if (offset + shape.reduce((a, b) => a * b, SIZES[type]) > bytes) throw wrong(`${name} goes past its end`);
  }
  return {
    header: parsed.data,
    bytes,
    readInto(buffer, at) {
      if (readBytes(file, start, new Uint8Array(buffer, at, bytes)) !== bytes)
        throw wrong('it was cut short');
      return {
        buffer,
        tensor(name, type, dimensions) {
          const tensor = t[name];
          if (tensor === undefined) throw wrong(`it has no ${name}`);
          if (tensor[0] !== type || tensor[1].length !== dimensions) {
            throw wrong(`${name} is not of type ${type} with ${dimensions} dimensions`);
          }
          return { at: at + tensor[2], shape: tensor[1] };
        },
      };
    },
  };
}

function lengthOf(file: string | URL): number {
  const bytes = new Uint8Array(4);
  readBytes(file, 0, bytes);
  return new DataView(bytes.buffer).getUint32(0, true);
}

function withFile<T>(file: string | URL, use: (descriptor: number) => T): T {
  const descriptor = openSync(file, 'r');
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads from byte `from` on; returns how many bytes there were. */
function readBytes(file: string | URL, from: number, into: Uint8Array): number {
  return withFile(file, (descriptor) => {
    let done = 0;
    while (done < into.length) {
      const read = readSync(descriptor, into, done, into.length - done, from + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
