const SMALLEST_BLOCK = 1024
const LARGEST_BLOCK = 64 * 1024

/**
 * Copies of the pieces in which a body comes. Those after the first fill blocks that grow with the body: a Buffer for each would cost a hundred
 * bytes and more for a chunk of one byte.
 */
export class BodyPieces {
  readonly #full: Buffer[] = []
  #block: Buffer | null = null
  #used = 0
  #size = 0

  /** Bytes so far. */
  get size(): number {
    return this.#size
  }

  /** Copies a piece: the caller may use its bytes again. */
  add(piece: Buffer): void {
    if (this.#size === 0) {
      this.#full.push(Buffer.from(piece))
      this.#size = piece.length
      return
    }
    for (let from = 0; from < piece.length; ) {
      this.#block ??= Buffer.allocUnsafeSlow(Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, this.#size)))
      const copied = piece.copy(this.#block, this.#used, from)
      from += copied
      this.#used += copied
      if (this.#used === this.#block.length) this.#closeBlock(this.#block)
    }
    this.#size += piece.length
  }

  #closeBlock(block: Buffer): void {
    this.#full.push(block.subarray(0, this.#used))
    this.#block = null
    this.#used = 0
  }

  /** The body; null if no byte came. Nothing may be added afterwards. */
  whole(): Buffer | null {
    if (this.#block) this.#closeBlock(this.#block)
    return this.#full.length > 1 ? Buffer.concat(this.#full, this.#size) : (this.#full[0] ?? null)
  }
}
