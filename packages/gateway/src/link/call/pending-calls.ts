import { RabtError } from '@rabt/protocol'
import type { Answer, OutgoingCall } from '../../exchange.ts'
import type { Draft, Position } from '../lane/draft.ts'
import type { Timers } from '../wire.ts'

/** A call that waits for its answer. */
export interface PendingCall {
  readonly call: OutgoingCall
  readonly peer: string
  readonly draft: Draft
  /** When its caller has an error, by the clock that nobody sets ({@link Timers}): a wall clock that is put back lengthens no wait. */
  readonly until: number
  /** Null until composed: then it may have been sent. */
  position: Position | null
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: RabtError) => void
}

/** Granularity of deadlines. */
const TICK_MS = 50

/**
 * Calls of this run by the place of their request, and their deadlines. One timer for all.
 */
export class PendingCalls {
  readonly #byOrigin = new Map<string, Map<number, PendingCall>>()
  readonly #due = new Map<number, Set<PendingCall>>()
  readonly #withdraw: (pending: PendingCall) => boolean
  readonly #timers: Timers
  #count = 0

  constructor(options: {
    readonly timers: Timers
    readonly withdraw: (pending: PendingCall) => boolean
  }) {
    this.#timers = options.timers
    this.#withdraw = options.withdraw
    const tick = () => {
      this.#expire()
      options.timers.after(TICK_MS, tick)
    }
    options.timers.after(TICK_MS, tick)
  }

  get count(): number {
    return this.#count
  }

  add(pending: PendingCall): void {
    const tick = Math.ceil(pending.until / TICK_MS)
    const due = this.#due.get(tick)
    if (due) due.add(pending)
    else this.#due.set(tick, new Set([pending]))
    this.#count++
  }

  placed(pending: PendingCall, position: Position): void {
    pending.position = position
    const calls = this.#byOrigin.get(position.origin)
    if (calls) calls.set(position.index, pending)
    else this.#byOrigin.set(position.origin, new Map([[position.index, pending]]))
  }

  find(origin: string, index: number): PendingCall | undefined {
    return this.#byOrigin.get(origin)?.get(index)
  }

  /** Ends the wait; the caller resolves or rejects. */
  remove(pending: PendingCall): void {
    if (pending.position) this.#byOrigin.get(pending.position.origin)?.delete(pending.position.index)
    if (this.#due.get(Math.ceil(pending.until / TICK_MS))?.delete(pending)) this.#count--
  }

  /** The peer reads nothing more of a lane from `size` on: what waits for it there waits in vain. */
  lose(origin: string, size: number): void {
    for (const [index, pending] of [...(this.#byOrigin.get(origin) ?? [])]) if (index >= size) this.#end(pending)
  }

  /** The gateway is trusted no more: nobody waits for it. */
  cut(peer: string): void {
    for (const due of this.#due.values()) for (const pending of [...due]) if (pending.peer === peer) this.#end(pending)
  }

  /** The end of a run: nothing of what still waits is sent any more. */
  giveUp(): void {
    for (const due of this.#due.values()) for (const pending of [...due]) this.#end(pending)
  }

  #expire(): void {
    const now = Math.floor(this.#timers.now() / TICK_MS)
    // Every tick that has a call, not the ticks since the last look: a process may stand still, and a call may come late.
    for (const [tick, due] of this.#due) {
      if (tick > now) continue
      for (const pending of [...due]) this.#end(pending)
      this.#due.delete(tick)
    }
  }

  /** Spec link-log §5.4: NOT_RUN only if the entry was never sent, else OUTCOME_UNKNOWN. */
  #end(pending: PendingCall): void {
    this.remove(pending)
    pending.reject(new RabtError(this.#withdraw(pending) ? 'NOT_RUN' : 'OUTCOME_UNKNOWN'))
  }
}
