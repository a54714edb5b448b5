import { defineConfig } from 'vitest/config';

/**
 * The stacks with the real providers: it needs Terraform, TF_CLI_CONFIG_FILE, and Google's discovery
 * documents. Run before a release.
 */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/cdktf/apply/*.apply.test.ts'],
    // A whole deployment takes a minute or two, several one after the other some more.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 1,
    bail: 1,
    pool: 'forks',
  },
});
