/** From unpacked bytes to text in UTF-8, whatever encoding it is in, with a look at its beginning. */
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { inputMessages } from '../messages.ts';
import { toUtf8 } from './decode.ts';
import { declaredEncoding, guessEncoding, isBinary } from './encodings.ts';
import { HEAD_BYTES, type OpenBytes } from './open-bytes.ts';
import { peek, skip } from './peek.ts';

export interface OpenText {
  /** The encoding that it is in on disk. */
  readonly encoding: string;
  /** The beginning, without a mark. */
  readonly head: string;
  readonly isWhole: boolean;
  /** How many bytes of UTF-8 precede the text: those of a byte order mark. */
  readonly begin: number;
  /** The text as UTF-8 from an offset in UTF-8 on; to be called once. */
  readonly from: (offset: number) => AsyncIterable<Buffer>;
}

/**
 * Decodes a source.
 * @param asked the encoding that the user named
 * @param declares whether texts of this format name their encoding themselves, as XML and HTML do
 * @throws ExplainedError with exit code 65 when it is no text, or its encoding cannot be detected
 */
export async function openText(
  bytes: OpenBytes,
  asked: string | undefined,
  declares: boolean,
): Promise<OpenText> {
  const { head, isWhole, source, foreign } = bytes;
  if (foreign !== undefined)
    throw new ExplainedError(inputMessages.foreign(source.name, foreign), ExitCode.data);
  const { label, markBytes } = encodingOf(bytes, asked, declares);
  if (label !== 'utf-8') {
    const decoded = await peek(toUtf8(bytes.from(0), label), HEAD_BYTES);
    refuseBinary(decoded.head, source.name);
    return {
      encoding: label,
      head: decoded.head.toString('utf8'),
      isWhole: decoded.isWhole,
      begin: 0,
      from: (offset) => skip(decoded.bytes, offset),
    };
  }
  refuseBinary(head, source.name);
  return {
    encoding: label,
    head: head.toString('utf8', markBytes),
    isWhole,
    begin: markBytes,
    from: (offset) => bytes.from(Math.max(offset, markBytes)),
  };
}

interface Chosen {
  readonly label: string;
  readonly markBytes: number;
}

function encodingOf(
  { head, isWhole, source }: OpenBytes,
  asked: string | undefined,
  declares: boolean,
): Chosen {
  const guess = guessEncoding(head, isWhole);
  const isUtf8WithMark = 'label' in guess && guess.label === 'utf-8' && guess.markBytes > 0;
  // A mark says which of the two it is.
  if (asked?.startsWith('utf-16') && 'label' in guess && guess.label.startsWith('utf-16')) return guess;
  if (asked !== undefined)
    return { label: asked, markBytes: asked === 'utf-8' && isUtf8WithMark ? guess.markBytes : 0 };
  const declared = declares ? declaredEncoding(head) : undefined;
  if ('label' in guess) {
    // UTF-8 is often declared as another encoding. Text that is all ASCII so far may be in the declared one.
    const isAscii =
      guess.label === 'utf-8' && guess.markBytes === 0 && !/[\x80-\xff]/.test(head.toString('latin1'));
    return isAscii && declared !== undefined ? { label: declared, markBytes: 0 } : guess;
  }
  // Browsers read text without a declared encoding as Windows-1252.
  if (declares && declared !== 'utf-8') return { label: declared ?? guess.likely, markBytes: 0 };
  if (isBinary(head)) throw new ExplainedError(inputMessages.binary(source.name), ExitCode.data);
  throw new ExplainedError(
    inputMessages.notUtf8(source.name, guess.line, guess.excerpt, guess.likely),
    ExitCode.data,
  );
}

function refuseBinary(head: Buffer, name: string): void {
  if (isBinary(head)) throw new ExplainedError(inputMessages.binary(name), ExitCode.data);
}
