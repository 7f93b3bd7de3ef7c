import type { Finding } from '@rabt/directory'

/** A tenth of what a peer tolerates (docs/spec/link-log.md: 30 s), and more than any round trip. */
export const CLOCK_LIMIT_MS = 3_000

/** A clock as it was read: what it said, and when that was asked and answered by the own monotonic clock, ms. */
export interface Reading {
  readonly said: number
  readonly asked: number
  readonly answered: number
}

/** Difference of two clocks that were read from one place, ms; the reading stands in the middle of its round trip. */
export function skewOf(a: Reading, b: Reading): number {
  return a.said - b.said - ((a.asked + a.answered) / 2 - (b.asked + b.answered) / 2)
}

/** What the round trips leave in doubt counts for the clocks; `resolution`: of the coarser one, ms. */
export function judgeClocks(a: Reading, b: Reading, resolution = 1): Finding {
  const skew = skewOf(a, b)
  const doubt = (a.answered - a.asked + b.answered - b.asked) / 2
  const allowed = CLOCK_LIMIT_MS + resolution + doubt
  return Math.abs(skew) <= allowed ? null : { reason: 'CLOCK_OFF', detail: `${Math.round(skew)} ms` }
}

/** Asks a clock. */
export async function read(ask: () => Promise<number>): Promise<Reading> {
  const asked = performance.now()
  const said = await ask()
  return { said, asked, answered: performance.now() }
}
