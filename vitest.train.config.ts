import { defineConfig } from 'vitest/config';

/** The trainer: it needs Python with PyTorch, and installs it where there is none. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.train.test.ts'],
    // PyTorch is gigabytes where it is not installed yet.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: 'forks',
  },
});
