import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openWeights } from '../../../functions/extract/tagger/network/weights.ts';
import { createTagger, weightsFile } from '../../../functions/extract/tagger/tagger.ts';
import { type Folder, temporaryFolder } from '../../support/folder.ts';
import { beforeTests } from '../../support/shared.ts';

let folder: Folder;

beforeTests(async (parts) => {
  folder = parts.use(await temporaryFolder());
});

/** A weights file with this header and this number of bytes of tensors. */
async function weightsOf(header: object | string, bytes = 64): Promise<string> {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const file = folder.file('weights.bin');
  await writeFile(
    file,
    Buffer.concat([length, text, Buffer.alloc(((16 - ((4 + text.length) % 16)) % 16) + bytes)]),
  );
  return file;
}

test('a file that holds no weights is refused with the reason', async () => {
  const open = async (header: object | string): Promise<void> => {
    openWeights(await weightsOf(header));
  };
  await expect(open('no JSON')).rejects.toThrow(/is not a weights file that this version reads: the header/);
  await expect(open({ t: {} })).rejects.toThrow(/blocks/);
  await expect(open({ format: 2, blocks: 's m s', t: {} })).rejects.toThrow(/format/);
  await expect(open({ blocks: 's m s', t: { out: ['i8', [100, 100], 0] } })).rejects.toThrow(
    /goes past its end/,
  );
  await writeFile(folder.file('short'), 'ab');
  expect(() => openWeights(folder.file('short'))).toThrow(/does not begin with a header/);
  expect(() => openWeights(folder.file('missing'))).toThrow(/ENOENT/);
});

test('a network with unknown layers, evidence or tensors is refused', async () => {
  const t = { 'enc.lin.weight': ['i8', [8, 8], 0], 'c1.weight': ['i8', [40, 8], 0] };
  const build = async (header: object): Promise<void> => {
    createTagger(openWeights(await weightsOf(header, 4_096)));
  };
  await expect(build({ blocks: 's q s', t })).rejects.toThrow(/"s q s"; this version knows/);
  await expect(build({ blocks: 's m s', evidence: ['zodiac'], t })).rejects.toThrow(/evidence "zodiac"/);
  await expect(build({ blocks: 's m s', t })).rejects.toThrow(/it has no/);
});

test('the shipped file has the format that docs/weights-format.md describes', () => {
  const bytes = readFileSync(weightsFile);
  const header = JSON.parse(bytes.subarray(4, 4 + bytes.readUInt32LE(0)).toString('utf8'));
  const document = readFileSync(new URL('../../../docs/weights-format.md', import.meta.url), 'utf8');
  // The document names every tensor, with a number in place of that of the block.
  for (const name of Object.keys(header.t)) {
    expect(document, name).toContain(`\`${name.replace(/#s$/, '').replace(/^blocks\.\d+/, 'blocks.N')}\``);
  }
});
