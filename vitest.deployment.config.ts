import { defineConfig } from 'vitest/config';

/** What is deployed: it needs Terraform, shellcheck, systemd-analyze and curl. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/cdktf/**/*.test.ts'],
    exclude: ['**/*.apply.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
  },
});
