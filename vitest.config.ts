import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.articles.test.ts'],
    // An emulator takes some seconds to start, and more on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each emulator test brings Java processes of its own: more of them at a time than cores only slow each other down.
    maxWorkers: 2,
    pool: 'forks',
  },
});
