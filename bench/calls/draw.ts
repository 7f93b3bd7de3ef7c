/** Draws from a fixed sequence: every run of the bench sends and answers the same records. */
export interface Draw {
  /** Whole number from `from` up to and including `to`. */
  whole(from: number, to: number): number
  pick<T>(from: readonly T[]): T
  digits(length: number): string
}

/** xorshift32: not for secrets. A seed of 0 counts as 1. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0 || 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
  const whole = (from: number, to: number): number => from + (next() % (to - from + 1))
  return {
    whole,
    pick: <T>(from: readonly T[]): T => from[whole(0, from.length - 1)] as T,
    digits: (length) => Array.from({ length }, () => whole(0, 9)).join(''),
  }
}
