import { defineConfig } from 'vitest/config';

/** What needs Node alone: tests that talk to the services run on the local engine. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.articles.test.ts', 'test/**/*.train.test.ts', 'test/cdktf/**'],
    // Tests start processes, and a machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each test of the pipeline brings processes of its own: more of them at a time than cores only slow each
    // other down.
    maxWorkers: 2,
    pool: 'forks',
  },
});
