import { expect, it } from 'vitest'
import { runAll, seedsOf } from './seeds.ts'

const seeds = seedsOf(1, 2)

it(`keeps every promise in ${seeds.length} random histories from ${seeds[0]} on`, {
  timeout: 120_000 + seeds.length * 1_000,
}, async () => {
  await runAll(seeds)
  expect(seeds.length).toBeGreaterThan(0)
})
