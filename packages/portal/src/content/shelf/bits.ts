/** A set of small whole numbers, a bit each. */
export type Bits = Uint32Array

export const noBits = (): Bits => new Uint32Array(8)

/** The set with one more in it: itself, or a larger one in its place. */
export function withBit(bits: Bits, at: number): Bits {
  const word = at >>> 5
  let held = bits
  if (word >= bits.length) {
    held = new Uint32Array(Math.max(word + 1, bits.length * 2))
    held.set(bits)
  }
  held[word] = (held[word] as number) | (1 << (at & 31))
  return held
}

export function clearBit(bits: Bits, at: number): void {
  const word = at >>> 5
  if (word < bits.length) bits[word] = (bits[word] as number) & ~(1 << (at & 31))
}

export const hasBit = (bits: Bits, at: number): boolean => ((bits[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0

/** In all of them; `sets` is not empty. */
export function inAll(sets: readonly Bits[]): Bits {
  const [first = noBits(), ...rest] = sets.toSorted((a, b) => a.length - b.length)
  const found = first.slice()
  for (const set of rest) for (let i = 0; i < found.length; i++) found[i] = (found[i] as number) & (set[i] as number)
  return found
}

export function inAny(sets: readonly Bits[]): Bits {
  const found = new Uint32Array(Math.max(0, ...sets.map(({ length }) => length)))
  for (const set of sets) for (let i = 0; i < set.length; i++) found[i] = (found[i] as number) | (set[i] as number)
  return found
}

/** How many are in both. */
export function countInBoth(a: Bits, b: Bits): number {
  const length = Math.min(a.length, b.length)
  let found = 0
  for (let i = 0; i < length; i++) found += ones((a[i] as number) & (b[i] as number))
  return found
}

/** Bits of a 32-bit word that are set (Warren, Hacker's Delight §5-1). */
function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
