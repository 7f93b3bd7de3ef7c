import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** docs/spec/renewal.md §1. */
export const NONCE_LIFE_MS = 5 * 60_000

const TIME_BYTES = 8
const RANDOM_BYTES = 16
const MAC_BYTES = 32

/**
 * Nonces that need no memory until they are used: time, chance and a MAC of both by a key of this process. So asking for
 * many fills nothing; what is remembered is bounded by the requests whose signature held in the last five minutes.
 */
export class Nonces {
  readonly #key = randomBytes(32)
  readonly #clock: () => number
  /** Used ones, with the end of their life; oldest use first. */
  readonly #used = new Map<string, number>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** A new one, and until when it is good (Unix ms). */
  next(): { readonly nonce: string; readonly expires: number } {
    const expires = this.#clock() + NONCE_LIFE_MS
    const head = Buffer.alloc(TIME_BYTES + RANDOM_BYTES)
    head.writeBigUInt64BE(BigInt(expires))
    randomBytes(RANDOM_BYTES).copy(head, TIME_BYTES)
    return { nonce: Buffer.concat([head, this.#mac(head)]).toString('base64url'), expires }
  }

  /** Whether it is of this process, good now and not used; it is used from now on. */
  use(nonce: string): boolean {
    const bytes = Buffer.from(nonce, 'base64url')
    if (bytes.length !== TIME_BYTES + RANDOM_BYTES + MAC_BYTES || bytes.toString('base64url') !== nonce) return false
    const head = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES)
    if (!timingSafeEqual(bytes.subarray(head.length), this.#mac(head))) return false
    const now = this.#clock()
    const expires = Number(head.readBigUInt64BE())
    if (expires < now || this.#used.has(nonce)) return false
    for (const [old, end] of this.#used) if (end < now) this.#used.delete(old)
    this.#used.set(nonce, expires)
    return true
  }

  #mac(head: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(head).digest()
  }
}
