import type { Revocation } from '@rabt/directory'

/** A revocation that the directory in use cannot judge, maybe a newer one can. */
export interface WaitingRevocation {
  readonly revocation: Revocation
  /** The gateway that told of it. */
  readonly peer: string
}

/** Beyond it the oldest go: their peers tell them again at the next hello. */
const MAX_WAITING = 64

/** What peers told and a newer directory may explain; bounded, in the order in which it came. */
export class WaitingRevocations {
  readonly #waiting = new Map<string, WaitingRevocation>()

  add(one: WaitingRevocation): void {
    this.#waiting.set(one.revocation.digest, one)
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= MAX_WAITING) break
      this.#waiting.delete(oldest)
    }
  }

  /** Takes out those that a directory of this version can judge. */
  takeUpTo(version: number): readonly WaitingRevocation[] {
    const ready = [...this.#waiting.values()].filter(({ revocation }) => revocation.directory <= version)
    for (const { revocation } of ready) this.#waiting.delete(revocation.digest)
    return ready
  }

  get size(): number {
    return this.#waiting.size
  }
}
