import type { Entry } from '@rabt/protocol'
import { IndexSet } from './index-set.ts'

/** The place of a request in a peer's lane. */
export interface RequestPlace {
  readonly origin: string
  readonly index: number
}

/**
 * Requests that an earlier run of this gateway took in and that no answer of ours names: whether they ran cannot be known, and
 * they are never run again (spec link-log §4). Collected from the journal at start, a bit an entry, since a busy gateway has millions of
 * them; answers that a peer gives back are taken off.
 */
export class Unanswered {
  readonly #received = new Map<string, Map<string, IndexSet>>()
  readonly #answered = new Map<string, IndexSet>()

  /** A request in a peer's lane. */
  received(peer: string, origin: string, index: number): void {
    const lanes = this.#received.get(peer) ?? new Map<string, IndexSet>()
    this.#received.set(peer, lanes)
    addTo(lanes, origin, index)
  }

  /** An entry of an own lane: a response, an outcome, or a refusal of what it names. */
  answers(entry: Entry): void {
    if (entry.correlation) this.answered(entry.correlation.origin, entry.correlation.index)
    if (entry.control?.name === 'refused')
      for (const { index } of entry.control.items) this.answered(entry.control.origin, index)
  }

  /** An entry of an own lane answers this place. */
  answered(origin: string, index: number): void {
    addTo(this.#answered, origin, index)
  }

  /** Whether an earlier entry of an own lane answers this place: of a request that comes only now, it ran in a past that a restored backup lost. */
  isAnswered(origin: string, index: number): boolean {
    return this.#answered.get(origin)?.has(index) ?? false
  }

  /** The peer's requests without an answer, once. */
  take(peer: string): RequestPlace[] {
    const places: RequestPlace[] = []
    for (const [origin, indexes] of this.#received.get(peer) ?? [])
      for (const index of indexes) if (!this.isAnswered(origin, index)) places.push({ origin, index })
    this.#received.delete(peer)
    return places
  }
}

function addTo(lanes: Map<string, IndexSet>, origin: string, index: number): void {
  let set = lanes.get(origin)
  if (!set) {
    set = new IndexSet()
    lanes.set(origin, set)
  }
  set.add(index)
}
