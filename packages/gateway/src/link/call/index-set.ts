const FIRST_BYTES = 64

/** A set of entry indexes of one lane, a bit each, from near the lowest one on. */
export class IndexSet {
  /** Multiple of 8. */
  #base = -1
  #bits = new Uint8Array(0)

  add(index: number): void {
    if (this.#base < 0) this.#base = index - (index % 8)
    if (index < this.#base) this.#grow(index - (index % 8), this.#bits.length)
    const at = Math.floor((index - this.#base) / 8)
    if (at >= this.#bits.length) this.#grow(this.#base, Math.max(FIRST_BYTES, 2 * at))
    this.#bits[at] = (this.#bits[at] as number) | (1 << (index % 8))
  }

  has(index: number): boolean {
    if (this.#base < 0 || index < this.#base) return false
    return ((this.#bits[Math.floor((index - this.#base) / 8)] ?? 0) & (1 << (index % 8))) !== 0
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let at = 0; at < this.#bits.length; at++) {
      if (this.#bits[at] === 0) continue
      for (let bit = 0; bit < 8; bit++)
        if (((this.#bits[at] as number) & (1 << bit)) !== 0) yield this.#base + 8 * at + bit
    }
  }

  #grow(base: number, length: number): void {
    const shift = (this.#base - base) / 8
    const bits = new Uint8Array(length + shift)
    bits.set(this.#bits, shift)
    this.#base = base
    this.#bits = bits
  }
}
