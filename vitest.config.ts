import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/.work/**', '**/.rabt/**'],
    environment: 'node',
    globalSetup: ['packages/testbed/test/global-setup.ts'],
    // A process for each file: native crypto, sockets and process signals behave as in production.
    pool: 'forks',
    // The whole federation runs beside the tests; more workers than this only make each of them slower.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 90_000,
    teardownTimeout: 20_000,
    slowTestThreshold: 2_000,
    allowOnly: false,
    reporters: ['default'],
  },
})
