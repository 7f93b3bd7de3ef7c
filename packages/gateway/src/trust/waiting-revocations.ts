import type { Revocation } from '@rabt/directory'

/** A revocation that the directory in use cannot judge, maybe a newer one can. */
export interface WaitingRevocation {
  readonly revocation: Revocation
  /** The gateway that told of it. */
  readonly peer: string
}

/** Of all peers together, and of one: its oldest go, and it tells them again at the next hello. */
const MAX_WAITING = 64
const MAX_OF_PEER = 32

/**
 * What peers told and a newer directory may explain; bounded. Nobody has judged it, so that a peer may tell as much of it as it likes: it takes
 * places from itself, or from whoever holds more. Each peer's word is kept apart: what one told first and pushed out is still held of the other.
 */
export class WaitingRevocations {
  /** By peer and digest, in the order in which it came. */
  readonly #waiting = new Map<string, Map<string, WaitingRevocation>>()

  add(one: WaitingRevocation): void {
    const own = this.#waiting.get(one.peer) ?? new Map<string, WaitingRevocation>()
    this.#waiting.set(one.peer, own)
    own.set(one.revocation.digest, one)
    if (own.size > MAX_OF_PEER || this.size > MAX_WAITING) this.#dropOldest(own)
  }

  /** Takes out those that a directory of this version can judge, each once. */
  takeUpTo(version: number): readonly WaitingRevocation[] {
    const ready = new Map<string, WaitingRevocation>()
    for (const [peer, own] of this.#waiting) {
      for (const [digest, one] of own) {
        if (one.revocation.directory > version) continue
        own.delete(digest)
        if (!ready.has(digest)) ready.set(digest, one)
      }
      if (own.size === 0) this.#waiting.delete(peer)
    }
    return [...ready.values()]
  }

  get size(): number {
    return [...this.#waiting.values()].reduce((sum, own) => sum + own.size, 0)
  }

  /** Of the peer that holds most; of several, the one that has just come. */
  #dropOldest(newest: Map<string, WaitingRevocation>): void {
    let most = newest
    if (newest.size <= MAX_OF_PEER) for (const own of this.#waiting.values()) if (own.size > most.size) most = own
    for (const digest of most.keys()) {
      most.delete(digest)
      break
    }
    for (const [peer, own] of this.#waiting) if (own.size === 0) this.#waiting.delete(peer)
  }
}
