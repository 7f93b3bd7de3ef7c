import { CATALOGUE, type ErrorCode, RabtError } from '@rabt/protocol'
import type { Accepted } from '../lane/lane-reader.ts'
import type { PendingCall, PendingCalls } from './pending-calls.ts'

/** What one peer says to the requests that wait for it: the first word counts, and only of the gateway that was asked. */
export class Answers {
  readonly #peer: string
  readonly #pending: PendingCalls

  constructor(peer: string, pending: PendingCalls) {
    this.#peer = peer
    this.#pending = pending
  }

  respond(item: Accepted): void {
    const { entry } = item
    const { correlation } = entry
    const waiting = correlation && this.#pending.find(correlation.origin, correlation.index)
    // Only the gateway that was asked may answer: anybody may name a place.
    if (!waiting?.position || !correlation || waiting.peer !== this.#peer) return
    this.#pending.remove(waiting)
    if (!isLeaf(waiting, correlation.leaf) || !fits(waiting, item)) {
      waiting.reject(new RabtError('INCONSISTENT_RESPONSE', { at: 'provider' }))
      return
    }
    const head = item.head as Uint8Array
    waiting.resolve({
      status: entry.status ?? 500,
      outcome: entry.outcome,
      head: head.subarray(32),
      headSalt: head.subarray(0, 32),
      body: item.body?.subarray(32) ?? null,
      secrets: item.secrets,
      provider: entry.sender,
      repeated: false,
    })
  }

  /** The peer signed that a request of ours did not run, or that nobody knows. */
  fail(origin: string, index: number, leaf: Uint8Array, code: string): void {
    const waiting = this.#pending.find(origin, index)
    if (waiting?.peer !== this.#peer || !isLeaf(waiting, leaf)) return
    this.#pending.remove(waiting)
    waiting.reject(errorFromPeer(code))
  }
}

const isLeaf = ({ position }: PendingCall, leaf: Uint8Array): boolean =>
  position !== null && Buffer.compare(position.leaf, leaf) === 0

/** Between the parties that asked, of the service that was asked, and whole. */
function fits({ draft }: PendingCall, { entry, head, body }: Accepted): boolean {
  const between = entry.sender === draft.receiver && entry.receiver === draft.sender && entry.service === draft.service
  return between && head !== null && (entry.body === null || body !== null)
}

function errorFromPeer(code: string): RabtError {
  return new RabtError(Object.hasOwn(CATALOGUE, code) ? (code as ErrorCode) : 'NOT_RUN', { at: 'provider' })
}
