import { RabtError } from '@rabt/protocol'
import type { Exchange } from '../exchange.ts'

/** A commit that takes longer hangs: a query has been given up by then, and it is being tried again. */
const HANGS_MS = 5_000

/** Knows whether the commit under way hangs: PostgreSQL does not answer, its disk is full, or an earlier run's session holds the slot. */
export class CommitWatch {
  /** Milliseconds, on a clock that nobody sets. */
  readonly #now: () => number
  #since: number | null = null
  #told = false

  constructor(now: () => number) {
    this.#now = now
  }

  /** Watches a commit; there is one at a time. */
  watch(commit: Promise<void>): Promise<void> {
    this.#since = this.#now()
    return commit.finally(() => {
      this.#since = null
      this.#told = false
    })
  }

  get hangs(): boolean {
    return this.#since !== null && this.#now() - this.#since > HANGS_MS
  }

  /** True once for each commit that hangs. */
  news(): boolean {
    if (!this.hangs || this.#told) return false
    this.#told = true
    return true
  }
}

/** While nothing can be made durable nothing is sent: a call is refused at once and certainly not run, instead of gathering in memory. */
export function refuseWhileHanging(exchange: Exchange, commits: Pick<CommitWatch, 'hangs'>): Exchange {
  return {
    reachable: (gateway) => exchange.reachable(gateway),
    call: (call) => (commits.hangs ? Promise.reject(new RabtError('LOGGING_FAILED')) : exchange.call(call)),
  }
}
