type Detail = Readonly<Record<string, string | number | boolean>>

/** A cause that goes on is said again after this long, with how often it came. */
const QUIET_MS = 60_000
/** Causes that are told apart; what a hostile peer invents beyond counts as one. */
const MAX_CAUSES = 1_024

/**
 * Alarms that a peer can cause again and again, as log lines: the first at once, and while the cause goes on one a minute that says how
 * often it came meanwhile. What no peer can cause is always said.
 */
export class QuietAlarms {
  readonly #clock: () => number
  readonly #causes = new Map<string, { saidAt: number; repeated: number }>()

  /** Unix ms. */
  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** What to log, or null. */
  take(name: string, detail: Detail): Detail | null {
    if (detail.peer === undefined && name !== 'connection-refused') return detail
    const now = this.#clock()
    const cause = this.#causeOf([name, detail.peer, detail.code, detail.origin, detail.detail].join('\n'), now)
    const known = this.#causes.get(cause)
    // A clock that was put back is no reason to be silent.
    if (known && now >= known.saidAt && now - known.saidAt < QUIET_MS) {
      known.repeated++
      return null
    }
    this.#causes.set(cause, { saidAt: now, repeated: 0 })
    return known && known.repeated > 0 ? { ...detail, repeated: known.repeated } : detail
  }

  #causeOf(cause: string, now: number): string {
    if (this.#causes.has(cause) || this.#causes.size < MAX_CAUSES) return cause
    for (const [old, { saidAt }] of this.#causes) if (now < saidAt || now - saidAt >= QUIET_MS) this.#causes.delete(old)
    return this.#causes.size < MAX_CAUSES ? cause : ''
  }
}
