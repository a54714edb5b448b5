import { defineConfig } from 'vitest/config';

/** Tests of the trainer. They need Python with PyTorch, and install PyTorch if it is missing. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.train.test.ts'],
    // PyTorch may have to be installed first, which downloads gigabytes.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: 'forks',
  },
});
