import { defineConfig } from 'vitest/config';

/** Tests that need only Node. Tests of the services run on the local engine. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/**/*.articles.test.ts',
      'test/**/*.train.test.ts',
      'test/**/*.deployment.test.ts',
      'test/cdktf/**',
    ],
    // Tests start processes, and a machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each test of the pipeline starts its own processes. More tests at a time than cores slow each other
    // down.
    maxWorkers: 2,
    pool: 'forks',
  },
});
