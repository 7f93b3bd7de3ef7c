import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** docs/spec/conformance.md §4. */
export const CHALLENGE_LIFE_MS = 60_000

const TIME_BYTES = 6
const RANDOM_BYTES = 10
const MAC_BYTES = 16

/**
 * Challenges of 32 bytes that need no memory until they are used: the end of their life, chance, and a MAC of both by a key
 * of this process (as ca/renewal/nonces.ts). So asking for many fills nothing and puts nobody else's out; what is
 * remembered is bounded by the requests whose signature held in the last minute.
 */
export class Challenges {
  readonly #key = randomBytes(32)
  readonly #clock: () => number
  /** Used ones, with the end of their life. */
  readonly #used = new Map<string, number>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  next(): string {
    const head = Buffer.alloc(TIME_BYTES + RANDOM_BYTES)
    head.writeUIntBE(this.#clock() + CHALLENGE_LIFE_MS, 0, TIME_BYTES)
    randomBytes(RANDOM_BYTES).copy(head, TIME_BYTES)
    return Buffer.concat([head, this.#mac(head)]).toString('base64url')
  }

  /** Whether it is of this process, good now and not used; it is used from now on. */
  use(challenge: string): boolean {
    const bytes = Buffer.from(challenge, 'base64url')
    const isWhole = bytes.length === TIME_BYTES + RANDOM_BYTES + MAC_BYTES
    if (!isWhole || bytes.toString('base64url') !== challenge) return false
    const head = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES)
    if (!timingSafeEqual(bytes.subarray(head.length), this.#mac(head))) return false
    const now = this.#clock()
    const expires = head.readUIntBE(0, TIME_BYTES)
    if (expires < now || this.#used.has(challenge)) return false
    for (const [old, end] of this.#used) if (end < now) this.#used.delete(old)
    this.#used.set(challenge, expires)
    return true
  }

  #mac(head: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(head).digest().subarray(0, MAC_BYTES)
  }
}
