const FIRST_MS = 100
const LAST_MS = 5_000
/** A connection that lasted as long as the longest wait is a good one: a peer that ends each sooner is not dialled faster and faster. */
const LASTED_MS = LAST_MS

/**
 * How long to wait before a gateway is dialled again: longer each time, until a connection has carried the peer's hello and lasted. That
 * TLS came about shows nothing: a peer that refuses what is said would else be dialled ten times a second.
 */
export class BackOff {
  readonly #clock: () => number
  readonly #random: () => number
  #failures = 0
  #greetedAt: number | null = null

  /** `clock` in ms, monotonic; `random` in [0, 1). */
  constructor(clock: () => number, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  /** Whether the last connection was a good one. */
  get well(): boolean {
    return this.#failures === 0
  }

  /** The peer has said hello on the connection that stands. */
  greeted(): void {
    this.#greetedAt ??= this.#clock()
  }

  /** A connection ended, or none came about. @returns ms to wait */
  ended(): number {
    if (this.#greetedAt !== null && this.#clock() - this.#greetedAt >= LASTED_MS) this.#failures = 0
    this.#greetedAt = null
    const wait = Math.min(FIRST_MS * 2 ** this.#failures++, LAST_MS)
    return wait * (0.5 + this.#random() / 2)
  }
}
