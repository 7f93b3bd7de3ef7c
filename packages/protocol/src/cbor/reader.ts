import { asBuffer } from '../bytes.ts'
import type { ErrorCode } from '../error/catalogue.ts'
import { RabtError } from '../error/rabt-error.ts'

const TWO_32 = 0x1_0000_0000
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Codes for bytes that are not deterministic CBOR, and for items of another type or value than the format says. */
export interface ReaderCodes {
  readonly malformed: ErrorCode
  readonly mistyped: ErrorCode
}

/**
 * Reads deterministic CBOR (RFC 8949 §4.2.1) that an adversary may have made: shortest heads, definite lengths, integers
 * to 2^53-1, fatal UTF-8; no floats, tags or `undefined`. What it accepts, the writer would write in the same bytes,
 * given that the caller checks the order of map keys (`key`). Byte strings are views of the input, not copies.
 */
export class CborReader {
  readonly #bytes: Buffer
  readonly #codes: ReaderCodes
  #at = 0

  constructor(bytes: Uint8Array, codes: ReaderCodes) {
    this.#bytes = asBuffer(bytes)
    this.#codes = codes
  }

  get position(): number {
    return this.#at
  }

  get input(): Buffer {
    return this.#bytes
  }

  malformed(detail: string): RabtError {
    return new RabtError(this.#codes.malformed, {}, { detail: `${detail} at byte ${this.#at}` })
  }

  mistyped(detail: string): RabtError {
    return new RabtError(this.#codes.mistyped, {}, { detail: `${detail} at byte ${this.#at}` })
  }

  /** Major type (0 to 7) of the next item, without moving. */
  peekMajor(): number {
    return this.peekByte() >>> 5
  }

  peekByte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw this.malformed('ends early')
    return byte
  }

  /** Reads a head of the given major type and returns its argument. */
  head(major: number): number {
    const bytes = this.#bytes
    const at = this.#at
    const initial = bytes[at]
    if (initial === undefined) throw this.malformed('ends early')
    if (initial >>> 5 !== major) throw this.mistyped(`major type ${initial >>> 5}, expected ${major}`)
    const info = initial & 31
    if (info < 24) {
      this.#at = at + 1
      return info
    }
    // RFC 8949 §3: 28 to 30 are reserved, 31 is an indefinite length, which §4.2.1 rules out.
    if (info > 27) throw this.malformed('reserved or indefinite length')
    const size = info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : 8
    if (at + 1 + size > bytes.length) throw this.malformed('ends early')
    let n: number
    // §4.2.1: the argument is as short as it can be.
    if (size === 1) {
      n = bytes[at + 1] as number
      if (n < 24) throw this.malformed('head is not the shortest')
    } else if (size === 2) {
      n = bytes.readUInt16BE(at + 1)
      if (n < 0x100) throw this.malformed('head is not the shortest')
    } else if (size === 4) {
      n = bytes.readUInt32BE(at + 1)
      if (n < 0x1_0000) throw this.malformed('head is not the shortest')
    } else {
      const high = bytes.readUInt32BE(at + 1)
      if (high === 0) throw this.malformed('head is not the shortest')
      n = high * TWO_32 + bytes.readUInt32BE(at + 5)
      if (n > Number.MAX_SAFE_INTEGER) throw this.malformed('integer beyond 2^53-1')
    }
    this.#at = at + 1 + size
    return n
  }

  uint(): number {
    return this.head(0)
  }

  /** A byte string as a view. */
  bytes(): Buffer {
    return this.#view(this.head(2))
  }

  /** A byte string of exactly `size` bytes. */
  fixed(size: number): Buffer {
    const length = this.head(2)
    if (length !== size) throw this.mistyped(`byte string of ${length} bytes, expected ${size}`)
    return this.#view(length)
  }

  #view(length: number): Buffer {
    const start = this.#at
    const end = start + length
    if (end > this.#bytes.length) throw this.malformed('ends early')
    this.#at = end
    return this.#bytes.subarray(start, end)
  }

  /** Encoded size of the text that comes next, without moving. */
  peekText(): number {
    const at = this.#at
    const length = this.head(3)
    this.#at = at
    return length
  }

  /** A text of at most `maxBytes` encoded bytes. */
  text(maxBytes: number): string {
    const length = this.head(3)
    const start = this.#at
    const end = start + length
    const bytes = this.#bytes
    if (end > bytes.length) throw this.malformed('ends early')
    if (length > maxBytes) throw this.mistyped(`text of ${length} bytes, at most ${maxBytes}`)
    let ascii = true
    for (let i = start; i < end; i++) {
      if ((bytes[i] as number) > 0x7f) {
        ascii = false
        break
      }
    }
    this.#at = end
    if (ascii) return bytes.toString('latin1', start, end)
    try {
      return UTF8.decode(bytes.subarray(start, end))
    } catch {
      throw this.malformed('invalid UTF-8')
    }
  }

  /** Head of an array; `min` and `max` bound its items. A count beyond the bytes left is refused before anything is allocated. */
  array(min: number, max = Number.MAX_SAFE_INTEGER): number {
    const count = this.head(4)
    if (count < min || count > max) throw this.mistyped(`array of ${count}`)
    this.#enough(count)
    return count
  }

  /** Head of a map: number of pairs. */
  map(): number {
    const count = this.head(5)
    this.#enough(2 * count)
    return count
  }

  // Each item takes at least one byte: a forged count cannot make us loop or allocate for nothing.
  #enough(items: number): void {
    if (items > this.#bytes.length - this.#at) throw this.malformed('ends early')
  }

  /** A map key that must be an unsigned integer above `previous` (§4.2.1: keys in order; no duplicates). */
  key(previous: number): number {
    const key = this.head(0)
    if (key <= previous) throw this.malformed('map keys out of order or repeated')
    return key
  }

  /** Moves on by bytes whose meaning the caller knows. */
  advance(to: number): void {
    this.#at = to
  }

  skipByte(): void {
    this.#at++
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw this.malformed('bytes after the end')
  }
}
