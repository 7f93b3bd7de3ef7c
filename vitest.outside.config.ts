import { defineConfig } from 'vitest/config'

/** Tests that need more than npm brings: see scripts/test-outside.ts. */
export default defineConfig({
  test: {
    include: ['packages/*/test/outside/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
  },
})
