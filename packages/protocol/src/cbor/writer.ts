const TWO_32 = 0x1_0000_0000

/** Bytes that a CBOR head (major type and argument) takes in its shortest form. */
export const headSize = (n: number): number => (n < 24 ? 1 : n < 0x100 ? 2 : n < 0x1_0000 ? 3 : n < TWO_32 ? 5 : 9)

/** Encoded size of a byte string of `length` bytes. */
export const bytesSize = (length: number): number => headSize(length) + length

/** Encoded size of a text. */
export const textSize = (text: string): number => bytesSize(Buffer.byteLength(text))

/**
 * Writes deterministic CBOR (RFC 8949 §4.2.1: shortest heads, definite lengths). The caller keeps map keys in order.
 * Arguments must be safe integers >= 0 and texts well formed; a violation is a programming error (RangeError, TypeError).
 */
export class CborWriter {
  #bytes: Buffer
  #at = 0

  /** `size`: bytes to set aside; the writer grows when it is too small. */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size)
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#at + more))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }

  /** `major` is the major type (0 to 7). */
  #head(major: number, n: number): void {
    this.#reserve(9)
    const type = major * 32
    const bytes = this.#bytes
    if (n < 24) {
      if (!(n >= 0)) throw new RangeError('CBOR argument must be a safe integer >= 0')
      bytes[this.#at++] = type + n
    } else if (n < 0x100) {
      bytes[this.#at++] = type + 24
      bytes[this.#at++] = n
    } else if (n < 0x1_0000) {
      bytes[this.#at++] = type + 25
      bytes[this.#at++] = n >>> 8
      bytes[this.#at++] = n
    } else if (n < TWO_32) {
      bytes[this.#at++] = type + 26
      this.#word(n)
    } else {
      // Bit operators are 32-bit: the upper word by division.
      bytes[this.#at++] = type + 27
      this.#word(Math.floor(n / TWO_32))
      this.#word(n % TWO_32)
    }
  }

  #word(n: number): void {
    const bytes = this.#bytes
    bytes[this.#at++] = n >>> 24
    bytes[this.#at++] = n >>> 16
    bytes[this.#at++] = n >>> 8
    bytes[this.#at++] = n
  }

  uint(n: number): this {
    if (!Number.isSafeInteger(n)) throw new RangeError('CBOR integer must be a safe integer >= 0')
    this.#head(0, n)
    return this
  }

  bytes(value: Uint8Array): this {
    this.#head(2, value.length)
    return this.raw(value)
  }

  text(value: string): this {
    const size = Buffer.byteLength(value)
    this.#head(3, size)
    this.#reserve(size)
    if (size === value.length) this.#bytes.write(value, this.#at, 'latin1')
    else {
      if (!value.isWellFormed()) throw new TypeError('CBOR text must be well-formed Unicode')
      this.#bytes.write(value, this.#at, 'utf8')
    }
    this.#at += size
    return this
  }

  /** Head of an array of `count` items, which follow. */
  array(count: number): this {
    this.#head(4, count)
    return this
  }

  /** Head of a map of `count` pairs, which follow in the order of their encoded keys. */
  map(count: number): this {
    this.#head(5, count)
    return this
  }

  null(): this {
    return this.#simple(0xf6)
  }

  false(): this {
    return this.#simple(0xf4)
  }

  #simple(byte: number): this {
    this.#reserve(1)
    this.#bytes[this.#at++] = byte
    return this
  }

  /** Bytes that are CBOR already. */
  raw(value: Uint8Array): this {
    this.#reserve(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
    return this
  }

  /** The bytes written, without a copy. The writer must not be used again. */
  finish(): Buffer {
    return this.#at === this.#bytes.length ? this.#bytes : this.#bytes.subarray(0, this.#at)
  }

  /** A copy of the bytes written; the writer starts anew. */
  take(): Buffer {
    const out = Buffer.allocUnsafe(this.#at)
    this.#bytes.copy(out, 0, 0, this.#at)
    this.#at = 0
    return out
  }

  /** Forgets what was written, after a failure midway. */
  reset(): void {
    this.#at = 0
  }
}
