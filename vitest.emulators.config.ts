import { defineConfig } from 'vitest/config';

/** Tests of the services on Google's emulators. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.emulator.test.ts'],
    exclude: ['test/cdktf/**'],
    env: { TEST_ENGINE: 'google' },
    // An emulator takes some seconds to start, and more on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each file starts its own Java processes. More files at a time than cores slow each other down.
    maxWorkers: 2,
    pool: 'forks',
  },
});
