import type { Entry } from '@rabt/protocol'
import { KIND } from '@rabt/protocol'

export interface UnansweredRequest {
  readonly origin: string
  readonly index: number
  readonly leaf: Uint8Array
  readonly deadline: number
}

/**
 * Requests that an earlier run of this gateway took in and that no answer of ours names: whether they ran cannot be known, and
 * they are never run again (spec link-log §4). Collected from the journal at start; answers that a peer gives back are taken off.
 */
export class Unanswered {
  readonly #byPeer = new Map<string, Map<string, UnansweredRequest>>()
  /** Requests that own lanes answer and this journal does not hold: they ran in a past that a restored backup lost. */
  readonly #early = new Set<string>()

  /** An entry of a peer's lane. */
  received(peer: string, origin: string, index: number, leaf: Uint8Array, entry: Entry): void {
    if (entry.kind !== KIND.request) return
    const requests = this.#byPeer.get(peer) ?? new Map<string, UnansweredRequest>()
    requests.set(`${origin} ${index}`, { origin, index, leaf, deadline: entry.deadline })
    this.#byPeer.set(peer, requests)
  }

  /** An entry of an own lane: a response, an outcome, or a refusal of what it names. */
  answered(peer: string, entry: Entry): void {
    const requests = this.#byPeer.get(peer)
    const names: string[] = []
    if (entry.correlation) names.push(`${entry.correlation.origin} ${entry.correlation.index}`)
    if (entry.control?.name === 'refused')
      for (const item of entry.control.items) names.push(`${entry.control.origin} ${item.index}`)
    for (const name of names) if (!requests?.delete(name)) this.#early.add(name)
  }

  /** Whether an own lane answers an entry that came only after its answer. */
  isAnswered(origin: string, index: number): boolean {
    return this.#early.has(`${origin} ${index}`)
  }

  take(peer: string): UnansweredRequest[] {
    const requests = [...(this.#byPeer.get(peer)?.values() ?? [])]
    this.#byPeer.delete(peer)
    return requests
  }
}
