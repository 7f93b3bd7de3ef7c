import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const TIME_BYTES = 6
const HEAD_BYTES = TIME_BYTES + 10
const MAC_BYTES = 16

/** A word that was given out: 32 bytes in base64url, and until when it is good (Unix ms). */
export interface OneUseWord {
  readonly word: string
  readonly expires: number
}

/**
 * Words that need no memory until they are used: the end of their life, chance, and a MAC of both by a key of this process. So
 * asking for many fills nothing and puts nobody else's out; what is remembered is bounded by the words that were used within
 * one life, and who calls `use` after a signature held bounds that by those who may sign.
 */
export class OneUseWords {
  readonly #key = randomBytes(32)
  readonly #clock: () => number
  readonly #lifeMs: number
  /** Used ones, with the end of their life. */
  readonly #used = new Map<string, number>()

  constructor(clock: () => number, lifeMs: number) {
    this.#clock = clock
    this.#lifeMs = lifeMs
  }

  next(): OneUseWord {
    const expires = this.#clock() + this.#lifeMs
    const head = randomBytes(HEAD_BYTES)
    head.writeUIntBE(expires, 0, TIME_BYTES)
    return { word: Buffer.concat([head, this.#mac(head)]).toString('base64url'), expires }
  }

  /** Whether it is of this process, good now and not used; it is used from now on. */
  use(word: string): boolean {
    const bytes = Buffer.from(word, 'base64url')
    if (bytes.length !== HEAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== word) return false
    const head = bytes.subarray(0, HEAD_BYTES)
    if (!timingSafeEqual(bytes.subarray(HEAD_BYTES), this.#mac(head))) return false
    const now = this.#clock()
    const expires = head.readUIntBE(0, TIME_BYTES)
    if (expires < now || this.#used.has(word)) return false
    for (const [old, end] of this.#used) if (end < now) this.#used.delete(old)
    this.#used.set(word, expires)
    return true
  }

  #mac(head: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(head).digest().subarray(0, MAC_BYTES)
  }
}
