import { defineConfig } from 'vitest/config';

/**
 * Tests of the stacks with the real providers. They need Terraform, TF_CLI_CONFIG_FILE, and Google's
 * discovery documents. Run them before a release.
 */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/cdktf/apply/*.apply.test.ts'],
    // A whole deployment takes one or two minutes, and some tests run several.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 1,
    bail: 1,
    pool: 'forks',
  },
});
