import { expect } from 'vitest'
import { runHistory } from './history.ts'

/**
 * `RABT_SIM_SEED=n` replays one history, `RABT_SIM_HISTORIES=n` runs as many instead of the usual ones (with a seed: from that on),
 * `RABT_SIM_TRACE=n` tells the last n steps of one that fails.
 */
const { RABT_SIM_SEED, RABT_SIM_HISTORIES } = process.env
const USUAL = 1_000

/** The seeds of one of several test files. */
export function seedsOf(part: number, parts: number): number[] {
  if (RABT_SIM_SEED !== undefined)
    return Array.from({ length: Number(RABT_SIM_HISTORIES ?? 1) }, (_, at) => Number(RABT_SIM_SEED) + at)
  const count = Math.ceil(Number(RABT_SIM_HISTORIES ?? USUAL) / parts)
  return Array.from({ length: count }, (_, at) => part * count + at + 1)
}

/** Runs histories; the first that breaks a promise fails with its seed and its trace. They must also have been worth running. */
export async function runAll(seeds: readonly number[]): Promise<void> {
  let answered = 0
  const faults = new Set<string>()
  for (const seed of seeds) {
    const outcome = await runHistory(seed)
    answered += outcome.answered
    for (const fault of outcome.faults) faults.add(fault)
  }
  if (seeds.length < 100) return
  expect(answered).toBeGreaterThan(seeds.length * 4)
  expect(faults.size).toBeGreaterThan(12)
}
