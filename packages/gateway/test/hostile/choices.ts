/** A finite stream of numbers that mutators draw from: fast-check makes and shrinks it, a seeded generator feeds the live run. */
export class Choices {
  readonly #numbers: ArrayLike<number>
  #at = 0

  constructor(numbers: ArrayLike<number>) {
    this.#numbers = numbers
  }

  /** A number from 0 to `bound` - 1; 0 once the stream is used up, so that every mutation ends. */
  below(bound: number): number {
    const number = this.#numbers[this.#at++] ?? 0
    return bound > 0 ? number % bound : 0
  }

  /** True in one of `times` cases. Never once the stream is used up. */
  once(times: number): boolean {
    return this.below(times) === times - 1
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }
}

/** Mulberry32: 32-bit numbers from a seed, the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
