import { defineConfig } from 'vitest/config'
import { placeForTests } from './packages/testbed/test/memory.ts'

process.env.TMPDIR = placeForTests()

/** Tests that need more than npm brings: see scripts/test-outside.ts. */
export default defineConfig({
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } },
  test: {
    globalSetup: ['packages/testbed/test/global-setup.ts'],
    include: ['packages/*/test/outside/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
  },
})
