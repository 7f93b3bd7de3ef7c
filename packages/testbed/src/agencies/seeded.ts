/** Draws that are the same at every start, so that sample records can be named in documents and tests. Not for secrets. */
export interface Draw {
  /** A whole number in [from, to]. */
  whole(from: number, to: number): number
  pick<T>(choices: readonly T[]): T
  digits(count: number): string
}

/** A generator seeded by words: FNV-1a of them starts mulberry32. */
export function seeded(...words: readonly string[]): Draw {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(words.join('\0'))) state = Math.imul(state ^ byte, 0x01000193) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    whole,
    pick: (choices) => {
      const chosen = choices[whole(0, choices.length - 1)]
      if (chosen === undefined) throw new RangeError('nothing to pick from')
      return chosen
    },
    digits: (count) => Array.from({ length: count }, () => whole(0, 9)).join(''),
  }
}
