// Four projects: `unit` and `infra` need nothing; `engines` needs a running home (MILLRACE_HOME, MILLRACE_PORT), as `npm test` starts one;
// `full` is what `npm run test:full` runs, and starts what it needs itself.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          exclude: ['test/infra/full/**'],
          // The CDK is loaded, and each configuration synthesized, once for all files.
          isolate: false,
          fileParallelism: false,
          globalSetup: ['test/infra/support/synth-folder.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'full',
          include: ['test/full/**/*.test.ts', 'test/infra/full/**/*.test.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          globalSetup: ['test/infra/support/synth-folder.ts'],
        },
      },
      {
        test: {
          name: 'engines',
          include: ['test/engines/**/*.test.ts'],
          setupFiles: ['test/support/environment.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
