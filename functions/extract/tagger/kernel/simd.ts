/**
 * The kernel as WebAssembly with SIMD: the committed module that `npm run build:kernel` makes from
 * `tools/kernel/assembly`.
 */
import { readFileSync } from 'node:fs';
import { type Kernel, type KernelMachine, kernelFunctions } from './kernel.ts';

const PAGE = 65_536;

/**
 * Makes a kernel with a memory of its own; undefined where WebAssembly or its SIMD is missing.
 * @param bytes least size of the memory
 */
export function makeSimdMachine(bytes: number): KernelMachine | undefined {
  const file = readFileSync(new URL('./kernel.wasm', import.meta.url));
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(file)) return undefined;
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(file), { env: { memory } });
  if (!isKernel(exports))
    throw new Error('kernel.wasm lacks a function; build it again with: npm run build:kernel');
  return { kernel: exports, buffer: memory.buffer };
}

function isKernel(exports: object): exports is Kernel {
  return kernelFunctions.every((name) => typeof Reflect.get(exports, name) === 'function');
}
