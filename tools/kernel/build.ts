/**
 * Builds the tagger's arithmetic from AssemblyScript to WebAssembly. The same source and the pinned compiler
 * give the same bytes, which a test compares with the committed module.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const source = join(import.meta.dirname, 'assembly', 'kernel.ts');

/** The compiler's options, as `asc` takes them. */
const OPTIONS = [
  '--optimizeLevel=3',
  '--shrinkLevel=0',
  '--converge',
  '--runtime=stub',
  '--enable=simd',
  '--enable=relaxed-simd',
  '--importMemory',
  '--noExportMemory',
  '--noAssert',
];

/**
 * Compiles the kernel.
 * @throws Error with the compiler's messages when the source is wrong
 */
export async function buildKernel(): Promise<Uint8Array> {
  const text = await readFile(source, 'utf8');
  let module: Uint8Array | undefined;
  const { error, stderr } = await asc.main(['kernel.ts', '--outFile', 'kernel.wasm', ...OPTIONS], {
    readFile: (name) => (name === 'kernel.ts' ? text : null),
    writeFile: (_name, contents) => {
      module = typeof contents === 'string' ? Buffer.from(contents) : contents;
    },
    listFiles: () => [],
  });
  if (error !== null || module === undefined)
    throw new Error(`The kernel does not compile.\n${stderr.toString()}`);
  return module;
}
