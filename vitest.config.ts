import { defineConfig } from 'vitest/config'
import { placeForTests } from './packages/testbed/test/memory.ts'
import { LongestFirst } from './packages/testbed/test/order.ts'

/** Tests in a real Chromium: pages as people see and use them. */
const BROWSER = 'packages/*/test/browser/**/*.test.{ts,tsx}'

/** Tests on whole running networks, and what they stand on. */
const FEDERATION = 'packages/testbed/test/**/*.test.ts'

process.env.TMPDIR = placeForTests()

const COMMON = {
  environment: 'node',
  // Processes, no threads: native crypto, sockets and process signals behave as in production.
  pool: 'forks',
  // The same in all projects: only then their files run beside each other.
  maxWorkers: 2,
  allowOnly: false,
} as const

/** How the projects are split, and where a new file goes: docs/design/tests.md. */
export default defineConfig({
  // Packages with pages are compiled for Node (`dist`); tests take their sources.
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } },
  test: {
    teardownTimeout: 20_000,
    slowTestThreshold: 2_000,
    reporters: ['default'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...COMMON,
          name: 'unit',
          // One process takes one file after the other, and has what they import already.
          isolate: false,
          include: [
            'packages/*/src/**/*.test.{ts,tsx}',
            'packages/*/test/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/.work/**', '**/.rabt/**', '**/test/outside/**', FEDERATION, BROWSER],
          globalSetup: ['packages/testbed/test/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          ...COMMON,
          name: 'browser',
          include: [BROWSER],
          globalSetup: ['packages/testbed/test/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...COMMON,
          name: 'federation',
          include: [FEDERATION],
          globalSetup: ['packages/testbed/test/networks-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
