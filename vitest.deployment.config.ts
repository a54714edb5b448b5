import { defineConfig } from 'vitest/config';

/** Tests of the deployment. They need Terraform, shellcheck, systemd-analyze and curl. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/cdktf/**/*.test.ts', 'test/**/*.deployment.test.ts'],
    exclude: ['**/*.apply.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
  },
});
