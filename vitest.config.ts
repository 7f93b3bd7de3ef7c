import { defineConfig } from 'vitest/config'

/** Tests that need a whole running federation, and what they stand on. */
const FEDERATION = 'packages/testbed/test/**/*.test.ts'

export default defineConfig({
  // Packages with pages are compiled for Node (`dist`); tests take their sources.
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } },
  test: {
    teardownTimeout: 20_000,
    slowTestThreshold: 2_000,
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.{ts,tsx}',
            'packages/*/test/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/.work/**', '**/.rabt/**', '**/test/outside/**', FEDERATION],
          environment: 'node',
          globalSetup: ['packages/testbed/test/global-setup.ts'],
          // A process for each file: native crypto, sockets and process signals behave as in production.
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 20_000,
          hookTimeout: 90_000,
          allowOnly: false,
        },
      },
      {
        test: {
          name: 'federation',
          include: [FEDERATION],
          environment: 'node',
          globalSetup: ['packages/testbed/test/federation-setup.ts'],
          pool: 'forks',
          // One network, so one file at a time; after the unit tests, which would only slow it down.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
          allowOnly: false,
        },
      },
    ],
  },
})
