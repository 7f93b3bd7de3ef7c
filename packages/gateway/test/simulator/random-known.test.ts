import { expect, it } from 'vitest'
import { runHistory } from './history.ts'

/** Seeds of histories that broke a promise once. Plans may change; then these are histories like any other. */
const KNOWN = [
  4, 6, 10, 18, 28, 34, 38, 40, 63, 73, 76, 80, 99, 146, 243, 253, 345, 627, 645, 856, 881, 5058, 5154, 5383, 5395,
  5578, 6340, 6375, 10205, 20071, 20778, 33651, 104201, 200987, 201208, 206969,
]

it.each(KNOWN)('keeps every promise in history %i, which once broke one', async (seed) => {
  expect((await runHistory(seed)).events).toBeGreaterThan(0)
})
